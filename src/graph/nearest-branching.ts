// Where a path could have come in differently: the last node of it that has another way in from the
// root, one that touches neither that node before nor anything after it. One walk decides it for
// all nodes of the path, a bridge search along a single path: open the path's nodes one by one from
// the root, walk on from each as far as closed nodes allow, and note which closed ones are met.
// Time O(edges), memory 8 bytes a node (touched only where the walk goes) and 2 bits.
import { bitset } from '../base/bitset.ts'
import type { Graph } from '../base/graph.ts'

/**
 * The largest index i, 0 < i <= `last`, so that `path[i]` can be entered from another node than
 * `path[i - 1]` by a path from the root that avoids `path[i]` and all after it; 0 where there is none.
 * @param path a simple path from the root
 */
export function nearestBranching(graph: Graph, path: Uint32Array, last: number): number {
  const { nodeCount, offsets, targets } = graph
  const onPath = bitset(nodeCount)
  /** node -> its index in `path`, where `onPath` */
  const indexOf = new Uint32Array(nodeCount)
  for (let i = 0; i < path.length; i++) {
    onPath[path[i] >>> 5] |= 1 << path[i]
    indexOf[path[i]] = i
  }
  const closed = onPath.slice()
  const stack = new Uint32Array(nodeCount)
  let best = 0
  for (let opened = 0; opened < last && best < last; opened++) {
    stack[0] = path[opened]
    let depth = 1
    while (depth > 0) {
      const node = stack[--depth]
      const end = offsets[node + 1]
      for (let edge = offsets[node]; edge < end; edge++) {
        const target = targets[edge]
        const bit = 1 << target
        if ((closed[target >>> 5] & bit) === 0) {
          closed[target >>> 5] |= bit
          stack[depth++] = target
        } else if ((onPath[target >>> 5] & bit) !== 0) {
          const index = indexOf[target]
          // Indexes up to `opened` are open already; the path's own edge is no other way.
          if (index > opened && index > best && index <= last && node !== path[index - 1]) {
            best = index
          }
        }
      }
    }
  }
  return best
}
