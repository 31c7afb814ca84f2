// Exact immediate dominators by semi-NCA (Georgiadis, "Linear-Time Algorithms for Dominators and
// Related Problems", 2005): semidominators as in Lengauer-Tarjan, then each node's dominator as the
// nearest ancestor, in the tree so far, of its parent that is not below its semidominator.
// Everything is in dfs numbers, where ancestors are smaller and memory is near. Practically linear;
// no recursion: paths are compressed by walking up with reversed pointers and back down again.
// Memory: 12 bytes a node beside the result, which replaces `dfs.parent`.
import { bitsIn } from '../base/bitset.ts'
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
  predecessors: MergingPredecessors,
  scratch: readonly [Uint32Array, Uint32Array, Uint32Array] = threeArrays(dfs.order.length),
): Uint32Array {
  const { parent, reachable } = dfs
  const nodeCount = parent.length
  const [semi, lowest, above] = scratch

  // The root also stands for the root of the garbage forest: being no predecessor of garbage, it
  // can dominate it only as that. Put right at the end.
  parent[0] = 0
  for (let w = reachable; w < nodeCount; w++) if (parent[w] === NO_NODE) parent[w] = 0
  semidominators(dfs, predecessors, semi, lowest, above)

  // Top down, in place: those above are final when a node is reached.
  for (let w = 1; w < nodeCount; w++) {
    const limit = semi[w]
    let candidate = parent[w]
    while (candidate > limit) candidate = parent[candidate]
    parent[w] = candidate
  }
  parent[0] = NO_NODE
  for (let w = reachable; w < nodeCount; w++) if (parent[w] === 0) parent[w] = NO_NODE
  return parent
}

/**
 * Bottom up; nodes over `w` are linked to their parents, so their paths may be compressed.
 * @param semi result: dfs number -> its semidominator
 * @param lowest scratch: dfs number -> least semidominator on its path, up to before `above`
 * @param above scratch: dfs number -> where its compressed path goes on
 */
function semidominators(
  dfs: DepthFirst,
  predecessors: MergingPredecessors,
  semi: Uint32Array,
  lowest: Uint32Array,
  above: Uint32Array,
): void {
  const { order, parent, reachable } = dfs
  const { ranks, starts, sources } = predecessors
  above.set(parent)
  let end = sources.length
  for (let w = order.length - 1; w > 0; w--) {
    let least = parent[w]
    const node = order[w]
    const bit = 1 << node
    const word = (node >>> 5) << 1
    const bits = ranks[word + 1]
    if ((bits & bit) !== 0) {
      const start = starts[ranks[word] + bitsIn(bits & (bit - 1))]
      let entry = end - 1
      end = start
      // What garbage refers to is not held by it; its numbers are the highest of a list.
      if (w < reachable) while (entry >= start && sources[entry] >= reachable) entry--
      for (; entry >= start; entry--) {
        const v = sources[entry]
        if (v <= w) {
          if (v < least) least = v
          continue
        }
        if (above[v] > w) compress(v, w, lowest, above)
        if (lowest[v] >= least) continue
        least = lowest[v]
        if (least === 0) break
      }
    }
    semi[w] = least
    lowest[w] = least
  }
}

/** Makes `above[x] <= w` for each x on the path from `v` up to the last linked node. */
function compress(v: number, w: number, lowest: Uint32Array, above: Uint32Array): void {
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

function threeArrays(length: number): [Uint32Array, Uint32Array, Uint32Array] {
  return [new Uint32Array(length), new Uint32Array(length), new Uint32Array(length)]
}
