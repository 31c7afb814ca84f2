// What was seen of a watched process: the verdict in a sentence, the charts, first and last figures,
// and the dumps that were taken.

import { formatBytes, formatCount, formatCounted, formatDuration } from '../base/format.ts'
import type { CapturedDump, Watch, WatchReading } from '../workbench/capture-results.ts'
import { piece } from './line.ts'
import type { Role } from './paint.ts'
import { bullet, heading, nextCommands, prose, screen } from './screen.ts'
import type { NextCommand, View } from './screen.ts'
import { signedBytes, signedCount } from './signed.ts'
import { bytesOrDash, figure, optional, table } from './table.ts'
import type { Column } from './table.ts'
import { watchCharts } from './watch-chart.ts'

const VERDICTS: Readonly<Record<Watch['verdict']['verdict'], readonly [string, Role]>> = {
  growing: ['Growing', 'warn'],
  'at-boot': ['At boot', 'good'],
  'levelled-off': ['Levelled off', 'good'],
  unclear: ['Unclear', 'heading'],
}

export function watchReport(result: Watch, view: View): string {
  if (result.readings.length === 0) {
    return screen(
      prose(view, ['Nothing was seen: the process was gone before the first reading.']),
      ended(result, view),
    )
  }
  const [word, role] = VERDICTS[result.verdict.verdict]
  return screen(
    [
      ...prose(view, [piece(role, `${word}.`), ` ${result.verdict.because}`]),
      ...prose(view, [piece('dim', about(result))]),
    ],
    watchCharts(result.readings, view),
    changes(result.readings, view),
    dumps(result.dumps, view),
    [...result.failures.flatMap(({ message }) => bullet(view, message)), ...ended(result, view)],
    nextCommands(view, next(result)),
  )
}

function about(result: Watch): string {
  const { readings, others } = result
  const last = readings[readings.length - 1]?.at ?? 0
  const first = readings[0]?.at ?? 0
  return [
    `Process ${result.pid}`,
    ...(result.ruby === undefined ? [] : [`Ruby ${result.ruby}`]),
    `${formatCounted(readings.length, 'reading')} in ${formatDuration((last - first) * 1000)}`,
    ...(result.agent ? [] : ['it has no agent, so RSS is all there is']),
    ...(others.length === 0
      ? []
      : [`not watched: ${formatCounted(others.length, 'other process', 'other processes')} of it`]),
  ].join(' · ')
}

interface Change {
  readonly title: string
  readonly first: string
  readonly last: string
  readonly change: string
  readonly peak: string
}

type Measure = Exclude<keyof WatchReading, 'at'>

const MEASURES: readonly (readonly [Measure, string, 'bytes' | 'count'])[] = [
  ['rss', 'RSS', 'bytes'],
  ['pss', 'PSS', 'bytes'],
  ['pages', 'pages of the Ruby heap', 'count'],
  ['live', 'live slots', 'count'],
  ['malloc', 'malloc since the last collection', 'bytes'],
  ['collections', 'garbage collections', 'count'],
  ['major', 'full ones of them', 'count'],
  ['work', 'requests', 'count'],
]

function changes(readings: readonly WatchReading[], view: View): string[] {
  const rows = MEASURES.flatMap(([key, title, unit]): Change[] => {
    const values = readings.flatMap((reading) => reading[key] ?? [])
    const [first] = values
    const last = values[values.length - 1]
    if (first === undefined || last === undefined) return []
    const text = unit === 'bytes' ? formatBytes : formatCount
    const change = unit === 'bytes' ? signedBytes(last - first) : signedCount(last - first)
    // Not by spreading: a long watch has more readings than a call takes arguments.
    const peak = values.reduce((most, each) => Math.max(most, each), first)
    return [{ title, first: text(first), last: text(last), change, peak: text(peak) }]
  })
  const columns: Column<Change>[] = [
    optional(figure('first', ({ first }) => first)),
    figure('last', ({ last }) => last),
    figure('change', ({ change }) => change),
    optional(figure('most', ({ peak }) => peak)),
    { title: '', flexible: true, cell: ({ title }) => title },
  ]
  return [heading(view, 'From the first reading to the last'), ...table(view, columns, rows)]
}

function dumps(list: readonly CapturedDump[], view: View): string[] {
  if (list.length === 0) return []
  const columns: Column<CapturedDump>[] = [
    figure('after', ({ seconds }) => formatDuration(seconds * 1000)),
    figure('objects', ({ objects }) => formatCount(objects)),
    figure('RSS', ({ rss }) => bytesOrDash(rss)),
    figure('stall', ({ pause }) => formatDuration(pause.longest)),
    { title: 'dump', cell: ({ path }) => piece('label', path) },
  ]
  return [heading(view, 'Dumps'), ...table(view, columns, list)]
}

function ended({ ended: how, stopped }: Watch, view: View): string[] {
  if (how === undefined) {
    return stopped === 'gone' ? bullet(view, 'The process has ended.') : []
  }
  if (how.signal !== undefined) return bullet(view, `The command was ended by ${how.signal}.`)
  return how.status === 0
    ? []
    : bullet(view, `The command ended with status ${formatCount(how.status ?? 0)}.`)
}

function next({ dumps: taken, pid, command, stopped, agent, ended: how }: Watch): NextCommand[] {
  const [first, second] = taken
  const last = taken[taken.length - 1]
  if (first !== undefined && second !== undefined && last !== undefined) {
    return [
      { words: ['why', first.path, last.path], why: 'what grew, what holds it, and why' },
      { words: ['diff', first.path, last.path], why: 'what came between them' },
    ]
  }
  if (first !== undefined) {
    return [{ words: ['why', first.path], why: 'what holds the memory, and why' }]
  }
  // A command is ended when the time is up.
  if (stopped === 'gone' || how !== undefined || (command !== undefined && stopped === 'time')) {
    return [{ words: ['help', 'capture'], why: 'dumps of a command while it runs' }]
  }
  if (!agent) return [{ words: ['help', 'capture'], why: 'how to give a process an agent' }]
  return [{ words: ['capture', '--pid', String(pid)], why: 'a dump of it as it is now' }]
}
