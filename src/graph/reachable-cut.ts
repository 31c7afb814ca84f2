// Reachability with some nodes and some edges taken away: what a program would let go of if a
// reference were set to nil. A walk like that of reachable.ts, with a look at one bit more an edge.
// Time O(nodes + edges), memory 1 bit an edge (the caller's), 2 bits and 4 bytes a node.
import { bitset, type Bitset } from '../base/bitset.ts'
import type { Graph } from '../base/graph.ts'

/**
 * node -> is reachable from the root without entering a node of `removed` or taking an edge of `cut`
 * @param cut edge (index in `graph.targets`) -> is not there
 */
export function reachableWithCut(graph: Graph, removed: Bitset, cut: Bitset): Bitset {
  const { nodeCount, offsets, targets, root } = graph
  const reached = bitset(nodeCount)
  if ((removed[root >>> 5] & (1 << root)) !== 0) return reached
  const closed = removed.slice()
  const stack = new Uint32Array(nodeCount)
  stack[0] = root
  let depth = 1
  closed[root >>> 5] |= 1 << root
  while (depth > 0) {
    const node = stack[--depth]
    const end = offsets[node + 1]
    for (let edge = offsets[node]; edge < end; edge++) {
      const target = targets[edge]
      const bit = 1 << target
      if ((closed[target >>> 5] & bit) !== 0 || (cut[edge >>> 5] & (1 << edge)) !== 0) continue
      closed[target >>> 5] |= bit
      stack[depth++] = target
    }
  }
  for (let i = 0; i < reached.length; i++) reached[i] = closed[i] & ~removed[i]
  return reached
}

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
