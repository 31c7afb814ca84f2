// The first screen. A person with a server running out of memory reads from the top and stops as
// soon as they know what to do: who holds the memory, then the inventory, then whether any of it
// is to be believed, then what to type next.

import { formatBytes, formatCount, formatCounted, formatShare } from '../base/format.ts'
import { isOwnClass } from '../base/own-class.ts'
import type { Group, Holder, ObjectRef, Summary } from '../workbench/results.ts'
import { damageSection } from './damage.ts'
import { named, piece } from './line.ts'
import type { Part } from './line.ts'
import { labelPiece, objectPieces, targetOf } from './object-words.ts'
import { bullet, heading, line, nextCommands, prose, screen } from './screen.ts'
import type { NextCommand, View } from './screen.ts'
import { selfCheck, verificationLines } from './self-check.ts'
import { bytesOrDash, figure, table } from './table.ts'
import type { Column } from './table.ts'

/** From this share on, one object or class is the story. */
const TELLING_SHARE = 0.1

export function summaryReport(result: Summary, view: View): string {
  return screen(
    [...facts(result, view), ...answer(result, view)],
    holders(result, view),
    classes(result, view),
    inventory(result, view),
    roots(result, view),
    [...selfCheck(result, view), ...verificationLines(result, view)],
    damageSection(view, result.damage),
    notes(result, view),
    nextCommands(view, next(result)),
  )
}

function facts(result: Summary, view: View): string[] {
  const { source, ruby } = result
  const version = ruby.version === 'unknown' ? 'Ruby version unknown' : `Ruby ${ruby.version}`
  const about = [
    `${version}${ruby.exact || ruby.version === 'unknown' ? '' : ' (by its format)'}, ${ruby.bits}-bit`,
    result.traced ? 'with allocation sites' : 'without allocation sites',
    `${formatBytes(source.bytes)}${source.compression === undefined ? '' : ` (${source.compression})`}`,
  ]
  return [
    line(view, piece('heading', source.name, 'middle'), piece('dim', ` · ${about.join(' · ')}`)),
    ...prose(view, [
      `${formatCounted(result.objects, 'object')}${shapesAlone(result)} of ${formatBytes(result.bytes)} in all, with ` +
        `${formatCounted(result.edges, 'reference')} between them.`,
    ]),
  ]
}

/** `dump_shapes` and the like write no objects. */
function shapesAlone({ objects, shapes }: Summary): string {
  return objects === 0 && shapes > 0 ? ` (but ${formatCounted(shapes, 'shape')})` : ''
}

/** The answer in a sentence or two: is it one object, one class, or spread out? */
function answer(result: Summary, view: View): string[] {
  if (result.partial) {
    return prose(view, [
      piece('warn', 'This dump has no roots, so what holds what cannot be told from it.'),
      ' Counts and bytes can. A dump made by ObjectSpace.dump_all without since: has them.',
    ])
  }
  const sentences: Part[][] = []
  const [holder] = result.holders
  const whole = result.reachableBytes
  const reachable = `the ${formatBytes(whole)} that can be reached from the roots`
  if (holder?.retained !== undefined) {
    const share = formatShare(holder.retained, whole)
    const size = piece('number', `${formatBytes(holder.retained)}, ${share} of ${reachable}`)
    if (holder.retained >= whole * TELLING_SHARE) {
      sentences.push(
        isSeveral(holder)
          ? [labelPiece(holder), ' together hold ', size, '.']
          : [...objectPieces(holder), ' alone holds ', size, '.'],
      )
    } else {
      const lead = 'No single object holds much: the largest holder, '
      sentences.push([lead, ...objectPieces(holder), ', holds ', size, '.'])
    }
  }
  const own = ownClass(result)
  if (own?.retained !== undefined && own.retained >= whole * TELLING_SHARE) {
    const share = formatShare(own.retained, whole)
    const many = `${formatCount(own.count)} `
    const told = `, ${formatBytes(own.retained)} (${share}) with what each of them alone holds.`
    sentences.push([`Heaviest class of the program: `, many, named(own.name), told])
  }
  return sentences.flatMap((sentence) => prose(view, sentence))
}

function isSeveral({ count = 1 }: Holder): boolean {
  return count > 1
}

function ownClass(result: Summary): Group | undefined {
  return result.classes.find(({ name }) => isOwnClass(name))
}

function holders(result: Summary, view: View): string[] {
  if (result.holders.length === 0) return []
  const whole = result.reachableBytes
  const columns: Column<ObjectRef>[] = [
    figure('retained', (holder) => bytesOrDash(holder.retained)),
    figure('share', (holder) => formatShare(holder.retained ?? Number.NaN, whole)),
    figure('own', (holder) => formatBytes(holder.bytes)),
    { title: 'object', cell: (holder) => piece('address', targetOf(holder) ?? '') },
    { title: '', cell: ({ type }) => piece('dim', type === 'ROOT' ? '' : type) },
    { title: '', flexible: true, cell: (holder) => labelPiece(holder) },
    { title: 'address', optional: true, cell: ({ address }) => piece('address', address) },
  ]
  const about = `what would be freed with each; shares of ${formatBytes(whole)} reachable`
  return [heading(view, 'Largest holders', about), ...table(view, columns, result.holders)]
}

