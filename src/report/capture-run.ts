// What `loupe capture` took: names and figures of the dumps, what failed, and what to type next.

import { formatBytes, formatCount, formatCounted, formatDuration } from '../base/format.ts'
import type { Capture, CapturedDump, FailedDump } from '../workbench/capture-results.ts'
import { piece } from './line.ts'
import { bullet, heading, nextCommands, prose, screen } from './screen.ts'
import type { NextCommand, View } from './screen.ts'
import { figure, table } from './table.ts'
import type { Column } from './table.ts'

export function captureReport(result: Capture, view: View): string {
  return screen(
    summary(result, view),
    dumps(result, view),
    failures(result, view),
    notes(result, view),
    next(result, view),
  )
}

/** One line about a dump while others may follow, for people who are watching. */
export function dumpLine(dump: CapturedDump): string {
  const { path, objects, rss, pause } = dump
  const memory = rss === undefined ? '' : `, RSS ${formatBytes(rss)}`
  return (
    `${path}: ${formatCounted(objects, 'object')}${memory}, ` +
    `paused for ${formatDuration(pause.longest)} (${reasonWords(dump)})`
  )
}

export function reasonWords({ reason, seconds }: Pick<CapturedDump, 'reason' | 'seconds'>): string {
  switch (reason) {
    case 'asked':
      return 'asked'
    case 'at':
    case 'every':
      return `at ${formatDuration(seconds * 1000)}`
    case 'signal':
      return 'by signal'
    case 'exit':
      return 'at exit'
    case 'rss':
      return 'RSS over limit'
    case 'growth':
      return 'RSS grew'
  }
}

function summary({ dumps: taken, interrupted, processes, seconds }: Capture, view: View): string[] {
  const stopped = interrupted ? ' Stopped before the rest; the process lives on.' : ''
  if (taken.length === 0) return prose(view, [piece('warn', 'No dump was taken.'), stopped])
  const of = new Set(taken.map(({ pid }) => pid)).size
  const longest = Math.max(...taken.map(({ pause }) => pause.longest))
  const seen =
    processes.length > of ? ` of the ${formatCount(processes.length)} that were seen` : ''
  return prose(view, [
    `${formatCounted(taken.length, 'dump')} of ${formatCounted(of, 'process', 'processes')}${seen}, ` +
      `in ${formatDuration(seconds * 1000)}. The longest pause was ${formatDuration(longest)}.`,
    stopped,
  ])
}

const COLUMNS: readonly Column<CapturedDump>[] = [
  figure('size', ({ bytes }) => formatBytes(bytes)),
  figure('objects', ({ objects }) => formatCount(objects)),
  figure('pause', ({ pause }) => formatDuration(pause.longest)),
  figure('RSS', ({ rss }) => (rss === undefined ? '?' : formatBytes(rss))),
  { title: 'taken', cell: (dump) => piece('dim', reasonWords(dump)) },
  // Not cut: a name is there to be copied.
  { title: 'dump', cell: ({ path }) => piece('label', path) },
]

function dumps({ dumps: taken }: Capture, view: View): string[] {
  if (taken.length === 0) return []
  const about = 'size of the file; pause: the longest stall; RSS of the process then'
  return [heading(view, 'Dumps', about), ...table(view, COLUMNS, taken)]
}

function failures({ failures: all }: Capture, view: View): string[] {
  if (all.length === 0) return []
  return [heading(view, 'Not taken'), ...all.flatMap((each) => bullet(view, failureText(each)))]
}

export function failureText(failure: FailedDump): string {
  const { pid, message, next: advice } = failure
  const what = `Process ${pid}, ${reasonWords(failure)}: ${message}`
  return advice === undefined ? what : `${what} ${advice}`
}

function notes(result: Capture, view: View): string[] {
  const { command, processes, dumps: taken, failures: failed, ended, remaining = [] } = result
  const said: string[] = []
  if (command !== undefined && processes.length === 0) {
    said.push(
      'No Ruby process with the agent was seen. Either the command runs no Ruby, or one that is not ' +
        'told so by RUBYOPT (a container, another machine, a server that was running before), or ' +
        'it was over in a moment, or LOUPE_AGENT=off is set.',
    )
  } else if (ended?.signal === 'SIGKILL' && taken.length === 0 && failed.length === 0) {
    said.push('The command was killed (SIGKILL): such an end leaves no time for a dump.')
  } else if (command !== undefined && taken.length === 0 && failed.length === 0) {
    said.push(
      'The command was over before anything was due. A dump at its exit needs an ordinary end: ' +
        'exit! leaves no time for it.',
    )
  }
  if (remaining.length > 0) {
    const who = formatCounted(remaining.length, 'process goes', 'processes go')
    said.push(`${who} on after the command: ${remaining.join(', ')}.`)
  }
  return said.flatMap((each) => bullet(view, each))
}

/**
 * Names of the dumps that tell most together, earliest first: of the process with the most of them,
 * the first, one in the middle, the last. None where there are no files.
 */
export function tellingDumps({ dumps: taken }: Capture): string[] {
  const files = taken.filter(({ path }) => path !== '-')
  const counts = new Map<number, number>()
  for (const { pid } of files) counts.set(pid, (counts.get(pid) ?? 0) + 1)
  const [most] = [...counts].sort(([, a], [, b]) => b - a)
  if (most === undefined) return []
  const series = files.filter(({ pid }) => pid === most[0]).map(({ path }) => nameFor(path))
  const middle = Math.floor(series.length / 2)
  return series.filter((_, at) => at === 0 || at === middle || at === series.length - 1)
}

function next(result: Capture, view: View): string[] {
  const series = tellingDumps(result)
  const [last] = series.slice(-1)
  if (last === undefined) return []
  const commands: NextCommand[] =
    series.length > 1
      ? [
          { words: ['why', ...series], why: 'what grew, what holds it, and why' },
          { words: ['diff', ...series], why: 'what came, went and stayed' },
        ]
      : [
          { words: ['why', last], why: 'what holds the memory, and why' },
          { words: [last], why: 'the heap at a glance' },
        ]
  return nextCommands(view, commands)
}

/** A name that begins with a dash would be an option. */
function nameFor(path: string): string {
  return path.startsWith('-') ? `./${path}` : path
}
