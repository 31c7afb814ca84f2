import { expect, test } from 'vitest'
import type { Candidate } from '../../why/candidate.ts'
import { heldSample } from './held-sample.ts'
import type { RuleContext } from '../rule.ts'

/** Position p is row p; tops with subtrees of so many. */
function sampled(...sizes: readonly number[]): Uint32Array {
  const all = sizes.reduce((sum, size) => sum + size, 0)
  const subtree = new Uint32Array(all).fill(1)
  const nodeAt = Uint32Array.from({ length: all }, (_, i) => i)
  let next = 0
  const tops = sizes.map((size) => {
    const top = next
    subtree[top] = size
    next += size
    return top
  })
  const context = { owned: { tree: { subtree, nodeAt } }, study: { heap: { count: all } } }
  return heldSample({ tops } as unknown as Candidate, context as unknown as RuleContext)
}

test('all of what is little, over all tops', () => {
  expect([...sampled(3, 1, 5)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
})

test('an even part of what is much, none twice', () => {
  const rows = sampled(70_000, 1, 50_000, 13)
  expect(rows.length).toBeGreaterThanOrEqual(19_999)
  expect(rows.length).toBeLessThanOrEqual(20_001)
  expect(new Set(rows).size).toBe(rows.length)
  for (let i = 1; i < rows.length; i++) {
    const step = rows[i] - rows[i - 1]
    expect(step === 6 || step === 7).toBe(true)
  }
})
