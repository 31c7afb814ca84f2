// The charts of a watched process: memory above, live objects below where they are known, one axis of
// time for both. The same while it runs and in the summary.

import { formatBytes, formatCount, formatDuration } from '../base/format.ts'
import type { WatchReading } from '../workbench/capture-results.ts'
import { chart, rangeOf } from './chart.ts'
import type { Point } from './chart.ts'
import { displayWidth } from './display-width.ts'
import { piece } from './line.ts'
import { heading, line } from './screen.ts'
import type { View } from './screen.ts'

/** Rows of the terminal under which live objects get no chart of their own. */
const ROOM_FOR_BOTH = 20
const RSS_HEIGHT = 8
const LIVE_HEIGHT = 5
/** Wider charts say no more. */
const WIDEST = 120

/** Title, chart and axis, without colour-coded meaning; no lines for no readings. */
export function watchCharts(
  readings: readonly WatchReading[],
  view: View,
  rows: number = ROOM_FOR_BOTH,
): string[] {
  if (readings.length === 0) return []
  const rss = readings.map(({ at, rss: y }) => ({ x: at, y }))
  const live = readings.flatMap(({ at, live: y }) => (y === undefined ? [] : [{ x: at, y }]))
  const both = live.length > 1 && rows >= ROOM_FOR_BOTH
  // Under both labels the charts begin in the same column, so that their times agree.
  const labels = [...scale(rss, formatBytes), ...(both ? scale(live, formatCount) : [])]
  const widest = Math.max(...labels.map((text) => text.length))
  const pad = (format: (value: number) => string) => (value: number) =>
    format(value).padStart(widest)
  const height = Math.max(3, Math.min(RSS_HEIGHT, rows - 8))
  return [
    heading(view, 'RSS', 'resident memory'),
    ...drawn(rss, readings, view, height, pad(formatBytes)),
    ...(both
      ? [
          heading(view, 'Live slots', 'Ruby objects, garbage too until it is collected'),
          ...drawn(live, readings, view, LIVE_HEIGHT, pad(formatCount)),
        ]
      : []),
    timeAxis(readings, view, widest + 2),
  ]
}

function scale(points: readonly Point[], format: (value: number) => string): string[] {
  const { low, high } = rangeOf(points)
  return [format(low), format(high), format((low + high) / 2)]
}

function drawn(
  points: readonly Point[],
  readings: readonly WatchReading[],
  view: View,
  height: number,
  label: (value: number) => string,
): string[] {
  const from = readings[0]?.at ?? 0
  const to = readings[readings.length - 1]?.at ?? 0
  const { lines } = chart(points, { width: widthOf(view), height, label, from, to })
  return lines.map(({ axis, dots }) => line(view, piece('dim', axis), piece('label', dots)))
}

/** One cell stays free: a full line would wrap in some terminals. */
function widthOf({ width }: View): number {
  return Math.min(width - 1, WIDEST)
}

function timeAxis(readings: readonly WatchReading[], view: View, indent: number): string {
  const from = time(readings[0]?.at ?? 0)
  const to = time(readings[readings.length - 1]?.at ?? 0)
  const gap = widthOf(view) - indent - displayWidth(from) - displayWidth(to)
  return line(
    view,
    piece('dim', `${' '.repeat(indent)}${from}${' '.repeat(Math.max(1, gap))}${to}`),
  )
}

function time(seconds: number): string {
  return seconds === 0 ? '0 s' : formatDuration(seconds * 1000)
}
