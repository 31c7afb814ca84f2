// What a run has kept, as tables by gem, file, line, method and class.

import { formatBytes, formatCount, formatCounted, formatShare } from '../base/format.ts'
import type {
  CountAndBytes,
  Retained,
  RetainedBy,
  RetainedGroup,
  RetainedTable,
} from '../workbench/capture-results.ts'
import { named, piece } from './line.ts'
import type { Part } from './line.ts'
import { bullet, heading, nextCommands, prose, screen } from './screen.ts'
import type { NextCommand, View } from './screen.ts'
import { figure, table } from './table.ts'
import type { Column } from './table.ts'

const TITLES: Readonly<Record<RetainedBy, readonly [one: string, many: string]>> = {
  gem: ['gem', 'gems'],
  file: ['file', 'files'],
  site: ['line', 'lines'],
  method: ['method', 'methods'],
  class: ['class', 'classes'],
}

/** `only`: that table alone. */
export function retainedReport(result: Retained, view: View, only?: RetainedBy): string {
  const shown = result.tables.filter(({ by }) => only === undefined || by === only)
  return screen(
    opening(result, view),
    ...shown.map((each) => tableOf(each, result, view)),
    notes(result, view),
    nextCommands(view, next(result)),
  )
}

function opening({ total, tables, way }: Retained, view: View): string[] {
  if (total.count === 0) {
    return prose(view, ['Nothing that was allocated during the run was alive at its end.'])
  }
  const of = (by: RetainedBy): RetainedGroup | undefined =>
    tables.find((each) => each.by === by)?.groups[0]
  const [gem, site] = [of('gem'), of('site')]
  const share = ({ bytes }: CountAndBytes): string => formatShare(bytes, total.bytes)
  const parts: Part[] = [
    `${formatCounted(total.count, 'object')} of ${formatBytes(total.bytes)} that the run allocated `,
    `${total.count === 1 ? 'was' : 'were'} alive at its end`,
  ]
  if (gem !== undefined) parts.push(', ', share(gem), ' of the bytes by ', named(gem.name))
  if (site !== undefined)
    parts.push('. The line that kept most: ', named(site.name), ` (${share(site)})`)
  return prose(view, [...parts, way === 'vernier' ? '. By vernier.' : '.'])
}

function tableOf(
  { by, groups, groupCount, unknown }: RetainedTable,
  { total }: Retained,
  view: View,
) {
  if (groups.length === 0) return []
  const [one, many] = TITLES[by]
  const columns: Column<RetainedGroup>[] = [
    figure('bytes', ({ bytes }) => formatBytes(bytes)),
    figure('share', ({ bytes }) => formatShare(bytes, total.bytes)),
    figure('objects', ({ count }) => formatCount(count)),
    { title: one, flexible: true, cell: ({ name }) => named(name) },
  ]
  const left = groupCount - groups.length
  const rest = [
    ...(left > 0 ? [`${formatCount(left)} more`] : []),
    ...(unknown.count > 0
      ? [
          `${formatBytes(unknown.bytes)} in ${formatCounted(unknown.count, 'object')} of unknown ${many}`,
        ]
      : []),
  ].join(', ')
  return [
    heading(view, `By ${one}`, `shares of ${formatBytes(total.bytes)}`),
    ...table(view, columns, groups),
    ...(rest === '' ? [] : prose(view, [piece('dim', `  … ${rest}`)], 2)),
  ]
}

function notes(result: Retained, view: View): string[] {
  const { unreached, agent, untraced, others, firefox, way } = result
  const said: string[] = []
  const many = ({ count, bytes }: CountAndBytes): string =>
    `${formatCounted(count, 'object')} (${formatBytes(bytes)})`
  if (way === 'vernier') {
    said.push('Vernier does not say of what class objects are; methods are those on top of stacks.')
  }
  if (untraced !== undefined && untraced.count > 0) {
    said.push(
      `${many(untraced)} besides were there before the run, or Ruby does not know where they come from.`,
    )
  }
  if (unreached !== undefined && unreached.count > 0) {
    said.push(`${many(unreached)} of the run are not reached from any root: not counted as alive.`)
  }
  if (agent !== undefined && agent.count > 0) {
    said.push(`${many(agent)} of the capturing agent itself are left out.`)
  }
  if (others.length > 0) {
    said.push(`Other processes of the command, not counted here: ${others.join(', ')}.`)
  }
  if (firefox !== undefined) {
    said.push(`${firefox} opens at https://profiler.firefox.com.`)
  }
  return said.length === 0
    ? []
    : [heading(view, 'Notes'), ...said.flatMap((note) => bullet(view, note))]
}

function next({ way, source, firefox, others }: Retained): NextCommand[] {
  const [other] = others
  return [
    ...(way === 'tracing'
      ? [
          {
            words: ['top', source, '--by', 'site', '--sort', 'retained'],
            why: 'what the objects of each line keep alive',
          },
          { words: ['summary', source], why: 'who holds it' },
        ]
      : []),
    ...(firefox === undefined
      ? [
          {
            words: ['retained', source, '--firefox', 'retained.json'],
            why: 'a flame graph of it',
          },
        ]
      : []),
    ...(other === undefined
      ? []
      : [{ words: ['retained', other], why: 'the same of another one' }]),
  ]
}
