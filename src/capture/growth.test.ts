import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ExerciseReading } from '../workbench/capture-results.ts'
import { growthOf, riseOf, slopeOf } from './growth.ts'

const MB = 1024 * 1024

function reading(requests: number, liveBytes: number): ExerciseReading {
  const live = Math.round(liveBytes / 100)
  return {
    requests,
    seconds: requests / 100,
    rss: liveBytes * 2,
    live,
    liveBytes,
    heapBytes: liveBytes,
    milliseconds: 1,
  }
}

/** A warm-up of 50 requests, then 30 readings 20 requests apart; `bytes` of 0 … 1. */
function verdictOf(boot: number, bytes: (t: number, i: number) => number, count = 31): string {
  const readings = Array.from({ length: count }, (_, i) =>
    reading(50 + i * 20, Math.round(bytes(i / (count - 1), i))),
  )
  return growthOf(reading(0, boot), readings).verdict
}

/** The same "random" numbers each time, −1 … 1. */
function noise(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648
    return state / 1073741824 - 1
  }
}

const CASES: readonly (readonly [string, number, (t: number, i: number) => number, string])[] = [
  ['flat', 50 * MB, () => 50 * MB, 'at-boot'],
  ['a little more than at boot, then flat', 50 * MB, () => 54 * MB, 'at-boot'],
  ['loaded by the first requests', 20 * MB, () => 50 * MB, 'levelled-off'],
  [
    'a cache that fills in the first half',
    20 * MB,
    (t) => 20 * MB + Math.min(1, t * 2.2) * 30 * MB,
    'levelled-off',
  ],
  ['one object a request, of 50 MB', 50 * MB, (_, i) => 50 * MB + i * 20 * 40, 'growing'],
  ['a tenth of one', 50 * MB, (_, i) => 50 * MB + i * 20 * 4, 'at-boot'],
  ['a page a request', 50 * MB, (t) => 50 * MB + t * 60 * MB, 'growing'],
  ['faster and faster', 50 * MB, (t) => 50 * MB + t * t * 60 * MB, 'growing'],
  ['every fifth reading', 50 * MB, (_, i) => 50 * MB + Math.floor(i / 5) * 100_000, 'growing'],
  ['a jump in the third quarter', 50 * MB, (t) => 50 * MB + (t > 0.62 ? MB : 0), 'unclear'],
  ['a jump in the first quarter', 50 * MB, (t) => 50 * MB + (t > 0.2 ? MB : 0), 'at-boot'],
  ['fills more and more slowly', 50 * MB, (t) => 50 * MB + MB * (1 - Math.exp(-6 * t)), 'unclear'],
  ['fills up', 50 * MB, (t) => 50 * MB + 90 * MB * (1 - Math.exp(-40 * t)), 'levelled-off'],
  ['shrinks', 50 * MB, (t) => 50 * MB - t * MB, 'at-boot'],
  ['a saw', 50 * MB, (_, i) => 50 * MB + (i % 4) * 100_000, 'at-boot'],
]

test.each(CASES)('%s', (_, boot, bytes, verdict) => {
  expect(verdictOf(boot, bytes)).toBe(verdict)
})

test('noise alone is hardly ever growth, and a leak under noise of its own size is', () => {
  let wrong = 0
  let missed = 0
  for (let seed = 1; seed <= 200; seed++) {
    const random = noise(seed * 7919)
    if (verdictOf(50 * MB, () => 50 * MB + random() * 50_000) === 'growing') wrong++
    // 20 requests between readings: 1,000 bytes a request are 20,000 a reading.
    const leak = (_: number, i: number): number => 50 * MB + i * 20_000 + random() * 20_000
    if (verdictOf(50 * MB, leak) !== 'growing') missed++
  }
  expect(wrong).toBeLessThanOrEqual(2)
  expect(missed).toBeLessThanOrEqual(10)
})

test('the rate is that of the second half, in bytes and slots', () => {
  const readings = Array.from({ length: 31 }, (_, i) => reading(i * 20, 50 * MB + i * 20 * 500))
  const growth = growthOf(reading(0, 50 * MB), readings)
  expect(growth.rate).toBeCloseTo(500)
  expect(growth.liveRate).toBeCloseTo(5, 1)
  expect(growth.because).toContain('500 B per request')
})

test('too few readings tell nothing', () => {
  expect(verdictOf(MB, (t) => t * 100 * MB, 7)).toBe('unclear')
  expect(growthOf(reading(0, MB), []).because).toContain('too few')
  const same = Array.from({ length: 9 }, () => reading(50, MB))
  expect(growthOf(reading(0, MB), same).verdict).toBe('unclear')
})

test('the slope of a line is its slope, whatever one reading in four says', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 0, max: 1e9 }), (a, b) => {
      const line = Array.from({ length: 20 }, (_, x) => ({ x, y: a * x + b }))
      expect(slopeOf(line)).toBe(a)
      const wild = line.map(({ x, y }) => ({ x, y: x % 7 === 3 ? y + 1e12 : y }))
      expect(slopeOf(wild)).toBe(a)
    }),
  )
})

test('Mann and Kendall’s Z against a table', () => {
  // n = 10 in order: S = 45, variance 125: (45 − 1) / √125.
  const rising = Array.from({ length: 10 }, (_, x) => ({ x, y: x }))
  expect(riseOf(rising)).toBeCloseTo(3.9355, 4)
  expect(riseOf(rising.map(({ x, y }) => ({ x, y: -y })))).toBeCloseTo(-3.9355, 4)
  expect(riseOf(rising.map(({ x }) => ({ x, y: 5 })))).toBe(0)
  // Ties: 1 1 2 2 3 3, S = 12, variance (6·5·17 − 3·2·1·9) / 18 = 25.333.
  const tied = [1, 1, 2, 2, 3, 3].map((y, x) => ({ x, y }))
  expect(riseOf(tied)).toBeCloseTo(11 / Math.sqrt(25.3333), 4)
})
