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
  ['plateau', 'flattens', [100, 1], [200, 2], [230, 2.3]],
  ['plateau', 'stops after two steps', [100, 1], [200, 2], [300, 3], [300, 3]],
  ['one-time', 'once, then no more', [100, 1], [200, 2], [200, 2]],
  ['one-time', 'only at the end', [100, 1], [100, 1], [200, 2]],
  ['static', 'as before', [100, 1], [100, 1], [100, 1]],
  ['static', 'less', [300, 3], [200, 2], [100, 1]],
  ['static', 'as many, some of them larger', [400, 10], [400, 10.2], [400, 10.3]],
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