function classes(result: Summary, view: View): string[] {
  if (result.classes.length === 0) return []
  const retained = !result.partial && result.classes.some((group) => group.retained !== undefined)
  const whole = retained ? result.reachableBytes : result.bytes
  const columns: Column<Group>[] = [
    ...(retained ? [figure<Group>('retained', (group) => bytesOrDash(group.retained))] : []),
    figure('share', (group) =>
      formatShare((retained ? group.retained : group.bytes) ?? Number.NaN, whole),
    ),
    figure('own', (group) => formatBytes(group.bytes)),
    figure('count', (group) => formatCount(group.count)),
    { title: 'class', flexible: true, cell: (group) => named(group.name) },
  ]
  const about = retained
    ? `freed at least with all of a class; shares of ${formatBytes(whole)} reachable`
    : `shares of all ${formatBytes(whole)}`
  return [heading(view, 'Top classes', about), ...table(view, columns, result.classes)]
}

interface Kind {
  readonly name: string
  readonly count: number
  readonly bytes: number
  readonly part: boolean
}

/** By type, with IMEMO opened up where it is large: it means nothing to most readers. */
function inventory(result: Summary, view: View): string[] {
  const kinds: Kind[] = []
  for (const { type, count, bytes } of result.types) {
    kinds.push({ name: type, count, bytes, part: false })
    if (type !== 'IMEMO') continue
    for (const imemo of result.imemos.slice(0, IMEMOS_SHOWN)) {
      kinds.push({ name: imemo.type, count: imemo.count, bytes: imemo.bytes, part: true })
    }
  }
  const columns: Column<Kind>[] = [
    figure('bytes', (kind) => formatBytes(kind.bytes)),
    figure('share', (kind) => formatShare(kind.bytes, result.bytes)),
    figure('count', (kind) => formatCount(kind.count)),
    {
      title: 'type',
      flexible: true,
      cell: ({ name, part }) => [
        piece(part ? 'dim' : 'label', `${part ? '  ' : ''}${name}`, 'end'),
      ],
    },
  ]
  const half = ({ count, bytes }: { count: number; bytes: number }): string =>
    `${formatBytes(bytes)} (${formatShare(bytes, result.bytes)}) in ${formatCounted(count, 'object')}`
  return [
    heading(view, 'By type', `shares of all ${formatBytes(result.bytes)}`),
    ...table(view, columns, kinds),
    ...prose(view, [
      `Code (methods, classes, their caches): ${half(result.code)}. ` +
        `Data (all else): ${half(result.data)}.`,
    ]),
  ]
}

const IMEMOS_SHOWN = 4

function roots(result: Summary, view: View): string[] {
  if (result.roots.length === 0) return []
  const list = result.roots
    .map(({ category, references }) => `${category} ${formatCount(references)}`)
    .join(' · ')
  return [heading(view, 'Roots', 'references held by each'), ...prose(view, ['  ', list], 2)]
}

function notes(result: Summary, view: View): string[] {
  const said = [...result.notes]
  if (result.tracer !== undefined && result.tracer.bytes > 0) {
    const { bytes } = result.tracer
    said.unshift(
      `Of this, ${formatBytes(bytes)} (${formatShare(bytes, result.bytes)} of all bytes) is the ` +
        "allocation tracer's own table: the price of tracing, not a part of the program.",
    )
  }
  if (said.length === 0) return []
  return [heading(view, 'Notes'), ...said.flatMap((note) => bullet(view, note))]
}

function next(result: Summary): NextCommand[] {
  const commands: NextCommand[] = []
  const own = ownClass(result)
  const [holder] = result.holders
  const target = holder === undefined ? undefined : targetOf(holder)
  const several = holder !== undefined && isSeveral(holder)
  if (!result.partial) {
    commands.push({ words: ['dominators', 'DUMP', '--merge'], why: 'who holds what, as a tree' })
    if (own !== undefined) {
      commands.push({ words: ['path', 'DUMP', own.name], why: 'what keeps them alive' })
    }
    if (target !== undefined) {
      const why = several ? 'what keeps the largest of them' : 'what keeps the largest holder'
      commands.push({ words: ['path', 'DUMP', target], why })
    }
  }
  if (target !== undefined) {
    const why = several ? 'the largest of them in full' : 'the largest holder in full'
    commands.push({ words: ['show', 'DUMP', target], why })
  }
  if (result.traced) {
    commands.push({ words: ['top', 'DUMP', '--by', 'site'], why: 'which lines allocated it' })
  } else {
    commands.push({ words: ['top', 'DUMP', '--by', 'class'], why: 'all classes' })
  }
  return commands
}
