// From a series of memory readings to a verdict: what is there came at boot, grows with use, or has
// levelled off.
//
// The rule. The series is laid out by work done (requests) where that is known and moves, else by
// time, and cut into eight equal windows, w1 … w8. The level of a window is the median of its
// readings, so that a single peak decides nothing. Three rises are looked at:
//
//     third quarter  = w6 − w4      fourth quarter = w8 − w6      second half = w8 − w4
//
// and one step: the least that counts, the larger of 1 MB, 1 % of the last reading, and three times
// the usual change between neighbouring readings (its median, once the trend is taken out).
//
//   growing       the second half rose by more than a step, and the fourth quarter rose by more than
//                 half a step and by at least 0.4 of what the third did: it does not slow down.
//                 Or the live objects did so, by their lowest count of each window, which is what
//                 garbage collections leave. Windows without a collection say nothing about them.
//   at-boot       not growing, nor did the fourth quarter rise by a step; and 90 % of what was added
//                 since the first reading (or all of it but a step) was there within the first two
//                 windows.
//   levelled-off  as before, but it took longer than that.
//   unclear       too few readings; a rise that goes on but slows down; or a rise without any garbage
//                 collection in the second half: what grew may all be garbage.
//
// What a series cannot show stays so: growth under a step is told as "less than". Cost: sorting.

import { formatBytes, formatCount, formatDuration, formatShare } from '../base/format.ts'
import type { Verdict, VerdictKind } from '../workbench/capture-results.ts'

export type { Verdict, VerdictKind }

export interface Sample {
  /** Seconds, from any one beginning. */
  readonly at: number
  /** Resident memory, bytes. */
  readonly rss: number
  /** Live heap slots, best right after a collection. */
  readonly live?: number
  /** Requests (or whatever is done) so far. */
  readonly work?: number
  /** Garbage collections so far, `GC.count`; without it each window is taken to have one. */
  readonly collections?: number
}

export interface VerdictOptions {
  /** What a unit of work is called, in the singular. */
  readonly unit?: string
  /** Seconds that the process had run at the first reading; 0 where the series begins with it. */
  readonly uptime?: number
}

export const FEWEST_SAMPLES = 8
const WINDOWS = 8
const LEAST_STEP = 1024 * 1024
const LEAST_SLOTS = 2000
/** From this ratio of fourth to third quarter on, a rise does not slow down. */
export const GOES_ON = 0.4
/** Processes older than this have their boot behind them. */
const BOOTED_AFTER = 60

interface Trend {
  /** Level of each window. */
  readonly levels: readonly number[]
  readonly rise: number
  readonly third: number
  readonly fourth: number
  readonly step: number
  readonly state: 'grows' | 'slows' | 'level'
}

