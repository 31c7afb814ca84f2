// Groups of objects by class, type, allocation site …: counts, own bytes and what each group
// keeps alive.

import { formatBytes, formatCount, formatCounted, formatShare } from '../base/format.ts'
import { isOwnClass } from '../base/own-class.ts'
import type { Group, Grouping, GroupSort, Top } from '../workbench/results.ts'
import { named, piece } from './line.ts'
import type { Part } from './line.ts'
import { nextCommands, prose, screen } from './screen.ts'
import type { NextCommand, View } from './screen.ts'
import { bytesOrDash, countOrDash, figure, moreRows, optional, table } from './table.ts'
import type { Column } from './table.ts'

/** One group, several, and where objects that belong to none come from. */
const WORDS: Readonly<Record<Grouping, readonly [one: string, many: string, none: string]>> = {
  class: ['class', 'classes', 'have no class'],
  type: ['type', 'types', 'have no type'],
  imemo: ['kind of IMEMO', 'kinds of IMEMO', 'are no IMEMO'],
  struct: ['C struct', 'C structs', 'are no C-extension DATA'],
  file: ['file', 'files', 'have no allocation site'],
  site: ['line', 'lines', 'have no allocation site'],
  method: ['method', 'methods', 'have no allocation site'],
  gem: ['gem', 'gems', 'have no allocation site'],
  owner: ['owner', 'owners', 'have no known owner'],
  generation: ['generation', 'generations', 'have no allocation generation'],
  'size-class': ['slot size', 'slot sizes', 'have no slot size'],
  value: ['text', 'texts', 'are no strings whose text the dump has'],
}

export function topReport(result: Top, view: View): string {
  const [first] = result.groups
  return screen(
    first === undefined ? nothing(result, view) : opening(result, first, view),
    result.by === 'value'
      ? textTable(result.groups, view)
      : groupTable(result.groups, WORDS[result.by][0], wholeOf(result), view, result.sort),
    leftOut(result, view),
    nextCommands(view, next(result, first)),
  )
}

/** The figures of groups; also what `refs --group` prints. `sort`: shows what it is by. */
export function groupTable(
  groups: readonly Group[],
  title: string,
  wholeBytes: number,
  view: View,
  sort?: GroupSort,
): string[] {
  const retained = groups.some((group) => group.retained !== undefined)
  const columns: Column<Group>[] = [
    ...(retained ? [figure<Group>('retained', (group) => bytesOrDash(group.retained))] : []),
    figure('own', (group) => formatBytes(group.bytes)),
    figure('share of own', (group) => formatShare(group.bytes, wholeBytes)),
    figure('count', (group) => formatCount(group.count)),
    ...(sort === 'refs'
      ? [figure<Group>('refs', ({ references }) => countOrDash(references))]
      : []),
    { title, flexible: true, cell: (group) => named(group.name) },
    optional(
      figure('own each', ({ bytes, count }) => (count === 0 ? '–' : formatBytes(bytes / count))),
    ),
  ]
  return table(view, columns, groups)
}

/** Texts of strings, what copies of them take, and one string of each to go on with. */
function textTable(groups: readonly Group[], view: View): string[] {
  const columns: Column<Group>[] = [
    figure('wasted', (group) => bytesOrDash(group.wasted)),
    figure('own', (group) => formatBytes(group.bytes)),
    figure('count', (group) => formatCount(group.count)),
    {
      title: 'text, one of them',
      flexible: true,
      cell: (group) => [
        piece('address', group.example ?? ''),
        { text: ' ' },
        named(quoted(group.name)),
      ],
    },
  ]
  return table(view, columns, groups)
}

function quoted(text: string): string {
  return `"${text}"`
}

function wholeOf({ total, ungrouped }: Top): number {
  return total.bytes + ungrouped.bytes
}

