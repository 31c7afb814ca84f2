import { expect, test } from 'vitest'
import { schedule } from './triggers.ts'
import type { Observed, Triggers } from './triggers.ts'

const MB = 1024 ** 2
const one = (rss = 0): Observed[] => [{ pid: 1, rss }]

/** When what became due: [seconds, reason], looked at every quarter of a second. */
function times(triggers: Triggers, rssAt: (seconds: number) => number, until: number) {
  const plan = schedule(triggers)
  const told: [number, string][] = []
  for (let seconds = 0; seconds <= until; seconds += 0.25) {
    for (const { reason } of plan.due(seconds, one(rssAt(seconds)))) told.push([seconds, reason])
  }
  return told
}

test('at: each time once, in their order', () => {
  expect(times({ at: [3, 1, 1.1], count: 0 }, () => 0, 10)).toEqual([
    [1, 'at'],
    [1.25, 'at'],
    [3, 'at'],
  ])
})

test('every: as often as is counted', () => {
  expect(times({ every: 2, count: 3 }, () => 0, 20)).toEqual([
    [2, 'every'],
    [4, 'every'],
    [6, 'every'],
  ])
})

test('what became due several times between two looks is due once', () => {
  const plan = schedule({ at: [1, 2], every: 1, count: 10 })
  expect(plan.due(0.9, one())).toEqual([])
  expect(plan.due(3.5, one())).toEqual([{ pid: 1, reason: 'at' }])
  expect(plan.due(3.9, one())).toEqual([])
  expect(plan.due(4, one())).toEqual([{ pid: 1, reason: 'every' }])
})

test('a limit is passed once, also by one that begins above it, and for each process', () => {
  const rises = (seconds: number) => seconds * 10 * MB
  expect(times({ whenRss: 50 * MB, count: 3 }, rises, 10)).toEqual([[5, 'rss']])
  const plan = schedule({ whenRss: 50 * MB, count: 3 })
  const both = [...one(60 * MB), { pid: 2, rss: 10 * MB }]
  expect(plan.due(0, both)).toEqual([{ pid: 1, reason: 'rss' }])
  expect(plan.due(1, [{ pid: 2, rss: 50 * MB }])).toEqual([{ pid: 2, reason: 'rss' }])
  expect(plan.due(2, both)).toEqual([])
})

test('growth counts from the first look, then from the dump before, as often as is counted', () => {
  const rises = (seconds: number) => (100 + seconds * 10) * MB
  expect(times({ whenRssGrows: 25 * MB, count: 3 }, rises, 20)).toEqual([
    [2.5, 'growth'],
    [5, 'growth'],
    [7.5, 'growth'],
  ])
  // Up and down again is no growth.
  const waves = (seconds: number) => (100 + (seconds % 2) * 10) * MB
  expect(times({ whenRssGrows: 25 * MB, count: 3 }, waves, 20)).toEqual([])
})

test('a time and memory at once are one dump', () => {
  const plan = schedule({ at: [1], whenRss: MB, count: 1 })
  expect(plan.due(1, one(2 * MB))).toEqual([{ pid: 1, reason: 'at' }])
  expect(plan.due(2, one(2 * MB))).toEqual([])
})

test('memory that is unknown triggers nothing', () => {
  const plan = schedule({ whenRss: 1, whenRssGrows: 1, count: 1 })
  expect(plan.due(1, [{ pid: 1, rss: undefined }])).toEqual([])
  expect(plan.over([{ pid: 1, rss: undefined }])).toBe(false)
})

test('it is over when nothing can become due any more', () => {
  const plan = schedule({ at: [1], every: 2, whenRss: 5, whenRssGrows: 3, count: 1 })
  const steps: [number, number, boolean][] = [
    [0, 1, false],
    [1, 1, false],
    [2, 1, false],
    [3, 4, false], // grown
    [4, 5, true], // and passed
  ]
  for (const [seconds, rss, over] of steps) {
    plan.due(seconds, one(rss))
    expect([seconds, plan.over(one(rss))]).toEqual([seconds, over])
  }
  expect(plan.over([...one(5), { pid: 2, rss: 1 }])).toBe(false)
  expect(schedule({ count: 0 }).over([])).toBe(true)
})
