import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildDominatorTree } from './dominator-tree.ts'
import { anyGraph, graphOfLists } from './testing/graphs.ts'
import { checkDominatorTree } from './tree-check.ts'

const size = Uint32Array.from({ length: 14 }, (_, node) => 2 ** node)

test('finds nothing wrong with a right tree', () => {
  const property = fc.property(anyGraph(), (graph) => {
    const tree = buildDominatorTree(graph, size, new Map())
    const check = checkDominatorTree(graph, size, new Map(), tree)
    expect(check.failures).toEqual([])
    expect(check.probed).toBe(tree.reachable)
  })
  fc.assert(property, { numRuns: 1000 })
})

test('finds the tree of another graph wrong', () => {
  // 0 is held by 1 and 2; without the edge 2 -> 0 by 1 alone, with it from 3 by 3.
  const graph = graphOfLists([[], [0], [0], [1, 2]])
  const lists = [[], [0], [], [1, 2]]
  const tooNear = buildDominatorTree(graphOfLists(lists), size, new Map())
  expect(checkDominatorTree(graph, size, new Map(), tooNear).failures[0]).toBe(
    'node 0 is called held by 1, but 2 refers to it as well',
  )
  const tooFar = buildDominatorTree(graph, size, new Map())
  expect(checkDominatorTree(graphOfLists(lists), size, new Map(), tooFar).failures).toContain(
    'without node 1, 0 is lost, but it is not in its subtree',
  )
  const otherSizes = checkDominatorTree(
    graph,
    size.map((bytes) => bytes + 1),
    new Map(),
    tooFar,
  )
  expect(otherSizes.failures[0]).toMatch(/bytes are lost, not/)
})

test('finds reachability wrong, and stays within its budget', () => {
  const tree = buildDominatorTree(graphOfLists([[], [0], []]), size, new Map())
  const graph = graphOfLists([[], [0], [1]])
  const { failures, probed } = checkDominatorTree(graph, size, new Map(), tree, { edgeBudget: 0 })
  expect(failures[0]).toBe('node 0 is not in the tree of what the root reaches, but is reached')
  expect(probed).toBe(1)
})