/** Samples in the order of time. Never throws: too few samples are `unclear`. */
export function verdictOf(samples: readonly Sample[], options: VerdictOptions = {}): Verdict {
  const { unit = 'request', uptime = 0 } = options
  const by = axisOf(samples)
  const x = samples.map(({ at, work }) => (by === 'work' ? (work ?? 0) : at))
  const first = samples[0]?.rss ?? 0
  const last = samples[samples.length - 1]?.rss ?? 0
  const span = (x[x.length - 1] ?? 0) - (x[0] ?? 0)
  if (samples.length < FEWEST_SAMPLES || !(span > 0)) {
    const because =
      `${samples.length < FEWEST_SAMPLES ? `Only ${formatCount(samples.length)}` : `All ${formatCount(samples.length)}`} ` +
      `${samples.length === 1 ? 'reading' : 'readings'}${samples.length < FEWEST_SAMPLES ? '' : ' at one moment'}: ` +
      `at least ${FEWEST_SAMPLES}, some time apart, tell a trend.`
    return { verdict: 'unclear', because, by, first, last, rise: last - first, step: LEAST_STEP }
  }

  const windows = windowsOf(x)
  const rss = trendOf(levelsOf(windows, values(samples, 'rss'), median), stepOf(samples))
  const live = liveTrend(samples, windows)
  const facts = {
    by,
    first: rss.levels[0],
    last: rss.levels[WINDOWS - 1],
    rise: rss.rise,
    step: rss.step,
  }
  // Between the middles of the windows that the rise lies between.
  const middles = levelsOf(windows, x, median)
  const half = middles[WINDOWS - 1] - middles[3]
  const per = (rate: number, format: (value: number) => string): string =>
    by === 'work' ? `${format(rate)} per ${unit}` : `${format(rate * 60)} per minute`

  const rssGrows = rss.state === 'grows'
  const liveGrows = live?.state === 'grows'
  if (rssGrows && !liveGrows && collectionsIn(samples, windows) === 0) {
    const because =
      `Memory rose by ${formatBytes(rss.rise)} in the second half, but no garbage collection ran ` +
      'there: all of it may be garbage. Watch until some have run.'
    return { verdict: 'unclear', because, ...facts }
  }
  if (rssGrows || liveGrows) {
    const sentences: string[] = []
    if (rssGrows) {
      sentences.push(
        `Memory rose by ${formatBytes(rss.rise)} in the second half ` +
          `(${per(rss.rise / half, formatBytes)}) and does not slow down: ` +
          `${signed(rss.third)} in the third quarter, ${signed(rss.fourth)} in the fourth.`,
      )
    }
    if (live !== undefined) {
      const rate = `${formatCount(live.rise)} live objects (${per(live.rise / half, few)})`
      sentences.push(
        liveGrows
          ? rssGrows
            ? `So do the live objects: ${rate} more.`
            : `Memory itself does not, yet: collections leave ${rate} more, which fill free slots.`
          : 'The number of live objects does not grow with it: larger strings and arrays, memory ' +
              'of C libraries, or fragmentation.',
      )
    }
    return {
      verdict: 'growing',
      because: sentences.join(' '),
      ...facts,
      ...(rssGrows ? { rate: rss.rise / half } : {}),
      ...(liveGrows ? { liveRate: live.rise / half } : {}),
    }
  }
  if (rss.state === 'slows') {
    const because =
      `Memory still rises but slows down: ${signed(rss.third)} in the third quarter, ` +
      `${signed(rss.fourth)} in the fourth. Watch for longer.`
    return { verdict: 'unclear', because, ...facts }
  }

  const reached = reachedAt(rss)
  const change =
    rss.rise < -rss.step
      ? `It fell by ${formatBytes(-rss.rise)} in the second half.`
      : `In the last quarter it rose by less than ${formatBytes(rss.step)}, the least that these ` +
        'readings tell.'
  if (reached >= 2) {
    const where = formatShare(reached, WINDOWS)
    const of = by === 'work' ? `of the ${formatCount(span)} ${unit}s` : 'of the time'
    const because = `It reached ${formatBytes(facts.last)} after ${where} ${of}. ${change}`
    return { verdict: 'levelled-off', because, ...facts }
  }
  if (uptime > BOOTED_AFTER) {
    const because = `It stayed at ${formatBytes(facts.last)}, after ${formatDuration(uptime * 1000)} of running before. ${change}`
    return { verdict: 'levelled-off', because, ...facts }
  }
  const because =
    `Of ${formatBytes(facts.last)} at the end, ${formatShare(Math.min(early(rss), facts.last), facts.last)} ` +
    `was there after ${by === 'work' ? `the first ${formatCount(span / 4)} ${unit}s` : 'the first quarter'}. ${change}`
  return { verdict: 'at-boot', because, ...facts }
}

/** By work only where it moves often enough to cut by. */
function axisOf(samples: readonly Sample[]): 'seconds' | 'work' {
  const steps = new Set<number>()
  for (const { work } of samples) {
    if (work === undefined) return 'seconds'
    steps.add(work)
  }
  return steps.size >= FEWEST_SAMPLES ? 'work' : 'seconds'
}

/** sample -> window, 0 … 7, by where it lies between first and last. */
function windowsOf(x: readonly number[]): number[] {
  const from = x[0]
  const span = x[x.length - 1] - from
  return x.map((each) =>
    Math.max(0, Math.min(WINDOWS - 1, Math.floor(((each - from) / span) * WINDOWS))),
  )
}

