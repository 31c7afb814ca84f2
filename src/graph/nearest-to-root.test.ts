import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NO_NODE } from '../base/graph.ts'
import { nearestToRoot } from './nearest-to-root.ts'
import { shortestTree } from './shortest-tree.ts'
import { anyGraph, graphOf } from './testing/graphs.ts'

test('the first of those with the least depth', () => {
  const property = fc.property(anyGraph(), fc.array(fc.nat(13)), (graph, drawn) => {
    const nodes = drawn.filter((node) => node < graph.nodeCount)
    const { parent, depth } = shortestTree(graph, { depth: true })
    const depths = nodes.map((node) => depth?.[node] ?? NO_NODE)
    const least = Math.min(NO_NODE, ...depths)
    const slow = least === NO_NODE ? NO_NODE : nodes[depths.indexOf(least)]
    expect(nearestToRoot(parent, graph.root, Uint32Array.from(nodes))).toBe(slow)
  })
  fc.assert(property, { numRuns: 2000 })
})

test('a long chain asked about in full is walked once', () => {
  const length = 200_000
  const edges = Array.from(
    { length: length - 1 },
    (_, i) => [length - 1 - i, length - 2 - i] as const,
  )
  const graph = graphOf(length, edges)
  const { parent } = shortestTree(graph)
  const all = Uint32Array.from({ length: length - 1 }, (_, node) => node)
  // Walking each one up would be 20 billion steps.
  expect(nearestToRoot(parent, graph.root, all)).toBe(length - 2)
})
