import fc from 'fast-check'
import { expect, test } from 'vitest'
import { verdictOf } from './series.ts'
import type { Sample } from './series.ts'

const MB = 1024 * 1024

/** A reading a second of a function of time 0 … 1, bytes. */
function series(
  count: number,
  rss: (t: number) => number,
  more: (t: number, i: number) => Partial<Sample> = () => ({}),
): Sample[] {
  return Array.from({ length: count }, (_, i) => {
    const t = i / (count - 1)
    return { at: i, rss: rss(t), ...more(t, i) }
  })
}

/** The same "random" numbers each time, −1 … 1. */
function noise(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648
    return state / 1073741824 - 1
  }
}

const bootThen =
  (after: (t: number) => number) =>
  (t: number): number =>
    t < 0.1 ? 20 * MB + (t / 0.1) * 180 * MB : 200 * MB + after((t - 0.1) / 0.9)

const CASES: readonly (readonly [string, Sample[], string])[] = [
  ['flat', series(60, () => 100 * MB), 'at-boot'],
  [
    'boot and flat',
    series(
      60,
      bootThen(() => 0),
    ),
    'at-boot',
  ],
  [
    'boot and a leak',
    series(
      60,
      bootThen((t) => t * 40 * MB),
    ),
    'growing',
  ],
  ['a leak from the start', series(300, (t) => 50 * MB + t * 500 * MB), 'growing'],
  ['a leak that gets faster', series(60, (t) => 50 * MB + t * t * 100 * MB), 'growing'],
  ['a leak in ten steps', series(100, (t) => 50 * MB + Math.floor(t * 10) * 8 * MB), 'growing'],
  [
    'a cache that fills up',
    series(100, (t) => 50 * MB + 200 * MB * (1 - Math.exp(-t * 10))),
    'levelled-off',
  ],
  [
    'filled up at half time',
    series(100, (t) => 50 * MB + 100 * MB * Math.min(1, t * 2)),
    'levelled-off',
  ],
  ['slowing down', series(100, (t) => 50 * MB + 400 * MB * (1 - Math.exp(-t * 5))), 'unclear'],
  ['growth under a step', series(100, (t) => 100 * MB + t * MB), 'at-boot'],
  ['shrinking', series(100, (t) => 200 * MB - t * 100 * MB), 'at-boot'],
  ['one peak at the end', series(80, (t) => (t > 0.98 ? 400 * MB : 100 * MB)), 'at-boot'],
]

test.each(CASES)('%s', (_, samples, verdict) => {
  expect(verdictOf(samples).verdict).toBe(verdict)
})

test.each([1, 2, 3, 4, 5, 6, 7, 8])('the same in noise of one percent, seed %i', (seed) => {
  for (const [name, samples, verdict] of CASES) {
    // On the edge between the others, and meant to be.
    if (verdict === 'unclear') continue
    const random = noise(seed)
    const noisy = samples.map((each) => ({ ...each, rss: each.rss * (1 + random() * 0.01) }))
    expect([name, verdictOf(noisy).verdict]).toEqual([name, verdict])
  }
})

test('the rate is that of the second half', () => {
  const { rate, by, because } = verdictOf(series(61, (t) => 50 * MB + t * 60 * MB))
  expect(by).toBe('seconds')
  expect(rate).toBeCloseTo(MB, -4)
  expect(because).toContain('60.0 MB per minute')
})

test('by work where it moves: an idle process has not levelled off', () => {
  // 100 requests of 1 MB each in the first half, none later.
  const samples = series(
    100,
    (t) => 50 * MB + Math.min(100, Math.floor(t * 200)) * MB,
    (t) => ({ work: Math.min(100, Math.floor(t * 200)) }),
  )
  const verdict = verdictOf(samples)
  expect(verdict).toMatchObject({ verdict: 'growing', by: 'work' })
  expect(verdict.rate).toBeGreaterThan(0.9 * MB)
  expect(verdict.rate).toBeLessThan(1.1 * MB)
  expect(verdict.because).toContain('per request')
  const byTime = samples.map(({ at, rss }) => ({ at, rss }))
  expect(verdictOf(byTime).verdict).toBe('levelled-off')
})

test('work that hardly moves is no axis', () => {
  const samples = series(
    60,
    (t) => 50 * MB + t * 60 * MB,
    (t) => ({ work: Math.floor(t * 3) }),
  )
  expect(verdictOf(samples)).toMatchObject({ verdict: 'growing', by: 'seconds' })
})