function opening(result: Top, first: Group, view: View): string[] {
  const subject =
    result.by === 'generation'
      ? [piece('label', `Generation ${first.name}`)]
      : [named(result.by === 'value' ? quoted(first.name) : first.name)]
  const [one, many] = WORDS[result.by]
  const whole = wholeOf(result)
  const parts: Part[] = []
  if (result.sort === 'retained' && first.retained !== undefined) {
    parts.push(
      ...subject,
      ` keeps the most alive: at least ${formatBytes(first.retained)} would be `,
    )
    parts.push(`freed if its ${formatCounted(first.count, 'object')} went.`)
  } else if (result.sort === 'count') {
    const share = formatShare(first.count, result.total.count + result.ungrouped.count)
    parts.push(...subject, ` has the most objects: ${formatCount(first.count)}, `)
    parts.push(`${share} of all asked about.`)
  } else if (result.sort === 'refs' && first.references !== undefined) {
    parts.push(...subject, ` has the most references: ${formatCount(first.references)}, of `)
    parts.push(`${formatCounted(first.count, 'object')}. The one to the class is not counted.`)
  } else if (result.sort === 'wasted') {
    parts.push(...wasted(result, subject, first))
  } else if (result.sort === 'bytes') {
    parts.push(...subject, ` takes the most itself: ${formatBytes(first.bytes)}, `)
    parts.push(`${formatShare(first.bytes, whole)} of the own bytes of all asked about.`)
  }
  const figures =
    `${formatCounted(result.groupCount, one, many)}, ` +
    `${formatCounted(result.total.count, 'object')} of ${formatBytes(result.total.bytes)}.`
  const about =
    result.by === 'value'
      ? figures
      : `${figures} Shares are of ${formatBytes(whole)}, the own bytes of all objects asked about.`
  return [...(parts.length > 0 ? prose(view, parts) : []), ...prose(view, [piece('dim', about)])]
}

/** What copies take; what is not known of is said where the objects without text are counted. */
function wasted(result: Top, subject: readonly Part[], first: Group): Part[] {
  if (result.wasted === undefined || result.wasted === 0) {
    return ['No text is there twice, among strings whose text the dump has.']
  }
  return [
    `At least ${formatBytes(result.wasted)} are copies of texts that are there already. `,
    ...subject,
    ` is there ${formatCount(first.count)} times, which wastes ${bytesOrDash(first.wasted)}.`,
  ]
}

function nothing(result: Top, view: View): string[] {
  const [, many, none] = WORDS[result.by]
  const { count } = result.ungrouped
  if (count === 0) return prose(view, ['No object fits these conditions.'])
  return prose(view, [`There are no ${many} to tell: all ${formatCount(count)} objects ${none}.`])
}

function leftOut(result: Top, view: View): string[] {
  const [one, many] = WORDS[result.by]
  const lines = moreRows(view, result.groups.length, result.groupCount, [one, many])
  const { count, bytes } = result.ungrouped
  if (count > 0 && result.groups.length > 0) {
    const share = formatShare(bytes, wholeOf(result))
    lines.push(
      ...prose(view, [
        `${formatCounted(count, 'object')} more, of ${formatBytes(bytes)} (${share}), ` +
          `${WORDS[result.by][2]}.`,
      ]),
    )
  }
  return lines
}

function next(result: Top, first: Group | undefined): NextCommand[] {
  const commands: NextCommand[] = []
  if (result.by === 'class') {
    const own = result.groups.find(({ name }) => isOwnClass(name))
    const target = own ?? first
    if (target !== undefined && /^\p{Lu}/u.test(target.name)) {
      const filter = `class=${target.name}`
      commands.push({ words: ['path', 'DUMP', target.name], why: 'what keeps them alive' })
      commands.push({ words: ['find', 'DUMP', target.name], why: 'the objects one by one' })
      commands.push({
        words: ['top', 'DUMP', '--by', 'site', '--where', filter],
        why: 'which lines allocated them',
      })
    }
  } else if (result.by === 'value' && first?.example !== undefined) {
    const filter = `same-text=${first.example}`
    const same = ['--where', filter]
    commands.push({ words: ['show', 'DUMP', first.example], why: 'one of them, in full' })
    commands.push({ words: ['referrers', 'DUMP', first.example], why: 'who has that one' })
    commands.push({
      words: ['top', 'DUMP', '--by', 'site', ...same],
      why: 'which lines allocated them',
    })
  } else if (first !== undefined) {
    commands.push({ words: ['top', 'DUMP', '--by', 'class'], why: 'the same by class' })
  }
  if (commands.length === 0) commands.push({ words: ['summary', 'DUMP'], why: 'the whole heap' })
  return commands
}
