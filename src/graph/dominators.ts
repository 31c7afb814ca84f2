// Exact immediate dominators by semi-NCA (Georgiadis, "Linear-Time Algorithms for Dominators and
// Related Problems", 2005): semidominators as in Lengauer-Tarjan, then each node's dominator as the
// nearest ancestor, in the tree so far, of its parent that is not below its semidominator.
// Everything is in dfs numbers, where ancestors are smaller and memory is near. Practically linear;
// no recursion: paths are compressed by walking up with reversed pointers and back down again.
// Memory: 12 bytes a node beside the result, which replaces `dfs.parent`.
import { NO_NODE } from '../base/graph.ts'
import type { DepthFirst } from './depth-first.ts'
import type { MergingPredecessors } from './merging-predecessors.ts'

/**
 * Overwrites `dfs.parent` with the answer and returns it: dfs number -> dfs number of the immediate
 * dominator | NO_NODE for the root and for garbage that no garbage dominates.
 * @param scratch three arrays of `nodeCount` numbers
 */
export function dominators(
  dfs: DepthFirst,
  { starts, sources }: MergingPredecessors,
  scratch: readonly [Uint32Array, Uint32Array, Uint32Array] = threeArrays(dfs.order.length),
): Uint32Array {
  const { parent, reachable } = dfs
  const nodeCount = dfs.order.length
  /** dfs number -> the lowest semidominator on the compressed path from it up to below `above` */
  const lowest = scratch[0]
  /** dfs number -> where its compressed path goes on */
  const above = scratch[1]
  /** dfs number -> its semidominator */
  const semi = scratch[2]

  // The root also stands for the root of the garbage forest: being no predecessor of garbage, it
  // can dominate it only as that. Put right at the end.
  for (let w = 0; w < nodeCount; w++) if (parent[w] === NO_NODE) parent[w] = 0
  above.set(parent.subarray(0, nodeCount))

  // (1) semidominators, bottom up; nodes over `w` are linked: their paths may be compressed
  for (let w = nodeCount - 1; w > 0; w--) {
    let least = parent[w]
    const end = starts[w + 1]
    for (let entry = starts[w]; entry < end; entry++) {
      const v = sources[entry]
      if (v <= w) {
        if (v < least) least = v
        continue
      }
      if (above[v] > w) compress(v, w)
      if (lowest[v] < least) least = lowest[v]
    }
    semi[w] = least
    lowest[w] = least
  }

  // (2) dominators, top down, in place: those above are final when a node is reached
  for (let w = 1; w < nodeCount; w++) {
    const limit = semi[w]
    let candidate = parent[w]
    while (candidate > limit) candidate = parent[candidate]
    parent[w] = candidate
  }
  parent[0] = NO_NODE
  for (let w = reachable; w < nodeCount; w++) if (parent[w] === 0) parent[w] = NO_NODE
  return parent

  /** Makes `above[x] <= w` for each x on the path from `v` up to the last linked node. */
  function compress(v: number, w: number): void {
    // Up, turning `above` around so that it leads back down.
    let below = v
    let at = above[v]
    let up = above[at]
    above[v] = v
    while (up > w) {
      above[at] = below
      below = at
      at = up
      up = above[at]
    }
    // Down again: `at` is the topmost linked node, `up` the unlinked one over it.
    let least = lowest[at]
    for (;;) {
      const down = above[below]
      if (lowest[below] < least) least = lowest[below]
      else lowest[below] = least
      above[below] = up
      if (below === v) return
      below = down
    }
  }
}

function threeArrays(length: number): [Uint32Array, Uint32Array, Uint32Array] {
  return [new Uint32Array(length), new Uint32Array(length), new Uint32Array(length)]
}
