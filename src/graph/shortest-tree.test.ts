import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bitsetOf, hasBit } from '../base/bitset.ts'
import { NO_NODE } from '../base/graph.ts'
import { pathTo, shortestTree } from './shortest-tree.ts'
import { wayBetween } from './way-between.ts'
import { anyGraph, graphOfLists, reachedWithout, targetsOf } from './testing/graphs.ts'

test('of several shortest ways takes the one through the lowest-numbered nodes', () => {
  const graph = graphOfLists([[], [0], [0], [2, 1]])
  expect([...(pathTo(shortestTree(graph), 0) ?? [])]).toEqual([3, 1, 0])
})

test('reaches everything reachable, by the fewest edges', () => {
  const property = fc.property(anyGraph(), fc.array(fc.nat(13)), (graph, drawn) => {
    const skipped = drawn.filter((node) => node < graph.nodeCount && node !== graph.root)
    const skip = bitsetOf(graph.nodeCount, skipped)
    const tree = shortestTree(graph, { skip, depth: true })
    const reached = reachedWithout(graph, skipped)
    expect(new Set(tree.order)).toEqual(reached)
    for (let node = 0; node < graph.nodeCount; node++) {
      const path = pathTo(tree, node)
      expect(hasBit(tree.reached, node)).toBe(reached.has(node))
      expect(tree.depth?.[node]).toBe(path === undefined ? NO_NODE : path.length - 1)
      if (path === undefined) continue
      for (let i = 1; i < path.length; i++) {
        expect(targetsOf(graph, path[i - 1]!)).toContain(path[i])
      }
      // No edge is a short cut: depths grow by one at most.
      for (const target of targetsOf(graph, node)) {
        if (!skipped.includes(target)) {
          expect(tree.depth![target]).toBeLessThanOrEqual(path.length)
        }
      }
    }
  })
  fc.assert(property, { numRuns: 1000 })
})

test('between any two nodes', () => {
  const graph = graphOfLists([[1], [2], [0], []])
  const way = (from: number[], to: number[]): number[] | undefined => {
    const found = wayBetween(graph, Uint32Array.from(from), Uint32Array.from(to))
    return found && [...found]
  }
  expect(way([0], [2])).toEqual([0, 1, 2])
  expect(way([2], [2])).toEqual([2])
  expect(way([3], [0])).toBeUndefined()
  expect(way([3, 0, 1], [2])).toEqual([1, 2])
})

test('between sets of nodes: as short as the best of all pairs', () => {
  const nodes = fc.array(fc.nat(13), { minLength: 1, maxLength: 4 })
  const property = fc.property(anyGraph(), nodes, nodes, (graph, drawnStarts, drawnGoals) => {
    const inGraph = (node: number): boolean => node < graph.nodeCount
    const starts = Uint32Array.from(drawnStarts.filter(inGraph))
    const goals = Uint32Array.from(drawnGoals.filter(inGraph))
    const lengths: number[] = []
    for (const from of starts) {
      const tree = shortestTree(graph, { from })
      for (const goal of goals) {
        const path = pathTo(tree, goal)
        if (path) lengths.push(path.length)
      }
    }
    const way = wayBetween(graph, starts, goals)
    expect(way?.length).toBe(lengths.length === 0 ? undefined : Math.min(...lengths))
    if (!way) return
    expect(starts).toContain(way[0])
    expect(goals).toContain(way.at(-1))
    for (let i = 1; i < way.length; i++) expect(targetsOf(graph, way[i - 1]!)).toContain(way[i])
  })
  fc.assert(property, { numRuns: 1000 })
})
