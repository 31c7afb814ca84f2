// From readings of live objects to a verdict: is what is there from boot, does it grow with use, or has
// it levelled off? Unlike those of `watch`, these readings are each taken right after a full
// collection and at known numbers of requests, so that nearly all noise is gone and a leak of one
// object a request shows within a few hundred.
//
// The rule. Only readings after the warm-up count, at least 8 of them. The slope of a stretch is the
// median of the slopes between all pairs of its readings (Theil and Sen), in bytes per request.
//
//   growing       in the second half the readings rise, beyond chance at 1 % (Mann and Kendall), and
//                 both its quarters do, by at least one object slot (40 bytes) a request each, the
//                 fourth by at least 0.4 of the third: it goes on.
//   unclear       too few readings; or the second half rises beyond chance and by a slot a request,
//                 but in one quarter only, or more and more slowly.
//   at-boot       neither of them, and at least 90 % of the bytes of the last quarter (its median)
//                 were there right after boot.
//   levelled-off  neither of them, and they were not.
//
// A jump is no growth: it lies in one quarter. What rises by less than a slot a request is told as
// level, with its figure. Cost: pairs of readings, some hundred.

import { formatBytes, formatCount, formatShare } from '../base/format.ts'
import type { ExerciseReading, Growth } from '../workbench/capture-results.ts'
import { GOES_ON, median } from './series.ts'

export const FEWEST_READINGS = 8
/** Bytes a request: not even one object in each. */
export const SLOT = 40
/** Beyond chance at 1 %, one-sided. */
const BEYOND_CHANCE = 2.326
const MOSTLY = 0.9

export interface Point {
  readonly x: number
  readonly y: number
}

/** `boot`: the first reading; `readings`: those from the end of the warm-up on, by requests. */
export function growthOf(boot: ExerciseReading, readings: readonly ExerciseReading[]): Growth {
  const points = readings.map(({ requests, liveBytes }) => ({ x: requests, y: liveBytes }))
  const first = points[0]?.x ?? 0
  const last = points[points.length - 1]?.x ?? 0
  if (points.length < FEWEST_READINGS || last === first) {
    const because =
      `${formatCount(points.length)} readings are too few to tell a trend: it takes ` +
      `${FEWEST_READINGS}. More --requests or --rounds give more.`
    return { verdict: 'unclear', because, rate: 0, liveRate: 0 }
  }
  const middle = (first + last) / 2
  const second = points.filter(({ x }) => x >= middle)
  const cut = (middle + last) / 2
  const third = second.filter(({ x }) => x <= cut)
  const fourth = second.filter(({ x }) => x >= cut)
  const rate = slopeOf(second)
  const slots = readings.filter(({ requests }) => requests >= middle)
  const liveRate = slopeOf(slots.map(({ requests, live }) => ({ x: requests, y: live })))
  const thirdRate = slopeOf(third)
  const fourthRate = slopeOf(fourth)
  const rises = riseOf(second) > BEYOND_CHANCE && Math.max(rate, thirdRate, fourthRate) >= SLOT
  const quarters =
    `${perRequest(thirdRate)} in the third quarter of the requests, ` +
    `${perRequest(fourthRate)} in the fourth`
  if (rises && Math.min(thirdRate, fourthRate) >= SLOT && fourthRate >= GOES_ON * thirdRate) {
    const because = `What garbage collections leave grows by ${quarters}.`
    return { verdict: 'growing', because, rate, liveRate }
  }
  if (rises) {
    const how =
      thirdRate >= SLOT && fourthRate >= SLOT ? 'more and more slowly' : 'but not steadily'
    const because =
      `What garbage collections leave still grows, ${how}: by ${quarters}. ` +
      'More --requests would show whether it stops.'
    return { verdict: 'unclear', because, rate, liveRate }
  }
  const end = median(fourth.map(({ y }) => y).sort((a, b) => a - b))
  const share = `${formatShare(Math.min(boot.liveBytes, end), end)} of the ${formatBytes(end)} at the end`
  const change = levelWords(rate)
  if (boot.liveBytes >= MOSTLY * end) {
    const because = `${share} were there right after boot. ${change}`
    return { verdict: 'at-boot', because, rate, liveRate }
  }
  const because = `${share} were there right after boot, the rest came with use. ${change}`
  return { verdict: 'levelled-off', because, rate, liveRate }
}

function levelWords(rate: number): string {
  if (rate <= -SLOT) return `In the second half of the requests it shrank by ${perRequest(-rate)}.`
  if (Math.abs(rate) < 0.5) return 'In the second half of the requests it did not change.'
  return (
    `In the second half of the requests it changed by ${perRequest(rate)}, ` +
    `less than one object (${SLOT} B), or not beyond chance.`
  )
}

function perRequest(rate: number): string {
  return `${formatBytes(rate)} per request`
}

/** Theil–Sen: the median slope of all pairs; 0 of fewer than two x. */
export function slopeOf(points: readonly Point[]): number {
  const slopes: number[] = []
  for (let i = 0; i < points.length; i++) {
    for (let j = i + 1; j < points.length; j++) {
      const run = points[j].x - points[i].x
      if (run !== 0) slopes.push((points[j].y - points[i].y) / run)
    }
  }
  return median(slopes.sort((a, b) => a - b))
}

/** Mann–Kendall's Z, corrected for ties: above 2.3 a rise beyond chance at 1 %. */
export function riseOf(points: readonly Point[]): number {
  let s = 0
  const ties = new Map<number, number>()
  for (let i = 0; i < points.length; i++) {
    ties.set(points[i].y, (ties.get(points[i].y) ?? 0) + 1)
    for (let j = i + 1; j < points.length; j++) s += Math.sign(points[j].y - points[i].y)
  }
  const n = points.length
  let variance = n * (n - 1) * (2 * n + 5)
  for (const t of ties.values()) variance -= t * (t - 1) * (2 * t + 5)
  if (variance <= 0) return 0
  return (s - Math.sign(s)) / Math.sqrt(variance / 18)
}