/** A level for each window; one without readings gets what lies between its neighbours. */
function levelsOf(
  windows: readonly number[],
  readings: readonly (number | undefined)[],
  level: (sorted: readonly number[]) => number,
): number[] {
  const inWindow: number[][] = Array.from({ length: WINDOWS }, () => [])
  windows.forEach((window, index) => {
    const reading = readings[index]
    if (reading !== undefined) inWindow[window]?.push(reading)
  })
  const known = inWindow.map((each) =>
    each.length === 0 ? undefined : level(each.sort((a, b) => a - b)),
  )
  return known.map((each, at) => each ?? between(known, at))
}

function between(known: readonly (number | undefined)[], at: number): number {
  let left = at
  let right = at
  while (left >= 0 && known[left] === undefined) left--
  while (right < known.length && known[right] === undefined) right++
  const a = known[left] ?? known[right] ?? 0
  const b = known[right] ?? a
  return left < 0 || right >= known.length ? a : a + ((b - a) * (at - left)) / (right - left)
}

function trendOf(levels: readonly number[], step: number): Trend {
  const [w4, w6, w8] = [levels[3], levels[5], levels[7]]
  const third = w6 - w4
  const fourth = w8 - w6
  const rise = w8 - w4
  const goesOn = fourth > step / 2 && fourth >= GOES_ON * third
  const state = rise > step && goesOn ? 'grows' : fourth > step ? 'slows' : 'level'
  return { levels, rise, third, fourth, step, state }
}

/** The least rise of memory that counts. */
function stepOf(samples: readonly Sample[]): number {
  const changes: number[] = []
  for (let i = 1; i < samples.length; i++) {
    changes.push(samples[i].rss - samples[i - 1].rss)
  }
  const usual = median(changes.sort((a, b) => a - b))
  const noise = median(changes.map((each) => Math.abs(each - usual)).sort((a, b) => a - b))
  return Math.max(LEAST_STEP, samples[samples.length - 1].rss / 100, 3 * noise)
}

/** The trend of what collections leave alive; undefined where readings or collections are missing. */
function liveTrend(samples: readonly Sample[], windows: readonly number[]): Trend | undefined {
  if (samples.some(({ live }) => live === undefined)) return undefined
  // All of w4, w6 and w8 are needed: each must have seen a collection.
  for (const window of [3, 5, 7])
    if (collectionsOf(samples, windows, window) === 0) return undefined
  const levels = levelsOf(windows, values(samples, 'live'), (sorted) => sorted[0])
  return trendOf(levels, Math.max(LEAST_SLOTS, levels[WINDOWS - 1] / 100))
}

/** Collections that ended in a window: from the last reading before it to the last in it. */
function collectionsOf(
  samples: readonly Sample[],
  windows: readonly number[],
  window: number,
): number {
  const last = samples.findLast((each, at) => windows[at] === window && told(each))
  if (last === undefined) return samples.some(told) ? 0 : 1
  const before = samples.findLast((each, at) => windows[at] < window && told(each)) ?? last
  return (last.collections ?? 0) - (before.collections ?? 0)
}

function told({ collections }: Sample): boolean {
  return collections !== undefined
}

function collectionsIn(samples: readonly Sample[], windows: readonly number[]): number {
  let sum = 0
  for (let window = WINDOWS / 2; window < WINDOWS; window++) {
    sum += Math.max(0, collectionsOf(samples, windows, window))
  }
  return sum
}

/** The window in which 90 % of what was added, or all but a step, was there to stay. */
function reachedAt({ levels, step }: Trend): number {
  const first = levels[0]
  const last = levels[WINDOWS - 1]
  const enough = last - Math.max(step, (last - first) / 10)
  let window = WINDOWS - 1
  while (window > 0 && levels[window - 1] >= enough) window--
  return window
}

function early({ levels }: Trend): number {
  return levels[1]
}

function values(samples: readonly Sample[], key: 'rss' | 'live'): (number | undefined)[] {
  return samples.map((each) => each[key])
}

/** Of sorted numbers; 0 of none. */
export function median(sorted: readonly number[]): number {
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2
}

function signed(bytes: number): string {
  return `${bytes < 0 ? '−' : '+'}${formatBytes(Math.abs(bytes))}`
}

/** Counts under ten keep a decimal: 0.3 objects per request say something. */
function few(count: number): string {
  return Math.abs(count) < 9.95 ? count.toFixed(1) : formatCount(count)
}
