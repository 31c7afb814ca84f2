import { expect, test } from 'vitest'
import type { WhyVerdict } from '../../workbench/results.ts'
import type { GenerationSpread } from './generations.ts'
import { verdictOf } from './verdict.ts'

const MB = 1024 * 1024
const TOTAL = 100 * MB

const of = (...growth: readonly (readonly [count: number, megabytes: number])[]) =>
  verdictOf(
    growth.map(([count, megabytes]) => ({ count, bytes: megabytes * MB })),
    TOTAL,
    {},
    undefined,
  )

const CASES: readonly [WhyVerdict, string, ...(readonly [number, number])[]][] = [
  ['growing', 'as much each time', [100, 1], [200, 2], [300, 3]],
  ['growing', 'more and more', [100, 1], [200, 2], [500, 5]],
  ['growing', 'a little less', [100, 1], [200, 2], [280, 2.8]],
  ['growing', 'two dumps', [100, 1], [200, 2]],
  ['growing', 'from nothing', [0, 0], [100, 1], [200, 2]],
  ['growing', 'four dumps', [100, 1], [200, 2], [300, 3], [400, 4]],
  ['growing', 'as many more each time, the first ones small', [41, 0.1], [81, 60], [121, 90]],
  ['plateau', 'hardly more, which weigh less and less', [41, 0.1], [42, 60], [43, 80]],
  ['plateau', 'flattens', [100, 1], [200, 2], [230, 2.3]],
  ['plateau', 'stops after two steps', [100, 1], [200, 2], [300, 3], [300, 3]],
  ['one-time', 'once, then no more', [100, 1], [200, 2], [200, 2]],
  ['one-time', 'only at the end', [100, 1], [100, 1], [200, 2]],
  ['static', 'as before', [100, 1], [100, 1], [100, 1]],
  ['static', 'less', [300, 3], [200, 2], [100, 1]],
  ['static', 'as many, some of them larger', [400, 10], [400, 10.2], [400, 10.3]],
  ['static', 'as many, little of the heap', [100, 0.4], [100, 0.5], [100, 0.6]],
  ['growing', 'as many, each of them larger', [100, 1], [100, 1.5], [100, 2]],
  ['static', 'too little to tell', [1000, 1], [1001, 1.001], [1002, 1.002]],
  ['growing', 'one that gets larger', [1, 1], [1, 2], [1, 3]],
]

test.each(CASES)('%s: %s', (verdict, _, ...growth) => {
  expect(of(...growth).verdict).toBe(verdict)
})

test('what has a cap is a plateau however it grows, and says which cap', () => {
  const growth = [100, 200, 300].map((count) => ({ count, bytes: count * MB }))
  const cap = { most: 1023, why: 'the table has 1,023 places' }
  const verdict = verdictOf(growth, 1000 * MB, { cap }, undefined)
  expect(verdict.verdict).toBe('plateau')
  expect(verdict.because).toContain('the table has 1,023 places')
  expect(verdict.grown).toBe(200 * MB)
})

test('growth is last minus first, and the sentence says how it went', () => {
  const { grown, because } = of([1000, 1], [2000, 2], [3000, 3])
  expect(grown).toBe(2 * MB)
  expect(because).toBe('It grew by about as much each time.')
  expect(of([100, 1], [200, 2], [500, 5]).because).toBe('It grows faster.')
})

test('a text that grew by little may be emptied when it is full; a table with entries tells', () => {
  const grown = (of: 'bytes' | 'entries', last: number) =>
    verdictOf(
      [10, 20, last].map((kilobytes) => ({
        count: 1,
        bytes: kilobytes * 1024,
        filled: { of, amount: kilobytes * 1000 },
      })),
      3 * MB,
      {},
      undefined,
    ).verdict
  expect(grown('bytes', 30)).toBe('unknown')
  expect(grown('bytes', 400)).toBe('growing')
  expect(grown('entries', 30)).toBe('growing')
})

test('one dump never says growing: it tells what the generations say', () => {
  const one = (shape: GenerationSpread['shape']) =>
    verdictOf(
      [{ count: 50, bytes: MB }],
      TOTAL,
      {},
      { first: 3, last: 90, now: 91, peak: 0.2, shape },
    )
  expect(of([100, 50]).verdict).toBe('unknown')
  expect(one('even').verdict).toBe('unknown')
  expect(one('even').because).toContain('evenly over garbage collections 3 to 90 of 91')
  expect(one('spike').verdict).toBe('one-time')
  expect(one('other').verdict).toBe('unknown')
})

/** A single table of so many entries ('?': not told) and megabytes in each dump. */
const table = (...growth: readonly (readonly [entries: number | '?', megabytes: number])[]) =>
  verdictOf(
    growth.map(([entries, megabytes]) => ({
      count: 1,
      bytes: megabytes * MB,
      filled: entries === '?' ? { of: 'unknown' } : { of: 'entries', amount: entries },
    })),
    TOTAL,
    {},
    undefined,
  ).verdict

test('of a table that doubles, its entries decide, and not its bytes', () => {
  expect(table([18_000, 1], [36_000, 1], [54_000, 2])).toBe('growing')
  expect(table([33_000, 1], [60_000, 2], [90_000, 2])).toBe('growing')
  expect(table([18_000, 1], [60_000, 2], [60_000, 2])).toBe('one-time')
  expect(table([18_000, 1], [60_000, 2], [64_000, 2])).toBe('plateau')
  expect(table([18_000, 1], [18_000, 2], [18_000, 2])).toBe('one-time')
  expect(table([18_000, 1], [20_000, 1], [22_000, 1])).toBe('static')
})

test('of a table whose entries are not told: it grows in steps, or that is not known', () => {
  expect(table(['?', 1], ['?', 1], ['?', 2])).toBe('growing')
  expect(table(['?', 1], ['?', 2], ['?', 4])).toBe('growing')
  expect(table(['?', 1], ['?', 2], ['?', 2])).toBe('unknown')
  expect(table(['?', 10], ['?', 11], ['?', 11.3])).toBe('plateau')
})

test('more and more alike objects grow on, also where the table of them has just doubled', () => {
  expect(of([45_000, 3.3], [90_000, 6.6], [135_000, 7.8]).verdict).toBe('growing')
  expect(of([45_000, 3.3], [90_000, 6.6], [92_000, 6.8]).verdict).toBe('plateau')
  expect(of([100, 1], [101, 6], [102, 7]).verdict).toBe('plateau')
})
