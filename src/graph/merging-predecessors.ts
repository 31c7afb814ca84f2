// Predecessors in dfs numbers, as the dominator algorithm wants them, and only of the nodes with
// more than one edge into them: a tenth of a Ruby heap, and all others have their parent. Such a
// node's slot is its rank among them, found with two words of `marks` (a bit for each node, and how
// many bits are set before), which stay in cache where an array of slots would not.
// A counting sort: two passes of O(edges), the first in memory order, the second in dfs order.
// Memory 4 bytes an edge into such a node and 4 each of them.
import { bitsIn } from '../base/bitset.ts'
import type { Graph } from '../base/graph.ts'
import type { DepthFirst } from './depth-first.ts'

export interface MergingPredecessors {
  /** The `marks` of the depth-first walk, words 2i now holding the rank of the first bit. */
  readonly ranks: Uint32Array
  /** slot -> its first entry in `sources`. Its last is the one before the next slot's in dfs order. */
  readonly starts: Uint32Array
  /** entry -> dfs number of the predecessor, ascending in a slot; repeats kept. Lists lie in the dfs
   * order of their nodes, so that filling them and reading them both move through memory. */
  readonly sources: Uint32Array
}

/** Overwrites `dfs.marks`. */
export function mergingPredecessors(graph: Graph, dfs: DepthFirst): MergingPredecessors {
  const ranks = dfs.marks
  let slots = 0
  for (let i = 0; i < ranks.length; i += 2) {
    ranks[i] = slots
    slots += bitsIn(ranks[i + 1])
  }
  const starts = new Uint32Array(slots)
  countInto(graph, ranks, starts)
  const total = endsInOrder(dfs.order, ranks, starts)
  const sources = new Uint32Array(total)
  fill(graph, dfs.order, ranks, starts, sources)
  return { ranks, starts, sources }
}

/** starts[slot] = edges into its node */
function countInto(graph: Graph, ranks: Uint32Array, starts: Uint32Array): void {
  const { targets } = graph
  const edgeCount = graph.offsets[graph.nodeCount]
  for (let edge = 0; edge < edgeCount; edge++) {
    const target = targets[edge]
    const bit = 1 << target
    const word = (target >>> 5) << 1
    const bits = ranks[word + 1]
    if ((bits & bit) !== 0) starts[ranks[word] + bitsIn(bits & (bit - 1))]++
  }
}

/** Turns counts into ends of lists, in dfs order; returns the end of the last. */
function endsInOrder(order: Uint32Array, ranks: Uint32Array, starts: Uint32Array): number {
  let total = 0
  for (let w = 0; w < order.length; w++) {
    const node = order[w]
    const bit = 1 << node
    const word = (node >>> 5) << 1
    const bits = ranks[word + 1]
    if ((bits & bit) === 0) continue
    const slot = ranks[word] + bitsIn(bits & (bit - 1))
    total += starts[slot]
    starts[slot] = total
  }
  return total
}

/** From the back of every list, which leaves `starts` at the first entries. */
function fill(
  graph: Graph,
  order: Uint32Array,
  ranks: Uint32Array,
  starts: Uint32Array,
  sources: Uint32Array,
): void {
  const { offsets, targets } = graph
  for (let source = order.length - 1; source >= 0; source--) {
    const node = order[source]
    const first = offsets[node]
    for (let edge = offsets[node + 1] - 1; edge >= first; edge--) {
      const target = targets[edge]
      const bit = 1 << target
      const word = (target >>> 5) << 1
      const bits = ranks[word + 1]
      if ((bits & bit) === 0) continue
      sources[--starts[ranks[word] + bitsIn(bits & (bit - 1))]] = source
    }
  }
}
