// The references between two sets of objects, to be taken away by reachable.ts.
// Time O(edges of `from`), memory 1 bit a node.
import { bitset, type Bitset } from '../base/bitset.ts'
import type { Graph } from '../base/graph.ts'

/** Adds to `cut` all edges from any of `from` to any of `to`; returns how many there are. */
export function cutEdges(graph: Graph, from: Uint32Array, to: Uint32Array, cut: Bitset): number {
  const { nodeCount, offsets, targets } = graph
  const wanted = bitset(nodeCount)
  for (let i = 0; i < to.length; i++) wanted[to[i] >>> 5] |= 1 << to[i]
  let found = 0
  for (let i = 0; i < from.length; i++) {
    const end = offsets[from[i] + 1]
    for (let edge = offsets[from[i]]; edge < end; edge++) {
      const target = targets[edge]
      if ((wanted[target >>> 5] & (1 << target)) === 0) continue
      cut[edge >>> 5] |= 1 << edge
      found++
    }
  }
  return found
}
