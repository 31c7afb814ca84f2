// What many nodes refer to, and what refers to any of them: each node once.
import { bitset, bitsetOf } from '../base/bitset.ts'
import type { Graph } from '../base/graph.ts'
import { doubled } from '../base/memory.ts'

/** In order of first appearance. Cost: the edges of `nodes`. */
export function referencesOf(
  { nodeCount, offsets, targets }: Graph,
  nodes: Uint32Array,
): Uint32Array {
  const seen = bitset(nodeCount)
  let found = new Uint32Array(64)
  let count = 0
  for (let i = 0; i < nodes.length; i++) {
    const end = offsets[nodes[i] + 1]
    for (let edge = offsets[nodes[i]]; edge < end; edge++) {
      const target = targets[edge]
      if ((seen[target >>> 5] & (1 << target)) !== 0) continue
      seen[target >>> 5] |= 1 << target
      if (count === found.length) found = doubled(found)
      found[count++] = target
    }
  }
  return found.slice(0, count)
}

/** Ascending; the super root is nobody's referrer. Cost: one pass over all edges. */
export function referrersOf(graph: Graph, nodes: Uint32Array): Uint32Array {
  const { nodeCount, offsets, targets } = graph
  const wanted = bitsetOf(nodeCount, nodes)
  let found = new Uint32Array(64)
  let count = 0
  for (let source = 0; source < nodeCount; source++) {
    const end = offsets[source + 1]
    for (let edge = offsets[source]; edge < end; edge++) {
      const target = targets[edge]
      if ((wanted[target >>> 5] & (1 << target)) === 0) continue
      if (source !== graph.root) {
        if (count === found.length) found = doubled(found)
        found[count++] = source
      }
      break
    }
  }
  return found.slice(0, count)
}
