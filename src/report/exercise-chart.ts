// Memory of an exercised application by requests: RSS above, live bytes below, and the lines that are
// printed instead where no one is watching.

import { formatBytes, formatCount } from '../base/format.ts'
import type { ExerciseReading } from '../workbench/capture-results.ts'
import { chart } from './chart.ts'
import { piece } from './line.ts'
import { heading, line } from './screen.ts'
import type { View } from './screen.ts'

const HEIGHT = 5
const WIDEST = 100

type Measure = 'rss' | 'liveBytes'

/** Two charts over one axis of requests; no lines for fewer than two readings. */
export function exerciseCharts(readings: readonly ExerciseReading[], view: View): string[] {
  if (readings.length < 2) return []
  const width = Math.min(view.width - 1, WIDEST)
  const label = (value: number): string => formatBytes(value).padStart(9)
  const drawn = (measure: Measure): string[] => {
    const points = readings.map((reading) => ({ x: reading.requests, y: reading[measure] }))
    const { lines } = chart(points, { width, height: HEIGHT, label })
    return lines.map(({ axis, dots }) => line(view, piece('dim', axis), piece('label', dots)))
  }
  const last = formatCount(readings[readings.length - 1].requests)
  const indent = 9 + 2
  const to = `${last} requests`
  const gap = Math.max(1, width - indent - 1 - to.length)
  return [
    heading(view, 'RSS', 'after a full collection'),
    ...drawn('rss'),
    heading(view, 'Live objects', 'bytes'),
    ...drawn('liveBytes'),
    line(view, piece('dim', `${' '.repeat(indent)}0${' '.repeat(gap)}${to}`)),
  ]
}

/** A frame that is drawn again and again while it runs. */
export function exerciseFrame(
  readings: readonly ExerciseReading[],
  phase: string,
  view: View,
): string[] {
  const last = readings[readings.length - 1]
  const figures = last === undefined ? '' : ` · ${exerciseLine(last)}`
  // Room for the ^C that a terminal shows: a line more would not be taken away.
  const roomy = { ...view, width: view.width - 3 }
  return [
    ...exerciseCharts(readings, view),
    line(roomy, piece('heading', phase), piece('dim', figures, 'end')),
  ]
}

/** One reading as a line. */
export function exerciseLine(reading: ExerciseReading): string {
  const { requests, rss, heapBytes, liveBytes, live } = reading
  return (
    `${formatCount(requests)} requests · RSS ${formatBytes(rss)} · Ruby heap ${formatBytes(heapBytes)} · ` +
    `live ${formatBytes(liveBytes)} in ${formatCount(live)} objects`
  )
}
