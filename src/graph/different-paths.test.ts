import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Graph } from '../base/graph.ts'
import { differentPaths } from './different-paths.ts'
import { anyGraph, graphOfLists, targetsOf } from './testing/graphs.ts'

test('one path for each direct referrer, nearest first', () => {
  // 6 -> 5 -> 4 -> 3 -> 0, with 0 in 1 and 2 as well
  const graph = graphOfLists([[], [0], [0], [0], [3, 1], [4], [5, 2]])
  const all = [
    [6, 2, 0],
    [6, 5, 4, 1, 0],
    [6, 5, 4, 3, 0],
  ]
  expect(paths(graph, 0, 9)).toEqual(all)
  expect(paths(graph, 0, 2)).toEqual(all.slice(0, 2))
  expect(paths(graph, 0, 1)).toEqual(all.slice(0, 1))
  expect(paths(graph, 6, 3)).toEqual([[6]])
  expect(paths(graph, 0, 0)).toEqual([])
})

test('where there is one referrer, differs at the next holder up that has several', () => {
  const graph = graphOfLists([[], [0], [1], [2], [2], [3, 4]])
  expect(paths(graph, 0, 3)).toEqual([
    [5, 3, 2, 1, 0],
    [5, 4, 2, 1, 0],
  ])
})

test('ends at once at the end of a long list', () => {
  const n = 200_000
  const offsets = new Uint32Array(n + 1).map((_, i) => Math.max(0, i - 1))
  const targets = new Uint32Array(n - 1).map((_, i) => i)
  const found = differentPaths({ nodeCount: n, offsets, targets, root: n - 1 }, 0, 5)
  expect(found.map((path) => path.length)).toEqual([n])
})

test('keeps what it promises', () => {
  const property = fc.property(anyGraph(8), fc.nat(7), fc.integer({ min: 1, max: 6 }), check)
  fc.assert(property, { numRuns: 3000 })
})

function check(graph: Graph, drawn: number, limit: number): void {
  const target = drawn % graph.nodeCount
  const all = simplePaths(graph, target)
  const found = paths(graph, target, limit)
  const shortest = Math.min(...all.map((path) => path.length))
  // simple, different, as many as there are, the shortest first
  const known = new Set(all.map(String))
  for (const path of found) expect(known).toContain(String(path))
  expect(new Set(found.map(String)).size).toBe(found.length)
  expect(found.length).toBe(Math.min(limit, all.length))
  expect(found.map((path) => path.length)).toEqual(
    found.map((path) => path.length).sort((a, b) => a - b),
  )
  if (found.length > 0) expect(found[0]!.length).toBe(shortest)
  if (target === graph.root) return
  // the nearest of the direct referrers, each by its shortest path
  const best = new Map<number, number>()
  for (const path of all) {
    const referrer = path.at(-2)!
    best.set(referrer, Math.min(path.length, best.get(referrer) ?? Infinity))
  }
  const nearest = [...best.values()].sort((a, b) => a - b).slice(0, limit)
  const taken = new Map<number, number>()
  for (const path of found) {
    const referrer = path.at(-2)!
    if (!taken.has(referrer)) taken.set(referrer, path.length)
    expect(taken.get(referrer)).toBe(best.get(referrer))
  }
  expect([...taken.values()].sort((a, b) => a - b)).toEqual(nearest)
}

function paths(graph: Graph, target: number, limit: number): number[][] {
  return differentPaths(graph, target, limit).map((path) => [...path])
}

function simplePaths(graph: Graph, target: number, before: number[] = []): number[][] {
  const path = before.length === 0 ? [graph.root] : before
  const last = path.at(-1)!
  if (last === target) return [path]
  const next = [...new Set(targetsOf(graph, last))].filter((node) => !path.includes(node))
  return next.flatMap((node) => simplePaths(graph, target, [...path, node]))
}
