// Predecessors in dfs numbers, as the dominator algorithm wants them: only of nodes with more than
// one edge into them (the others have their parent), and only over edges that can matter: a
// reachable node has no use for what garbage refers to it. The same edges that the depth-first walk
// followed, by the same rule; a disagreement here is how dominator algorithms hang.
// Two passes of O(edges). Memory 4 bytes a node and 4 a kept edge.
import type { Graph } from '../base/graph.ts'
import type { DepthFirst } from './depth-first.ts'

export interface MergingPredecessors {
  /** dfs number -> its first entry in `sources`; one more than nodes */
  readonly starts: Uint32Array
  /** entry -> dfs number of the predecessor, ascending within a node; repeats kept */
  readonly sources: Uint32Array
}

/** @param starts scratch of `nodeCount + 1` numbers for the result */
export function mergingPredecessors(
  graph: Graph,
  dfs: DepthFirst,
  starts: Uint32Array = new Uint32Array(graph.nodeCount + 1),
): MergingPredecessors {
  const { nodeCount, offsets, targets } = graph
  const { order, number, reachable, merging } = dfs

  // (1) count, in node order: streams over the edges
  starts.fill(0)
  for (let node = 0; node < nodeCount; node++) {
    const floor = number[node] < reachable ? 0 : reachable
    const end = offsets[node + 1]
    for (let edge = offsets[node]; edge < end; edge++) {
      const target = targets[edge]
      if ((merging[target >>> 5] & (1 << target)) === 0) continue
      const into = number[target]
      if (into >= floor) starts[into]++
    }
  }
  let total = 0
  for (let i = 0; i <= nodeCount; i++) starts[i] = total += starts[i]

  // (2) fill from the back, in descending dfs order, which leaves `starts` at the first entries and
  // the sources ascending: the dominator loop then reads its arrays forward, a third faster
  const sources = new Uint32Array(total)
  for (let source = nodeCount - 1; source >= 0; source--) {
    const floor = source < reachable ? 0 : reachable
    const node = order[source]
    const first = offsets[node]
    for (let edge = offsets[node + 1] - 1; edge >= first; edge--) {
      const target = targets[edge]
      if ((merging[target >>> 5] & (1 << target)) === 0) continue
      const into = number[target]
      if (into >= floor) sources[--starts[into]] = source
    }
  }
  return { starts, sources }
}