test('live objects that collections leave are growth before memory is', () => {
  // A saw: each collection, every 10 s, leaves 5,000 more.
  const live = (i: number): number => 100_000 + Math.floor(i / 10) * 5_000 + (i % 10) * 20_000
  const samples = series(
    120,
    () => 100 * MB,
    (_, i) => ({ live: live(i), collections: Math.floor(i / 10) }),
  )
  const verdict = verdictOf(samples)
  expect(verdict.verdict).toBe('growing')
  expect(verdict.rate).toBeUndefined()
  expect(verdict.liveRate).toBeCloseTo(500, -2)
  expect(verdict.because).toContain('free slots')
})

test('live objects between collections say nothing', () => {
  const rising = series(
    120,
    () => 100 * MB,
    (_, i) => ({ live: 100_000 + i * 1_000, collections: 3 }),
  )
  expect(verdictOf(rising).verdict).toBe('at-boot')
  // Without word of collections, they are taken as they are.
  expect(verdictOf(rising.map(({ at, rss, live }) => ({ at, rss, live: live! }))).verdict).toBe(
    'growing',
  )
})

test('a rise without any collection may be garbage', () => {
  const rising = (collections: (i: number) => number): Sample[] =>
    series(
      80,
      (t) => 100 * MB + t * 80 * MB,
      (_, i) => ({ live: 100_000 + i * 1_000, collections: collections(i) }),
    )
  expect(verdictOf(rising(() => 7))).toMatchObject({ verdict: 'unclear' })
  expect(verdictOf(rising(() => 7)).because).toContain('garbage')
  expect(verdictOf(rising((i) => i)).verdict).toBe('growing')
})

test('memory that grows without objects is said to', () => {
  const samples = series(
    80,
    (t) => 100 * MB + t * 80 * MB,
    (_, i) => ({ live: 100_000 + (i % 7) * 900, collections: i }),
  )
  const { verdict, because } = verdictOf(samples)
  expect(verdict).toBe('growing')
  expect(because).toContain('does not grow with it')
})

test('what was watched later than its boot is level, not "at boot"', () => {
  const samples = series(60, () => 100 * MB)
  expect(verdictOf(samples, { uptime: 3 * 3600 })).toMatchObject({ verdict: 'levelled-off' })
  expect(verdictOf(samples, { uptime: 3 * 3600 }).because).toContain('3 h')
})

test('too few readings, or all at one moment, tell nothing', () => {
  expect(verdictOf([]).verdict).toBe('unclear')
  expect(verdictOf([{ at: 0, rss: MB }]).because).toContain('Only 1 reading:')
  expect(verdictOf(series(7, (t) => t * 100 * MB)).verdict).toBe('unclear')
  const atOnce = series(20, () => MB).map((each) => ({ ...each, at: 5 }))
  expect(verdictOf(atOnce)).toMatchObject({ verdict: 'unclear' })
})

test('windows without readings get what lies between', () => {
  // Stopped from 30 % to 60 % of the time.
  const samples = series(200, (t) => 50 * MB + t * 100 * MB).filter(({ at }) => at < 60 || at > 120)
  expect(verdictOf(samples).verdict).toBe('growing')
  expect(verdictOf(samples.map((each) => ({ ...each, rss: 50 * MB }))).verdict).toBe('at-boot')
})

test('a verdict depends on neither the zero of time nor its unit', () => {
  const reading = fc.record({
    rss: fc.integer({ min: 0, max: 1e9 }),
    step: fc.integer({ min: 1, max: 100 }),
  })
  fc.assert(
    fc.property(
      fc.array(reading, { minLength: 2, maxLength: 60 }),
      fc.constantFrom(1, 2, 4),
      (list, scale) => {
        let at = 0
        const samples = list.map(({ rss, step }) => ({ rss, at: (at += step) }))
        const moved = samples.map((each) => ({ rss: each.rss, at: 64 + each.at * scale }))
        const { rate, because, ...one } = verdictOf(samples)
        const { rate: other, because: text, ...two } = verdictOf(moved)
        expect(two).toEqual(one)
        expect(because.length > 0 && text.length > 0).toBe(true)
        if (rate !== undefined) expect(other).toBeCloseTo(rate / scale, 3)
      },
    ),
  )
})
