import fc from 'fast-check'
import { expect, test } from 'vitest'
import { referrersOf, reverseGraph } from './reverse.ts'
import { anyGraph, targetsOf } from './testing/graphs.ts'

test('lists the sources of every edge, ascending, repeats kept', () => {
  const property = fc.property(anyGraph(), fc.array(fc.nat(13)), (graph, drawn) => {
    const expected: number[][] = Array.from({ length: graph.nodeCount }, () => [])
    for (let node = 0; node < graph.nodeCount; node++) {
      for (const target of targetsOf(graph, node)) expected[target]!.push(node)
    }
    const reverse = reverseGraph(graph)
    for (let node = 0; node < graph.nodeCount; node++) {
      const [first, end] = [reverse.offsets[node], reverse.offsets[node + 1]]
      expect([...reverse.sources.subarray(first, end)]).toEqual(expected[node])
    }
    const wanted = [...new Set(drawn)].filter((node) => node < graph.nodeCount)
    const some = referrersOf(graph, Uint32Array.from(wanted))
    for (const [i, node] of wanted.entries()) {
      const sources = some.sources.subarray(some.offsets[i], some.offsets[i + 1])
      expect([...sources]).toEqual(expected[node])
    }
    expect(some.offsets.length).toBe(wanted.length + 1)
  })
  fc.assert(property, { numRuns: 1000 })
})

test('more referrers than the first guess', () => {
  const n = 5000
  const offsets = new Uint32Array(n + 1).map((_, i) => i)
  const graph = { nodeCount: n, offsets, targets: new Uint32Array(n), root: n - 1 }
  const { sources } = referrersOf(graph, Uint32Array.of(0))
  expect(sources).toEqual(new Uint32Array(n).map((_, i) => i))
})
