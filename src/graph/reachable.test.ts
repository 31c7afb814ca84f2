import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bitset, bitsetOf, members } from '../base/bitset.ts'
import { cutEdges } from './cut-edges.ts'
import { reachableWithout } from './reachable.ts'
import { anyGraph, graphOf, graphOfLists, reachedWithout, targetsOf } from './testing/graphs.ts'

test('is what a graph built without those edges reaches', () => {
  const ends = fc.array(fc.nat(13), { maxLength: 4 })
  const property = fc.property(anyGraph(), ends, ends, ends, (graph, drawn, from, to) => {
    const inside = (nodes: number[]) => nodes.filter((node) => node < graph.nodeCount)
    const removed = inside(drawn)
    const kept: [number, number][] = []
    let gone = 0
    for (let node = 0; node < graph.nodeCount; node++) {
      for (const target of targetsOf(graph, node)) {
        if (from.includes(node) && to.includes(target)) gone++
        else kept.push([node, target])
      }
    }
    const cut = bitset(graph.targets.length)
    const sources = [...new Set(inside(from))]
    expect(cutEdges(graph, Uint32Array.from(sources), Uint32Array.from(inside(to)), cut)).toBe(gone)
    const reached = reachableWithout(graph, bitsetOf(graph.nodeCount, removed), cut)
    const slow = reachedWithout(graphOf(graph.nodeCount, kept), removed)
    expect([...members(reached)]).toEqual([...slow].sort((a, b) => a - b))
  })
  fc.assert(property, { numRuns: 2000 })
})

test('cuts pairs only, and all edges of a pair', () => {
  // 4 -> 2, 3; 2 -> 0, 1, 0; 3 -> 0
  const graph = graphOfLists([[], [], [0, 1, 0], [0], [2, 3]])
  const cut = bitset(graph.targets.length)
  expect(cutEdges(graph, Uint32Array.of(2), Uint32Array.of(0), cut)).toBe(2)
  const none = bitset(graph.nodeCount)
  expect([...members(reachableWithout(graph, none, cut))]).toEqual([0, 1, 2, 3, 4])
  expect(cutEdges(graph, Uint32Array.of(3), Uint32Array.of(0, 1), cut)).toBe(1)
  expect([...members(reachableWithout(graph, none, cut))]).toEqual([1, 2, 3, 4])
  expect(cutEdges(graph, Uint32Array.of(0), Uint32Array.of(1), cut)).toBe(0)
})
