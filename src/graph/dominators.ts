// Exact immediate dominators by semi-NCA (Georgiadis, "Linear-Time Algorithms for Dominators and
// Related Problems", 2005): semidominators as in Lengauer-Tarjan, then each node's dominator as the
// nearest ancestor, in the tree so far, of its parent that is not below its semidominator.
// Everything is in dfs numbers, where ancestors are smaller and memory is near. Practically linear;
// no recursion: paths are compressed by walking up with reversed pointers and back down again.
// Memory: 8 bytes a node beside the result, which replaces `dfs.parent`.
import { bitsIn } from '../base/bitset.ts'
import { NO_NODE } from '../base/graph.ts'
import type { DepthFirst } from './depth-first.ts'
import type { MergingPredecessors } from './merging-predecessors.ts'

/**
 * Overwrites `dfs.parent` with the answer and returns it: dfs number -> dfs number of the immediate
 * dominator | NO_NODE for the root and for garbage that no garbage dominates. Overwrites
 * `predecessors.sources` too.
 * @param links scratch of twice `nodeCount` numbers
 */
export function dominators(
  dfs: DepthFirst,
  predecessors: MergingPredecessors,
  links: Uint32Array = new Uint32Array(dfs.order.length * 2),
): Uint32Array {
  const { parent, reachable } = dfs
  const nodeCount = parent.length
  // The root also stands for the root of the garbage forest: being no predecessor of garbage, it
  // can dominate it only as that. Put right at the end.
  parent[0] = 0
  for (let w = reachable; w < nodeCount; w++) if (parent[w] === NO_NODE) parent[w] = 0
  semidominators(dfs, predecessors, links)
  nearestAncestors(dfs, predecessors)
  parent[0] = NO_NODE
  for (let w = reachable; w < nodeCount; w++) if (parent[w] === 0) parent[w] = NO_NODE
  return parent
}

/**
 * Bottom up; nodes over `w` are linked to their parents, so their paths may be compressed.
 * The semidominator of a merging node replaces the first of its sources; others have their parent.
 * `links` has two entries for dfs number v, side by side since they are read together (a sixth
 * faster than two arrays): 2v: where its compressed path goes on; 2v + 1: the least semidominator
 * on the path from v up to before that.
 */
function semidominators(
  dfs: DepthFirst,
  predecessors: MergingPredecessors,
  links: Uint32Array,
): void {
  const { order, parent, reachable } = dfs
  const { ranks, starts, sources } = predecessors
  let end = sources.length
  for (let w = 0; w < order.length; w++) links[2 * w] = parent[w]
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
        if (links[2 * v] > w) compress(v, w, links)
        const lowest = links[2 * v + 1]
        if (lowest >= least) continue
        least = lowest
        // None is lower. Spares half of the entries: those of classes that several roots reach.
        if (least === 0) break
      }
      sources[start] = least
    }
    links[2 * w + 1] = least
  }
}

/** Makes `links[2x] <= w` for each x on the path from `v` up to the last linked node. */
function compress(v: number, w: number, links: Uint32Array): void {
  // Up, turning the path around so that it leads back down.
  let below = v
  let at = links[2 * v]
  let up = links[2 * at]
  links[2 * v] = v
  while (up > w) {
    links[2 * at] = below
    below = at
    at = up
    up = links[2 * at]
  }
  // Down again: `at` is the topmost linked node, `up` the unlinked one over it.
  let least = links[2 * at + 1]
  for (;;) {
    const down = links[2 * below]
    if (links[2 * below + 1] < least) least = links[2 * below + 1]
    else links[2 * below + 1] = least
    links[2 * below] = up
    if (below === v) return
    below = down
  }
}

/** Top down, in place: the dominators above a node are final when it is reached. */
function nearestAncestors(dfs: DepthFirst, predecessors: MergingPredecessors): void {
  const { order, parent } = dfs
  const { ranks, starts, sources } = predecessors
  for (let w = 1; w < order.length; w++) {
    const node = order[w]
    const bit = 1 << node
    const word = (node >>> 5) << 1
    const bits = ranks[word + 1]
    if ((bits & bit) === 0) continue
    const semidominator = sources[starts[ranks[word] + bitsIn(bits & (bit - 1))]]
    let candidate = parent[w]
    while (candidate > semidominator) candidate = parent[candidate]
    parent[w] = candidate
  }
}
