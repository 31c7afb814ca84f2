import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NO_NODE } from '../base/graph.ts'
import { depthFirst } from './depth-first.ts'
import { anyGraph, graphOfLists, reachedWithout, targetsOf } from './testing/graphs.ts'

test('numbers children in edge order, then garbage: entries first, cycles by their lowest', () => {
  const graph = graphOfLists([[], [3], [1, 0], [1], [5], [], [0, 2], [4], [6, 7, 6]].map((l) => l))
  const { order, reachable, parent } = depthFirst({ ...graph, root: 8 })
  expect([...order]).toEqual([8, 6, 0, 2, 1, 3, 7, 4, 5])
  expect(reachable).toBe(9)
  expect(parent[0]).toBe(NO_NODE)
  const garbage = depthFirst(graphOfLists([[1], [0], [3], [], []]))
  expect([...garbage.order]).toEqual([4, 2, 3, 0, 1])
  expect(garbage.reachable).toBe(1)
  expect([...garbage.parent]).toEqual([NO_NODE, NO_NODE, 1, NO_NODE, 3])
})

test('is a depth-first order of every graph', () => {
  fc.assert(
    fc.property(anyGraph(), (graph) => {
      const { order, parent, reachable, marks } = depthFirst(graph)
      const number = [...order.keys()].sort((a, b) => order[a]! - order[b]!)
      const isMerging = (node: number) => ((marks[2 * (node >>> 5) + 1]! >>> node) & 1) === 1
      expect(new Set(order).size).toBe(graph.nodeCount)
      expect(new Set(order.subarray(0, reachable))).toEqual(reachedWithout(graph))
      for (let w = 0; w < graph.nodeCount; w++) {
        const node = order[w]!
        expect(number[node]).toBe(w)
        const above = parent[w]!
        if (above !== NO_NODE) {
          expect(above).toBeLessThan(w)
          expect(targetsOf(graph, order[above]!)).toContain(node)
        }
        // In a depth-first order an edge that leads forward leads to a descendant.
        for (const target of targetsOf(graph, node)) {
          let at = number[target]!
          if (at !== above && parent[at] !== w) expect(isMerging(target)).toBe(true)
          if (at <= w) continue
          while (at > w && at !== NO_NODE) at = parent[at]!
          expect(at).toBe(w)
        }
      }
    }),
    { numRuns: 500 },
  )
})
