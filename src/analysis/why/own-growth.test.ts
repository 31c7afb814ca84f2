import { expect, test } from 'vitest'
import type { DominatorTree } from '../../graph/dominator-tree.ts'
import type { Judged } from './judged.ts'
import { withOwnGrowth } from './own-growth.ts'

const MB = 1024 * 1024
/** Positions: 0 holds 1 to 9, 1 holds 2 to 4, 5 holds 6 to 9. */
const tree = { subtree: Uint32Array.of(10, 4, 1, 1, 1, 5, 1, 1, 1, 1) } as DominatorTree

function judged(tops: readonly number[], megabytes: readonly number[], apart?: number): Judged {
  const candidate = apart === undefined ? {} : { apart: new Set([apart]) }
  return {
    candidate,
    explanation: {},
    tops: Uint32Array.from(tops),
    growth: megabytes.map((each) => ({ count: 1, bytes: each * MB })),
    verdict: { verdict: 'growing', because: '', grown: 0 },
    isFinding: true,
  } as unknown as Judged
}

const bytes = ({ growth }: Judged): number[] => growth.map((each) => each.bytes / MB)

test('what was told inside is taken off, and a holder that grew by nothing else is no finding', () => {
  const inner = judged([5], [1, 2, 3])
  const outer = withOwnGrowth(tree, judged([0], [4, 5, 6]), [inner], 10 * MB)
  expect(bytes(outer)).toEqual([3, 3, 3])
  expect(outer).toMatchObject({ isFinding: false, verdict: { verdict: 'static', grown: 0 } })
})

test('growth that is left is judged by itself', () => {
  const inner = judged([1], [1, 2, 3])
  const outer = withOwnGrowth(tree, judged([0], [1, 4, 5]), [inner], 10 * MB)
  expect(bytes(outer)).toEqual([0, 2, 2])
  expect(outer).toMatchObject({ isFinding: true, verdict: { verdict: 'one-time', grown: 2 * MB } })
})

test('what lies beside it, around it or apart from it is left alone', () => {
  const own = judged([1], [1, 2, 3])
  for (const other of [judged([5], [1, 2, 3]), judged([0], [1, 2, 3])]) {
    expect(withOwnGrowth(tree, own, [other], 10 * MB)).toBe(own)
  }
  const outer = judged([0], [1, 2, 3], 5)
  expect(withOwnGrowth(tree, outer, [judged([6], [1, 2, 3])], 10 * MB)).toBe(outer)
  const one = judged([0], [3])
  expect(withOwnGrowth(tree, one, [judged([1], [1])], 10 * MB)).toBe(one)
})
