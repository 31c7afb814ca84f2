// Plain reachability: what the root still reaches when some nodes, and some edges, are taken away: what a
// program would let go of if a reference were set to nil. The slow, obvious measure that retained sets
// are made of and that dominators are checked against.
// Time O(nodes + edges), memory 2 bits a node and a stack of 4 bytes a node, touched as needed.
import { bitset, type Bitset } from '../base/bitset.ts'
import type { Graph } from '../base/graph.ts'

/**
 * node -> is reachable from the root without entering a node of `removed` or taking an edge of `cut`
 * @param cut edge (index in `graph.targets`) -> is not there; none where not given
 */
export function reachableWithout(graph: Graph, removed: Bitset, cut?: Bitset): Bitset {
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
      if ((closed[target >>> 5] & bit) !== 0) continue
      if (cut !== undefined && (cut[edge >>> 5] & (1 << edge)) !== 0) continue
      closed[target >>> 5] |= bit
      stack[depth++] = target
    }
  }
  for (let i = 0; i < reached.length; i++) reached[i] = closed[i] & ~removed[i]
  return reached
}
