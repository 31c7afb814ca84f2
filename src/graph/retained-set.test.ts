import fc from 'fast-check'
import { expect, test } from 'vitest'
import { members as bitsIn } from '../base/bitset.ts'
import { buildDominatorTree } from './dominator-tree.ts'
import { retainedSet } from './retained-set.ts'
import { anyGraph, graphOfLists, reachedWithout } from './testing/graphs.ts'

test('is what is lost when all members go', () => {
  const property = fc.property(anyGraph(), fc.array(fc.nat(13)), (graph, drawn) => {
    const members = drawn.filter((node) => node < graph.nodeCount)
    const size = Uint32Array.from({ length: graph.nodeCount }, (_, node) => 2 ** node)
    const tree = buildDominatorTree(graph, size, new Map())
    const after = reachedWithout(graph, members)
    const lost = [...reachedWithout(graph)].filter((node) => !after.has(node))
    const set = retainedSet(graph, tree, size, new Map(), Uint32Array.from(members))
    expect([...bitsIn(set.nodes)]).toEqual(lost.sort((a, b) => a - b))
    expect(set.count).toBe(lost.length)
    expect(set.bytes).toBe(lost.reduce((sum, node) => sum + size[node]!, 0))
  })
  fc.assert(property, { numRuns: 2000 })
})

test('two holders retain together what neither retains alone', () => {
  const graph = graphOfLists([[], [0], [0], [1, 2]])
  const size = Uint32Array.of(100, 1, 1)
  const tree = buildDominatorTree(graph, size, new Map())
  const bytes = (...members: number[]) =>
    retainedSet(graph, tree, size, new Map(), Uint32Array.from(members)).bytes
  expect([bytes(1), bytes(2), bytes(1, 2), bytes()]).toEqual([1, 1, 102, 0])
})
