// What is seen while a process is watched: a frame that is drawn again and again on a terminal, and
// plain lines, one a reading, where the output goes elsewhere.

import { formatBytes, formatCount, formatDuration } from '../base/format.ts'
import type { WatchReading } from '../workbench/capture-results.ts'
import { piece } from './line.ts'
import type { Part } from './line.ts'
import { line } from './screen.ts'
import type { View } from './screen.ts'
import { signedBytes } from './signed.ts'
import { watchCharts } from './watch-chart.ts'

export interface WatchFrame {
  readonly pid: number
  readonly ruby?: string
  readonly agent: boolean
  readonly command?: readonly string[]
  readonly readings: readonly WatchReading[]
  /** What is going on: a capture, a question. */
  readonly note?: string
}

/** Lines of one frame; `rows`: of the terminal. */
export function watchFrame(frame: WatchFrame, view: View, rows: number): string[] {
  const { pid, ruby, agent, command, readings, note } = frame
  const [first] = readings
  const last = readings[readings.length - 1]
  if (first === undefined || last === undefined) return []
  const about = [
    `process ${pid}`,
    ...(ruby === undefined ? [] : [`Ruby ${ruby}`]),
    ...(agent ? [] : ['no agent: RSS alone']),
    formatDuration(last.at * 1000),
  ].join(' · ')
  const title: Part[] =
    command === undefined
      ? [piece('heading', about)]
      : [piece('heading', command.join(' '), 'end'), piece('dim', ` · ${about}`)]
  return [
    line(view, ...title),
    ...watchCharts(readings, view, rows),
    line(view, ...figures(first, last)),
    line(view, piece('dim', note ?? 'Ctrl-C ends watching and leaves the program alone.', 'end')),
  ]
}

function figures(first: WatchReading, last: WatchReading): Part[] {
  const { rss, pss, pages, live, malloc, collections, major, work } = last
  const parts = [
    `RSS ${formatBytes(rss)} (${signedBytes(rss - first.rss)})`,
    ...(pss === undefined ? [] : [`PSS ${formatBytes(pss)}`]),
    ...(live === undefined ? [] : [`live ${formatCount(live)}`]),
    ...(pages === undefined ? [] : [`pages ${formatCount(pages)}`]),
    ...(malloc === undefined ? [] : [`malloc +${formatBytes(malloc)}`]),
    ...(collections === undefined ? [] : [`GC ${formatCount(collections)}`]),
    ...(major === undefined ? [] : [`full ${formatCount(major)}`]),
    ...(work === undefined ? [] : [`requests ${formatCount(work)}`]),
  ]
  return [{ text: parts.join(' · '), cut: 'end' }]
}

const COLUMNS: readonly (readonly [
  title: string,
  width: number,
  text: (reading: WatchReading) => string | undefined,
])[] = [
  ['time', 9, ({ at }) => `${at.toFixed(1)} s`],
  ['RSS', 10, ({ rss }) => formatBytes(rss)],
  ['PSS', 10, ({ pss }) => optional(pss, formatBytes)],
  ['pages', 8, ({ pages }) => optional(pages, formatCount)],
  ['live slots', 12, ({ live }) => optional(live, formatCount)],
  ['malloc', 10, ({ malloc }) => optional(malloc, formatBytes)],
  ['GC', 8, ({ collections }) => optional(collections, formatCount)],
  ['full GC', 8, ({ major }) => optional(major, formatCount)],
  ['requests', 9, ({ work }) => optional(work, formatCount)],
]

/** The titles of `watchLine`. */
export function watchTitles(): string {
  return COLUMNS.map(([title, width]) => title.padStart(width)).join(' ')
}

/** One reading as one line: columns under `watchTitles`, – where a figure is not known. */
export function watchLine(reading: WatchReading): string {
  return COLUMNS.map(([, width, text]) => (text(reading) ?? '–').padStart(width)).join(' ')
}

function optional(
  value: number | undefined,
  format: (value: number) => string,
): string | undefined {
  return value === undefined ? undefined : format(value)
}

const CSV: readonly (readonly [title: string, key: keyof WatchReading])[] = [
  ['seconds', 'at'],
  ['rss_bytes', 'rss'],
  ['pss_bytes', 'pss'],
  ['heap_pages', 'pages'],
  ['live_slots', 'live'],
  ['malloc_increase_bytes', 'malloc'],
  ['gc_count', 'collections'],
  ['major_gc_count', 'major'],
  ['requests', 'work'],
]

export const CSV_TITLES = `${CSV.map(([title]) => title).join(',')}\n`

/** One reading; what is not known is empty. */
export function csvLine(reading: WatchReading): string {
  return `${CSV.map(([, key]) => reading[key] ?? '').join(',')}\n`
}
