// The judge itself: one finding that is right, and the same with one thing wrong at a time.
import { expect, test } from 'vitest'
import type { Why, WhyFinding } from '../../src/workbench/results.ts'
import { judgeWhy, type Leaked } from './judge.ts'
import type { Truth } from './truth.ts'

const truth: Truth = {
  verdict: 'growing',
  mechanism: 'constant-container',
  alsoMechanisms: ['instance-container'],
  holder: ['Audit::EVENTS', 'Audit'],
  class: 'Audit::Event',
}
const leaked: Leaked = { bytes: 3_000_000, grownPerRound: 1_000_000 }

const ref = { handle: '@1', address: '0x1', type: 'OBJECT', label: 'Array (9 elements)', bytes: 40 }
const right: WhyFinding = {
  rank: 1,
  signature: 's',
  rule: 'constant-container',
  title: 'The constant Audit::EVENTS holds 9 Audit::Event objects',
  verdict: 'growing',
  verdictBecause: '',
  confidence: 'certain',
  count: 9,
  bytes: 3_100_000,
  share: 0.5,
  holder: ref,
  path: [],
  contents: [],
  sites: [],
  because: '',
  advice: '',
  evidence: [],
}

function answer(findings: readonly WhyFinding[], dumps = 3, healthy = false): Why {
  const described = Array.from({ length: dumps }) as Why['dumps'][number][]
  return {
    kind: 'why',
    version: 1,
    dumps: described,
    sentence: '',
    healthy,
    findings,
    unsuspicious: [],
    missing: [],
  }
}

const wrongOf = (change: Partial<WhyFinding>, dumps = 3, healthy = false): readonly string[] =>
  judgeWhy(answer([{ ...right, ...change }], dumps, healthy), truth, leaked).wrong

test('what is right in all is right, and its rank is told', () => {
  expect(wrongOf({})).toEqual([])
  expect(wrongOf({ rule: 'instance-container' })).toEqual([])
  const other = { ...right, rule: 'closure' }
  expect(judgeWhy(answer([right]), truth, leaked).rank).toBe(1)
  expect(judgeWhy(answer([other, right]), truth, leaked).rank).toBe(2)
  expect(judgeWhy(answer([other, other]), truth, leaked).rank).toBe(0)
})

test.each([
  ['mechanism', { rule: 'closure' }],
  ['mechanism', { rule: 'accumulation' }],
  ['holder', { title: 'The constant Audits holds 9 Audit::Event objects' }],
  ['class', { title: 'The constant Audit::EVENTS holds 9 Audit::EventGroup objects' }],
  ['bytes', { bytes: 2_000_000 }],
  ['bytes', { bytes: 5_000_000 }],
  ['verdict', { verdict: 'plateau' }],
  ['verdict', { verdict: 'unknown' }],
] as const)('%s is wrong in %o', (criterion, change) => {
  expect(wrongOf(change)).toContain(criterion)
})

test('a title that names only what is held names no holder', () => {
  const title = 'A variable holds 9 Audit::Event objects'
  expect(wrongOf({ title })).toEqual(['holder'])
})

test('one dump may leave the verdict open, and may not deny it', () => {
  expect(wrongOf({ verdict: 'unknown' }, 1, true)).toEqual([])
  expect(wrongOf({ verdict: 'one-time' }, 1, true)).toEqual(['verdict'])
  expect(wrongOf({ verdict: 'static' }, 1, true)).toEqual(['verdict'])
})

test('several dumps of a leak must not be called healthy', () => {
  expect(wrongOf({}, 3, true)).toEqual(['unhealthy'])
})

test('without findings everything is wrong', () => {
  const { rank, wrong } = judgeWhy(answer([]), truth, leaked)
  expect(rank).toBe(0)
  expect(wrong).toContain('mechanism')
  expect(wrong).toContain('holder')
})

test('a healthy program may have findings, but none that grows', () => {
  const healthy: Truth = { verdict: 'healthy' }
  const none: Leaked = { bytes: 0, grownPerRound: 0 }
  const alarms = (why: Why): number => judgeWhy(why, healthy, none).alarms.length
  expect(alarms(answer([], 3, true))).toBe(0)
  expect(alarms(answer([{ ...right, verdict: 'one-time' }], 3, true))).toBe(0)
  expect(alarms(answer([right], 3, true))).toBe(1)
  expect(alarms(answer([], 3, false))).toBe(1)
})
