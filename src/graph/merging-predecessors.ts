// Predecessors in dfs numbers, as the dominator algorithm wants them, and only of the nodes with
// more than one edge into them: a tenth of a Ruby heap, and all others have their parent. Such a
// node's slot is its rank among them, found with two words of `marks` (a bit for each node, and how
// many bits are set before), which stay in cache where an array of slots would not.
// A counting sort: two passes of O(edges), the first in memory order, the second in dfs order.
// Memory 4 bytes an edge into such a node and 12 each of them.
//
// A helper on another thread may take a part of both passes. It counts apart, and it fills the
// lists from their fronts, going through the sources from the first, while this thread fills them
// from their backs, going from the last. So each list is the same whoever filled how much of it.
import { bitsIn } from '../base/bitset.ts'
import type { Graph } from '../base/graph.ts'
import { plain, type Allocator } from '../base/memory.ts'
import type { DepthFirst } from './depth-first.ts'
import { joinStretches, newClaims, takeStretches, type Claims } from './shared-loop.ts'

export interface MergingPredecessors {
  /** The `marks` of the depth-first walk, words 2i now holding the rank of the first bit. */
  readonly ranks: Uint32Array
  /** slot -> its first entry in `sources`. Its last is the one before the next slot's in dfs order. */
  readonly starts: Uint32Array
  /** entry -> dfs number of the predecessor, ascending in a slot; repeats kept. Lists lie in the dfs
   * order of their nodes, so that filling them and reading them both move through memory. */
  readonly sources: Uint32Array
}

/** Another thread. */
export interface Helper<Job> {
  /** Memory that both threads see; the graph must lie in such memory too. */
  readonly memory: Allocator
  /** Has the other thread call `helpWith(job)` of helper.ts when it can, if ever. */
  share(job: Job): void
}

/** Plain data, to be sent to another thread. */
export type PredecessorJob = CountJob | FillJob

interface CountJob {
  readonly kind: 'count'
  readonly claims: Claims
  readonly graph: Graph
  readonly ranks: Uint32Array
  /** slot -> edges into its node; for the helper alone */
  readonly counts: Uint32Array
}

interface FillJob {
  readonly kind: 'fill'
  readonly claims: Claims
  readonly graph: Graph
  readonly order: Uint32Array
  readonly ranks: Uint32Array
  /** slot -> its first free entry; for the helper alone */
  readonly fronts: Uint32Array
  readonly sources: Uint32Array
}

/** Overwrites `dfs.marks`. With a helper, `dfs` must lie in its memory. */
export function mergingPredecessors(
  graph: Graph,
  dfs: DepthFirst,
  helper?: Helper<PredecessorJob>,
): MergingPredecessors {
  const { order, marks: ranks } = dfs
  const memory = helper?.memory ?? plain
  let slots = 0
  for (let i = 0; i < ranks.length; i += 2) {
    ranks[i] = slots
    slots += bitsIn(ranks[i + 1])
  }

  const backs = new Uint32Array(slots)
  const fronts = helper ? memory.u32(slots).fill(0) : undefined
  const edgeCount = graph.offsets[graph.nodeCount]
  let claims = newClaims(helper !== undefined)
  if (helper && fronts) helper.share({ kind: 'count', claims, graph, ranks, counts: fronts })
  takeStretches(claims, edgeCount, 'back', (start, end) =>
    countInto(graph, ranks, backs, start, end),
  )
  joinStretches(claims)
  if (fronts) for (let slot = 0; slot < slots; slot++) backs[slot] += fronts[slot]

  const starts = new Uint32Array(slots)
  const sources = memory.u32(layOut(order, ranks, starts, backs))
  claims = newClaims(helper !== undefined)
  if (helper && fronts) {
    fronts.set(starts)
    helper.share({ kind: 'fill', claims, graph, order, ranks, fronts, sources })
  }
  takeStretches(claims, order.length, 'back', (start, end) =>
    fillFromBack(graph, order, ranks, backs, sources, start, end),
  )
  joinStretches(claims)
  return { ranks, starts, sources }
}

/**
 * The helper's part of a job: until nothing is left of it.
 * @param most parts of it to take at most
 */
export function helpCollect(job: PredecessorJob, most?: number): void {
  const { claims, graph, ranks } = job
  if (job.kind === 'count') {
    const edgeCount = graph.offsets[graph.nodeCount]
    const run = (start: number, end: number) => countInto(graph, ranks, job.counts, start, end)
    takeStretches(claims, edgeCount, 'front', run, most)
  } else {
    const { order, fronts, sources } = job
    const run = (start: number, end: number) =>
      fillFromFront(graph, order, ranks, fronts, sources, start, end)
    takeStretches(claims, order.length, 'front', run, most)
  }
}

/** counts[slot] += edges into its node, of the edges [start, end) */
function countInto(
  graph: Graph,
  ranks: Uint32Array,
  counts: Uint32Array,
  start: number,
  end: number,
): void {
  const { targets } = graph
  for (let edge = start; edge < end; edge++) {
    const target = targets[edge]
    const bit = 1 << target
    const word = (target >>> 5) << 1
    const bits = ranks[word + 1]
    if ((bits & bit) !== 0) counts[ranks[word] + bitsIn(bits & (bit - 1))]++
  }
}

/** Turns counts into ends of lists, in dfs order, and gives their starts; returns the last end. */
function layOut(
  order: Uint32Array,
  ranks: Uint32Array,
  starts: Uint32Array,
  counts: Uint32Array,
): number {
  let total = 0
  for (let w = 0; w < order.length; w++) {
    const node = order[w]
    const bit = 1 << node
    const word = (node >>> 5) << 1
    const bits = ranks[word + 1]
    if ((bits & bit) === 0) continue
    const slot = ranks[word] + bitsIn(bits & (bit - 1))
    starts[slot] = total
    total += counts[slot]
    counts[slot] = total
  }
  return total
}

/** The sources [start, end), last first, each to the back of what is free of a list. */
function fillFromBack(
  graph: Graph,
  order: Uint32Array,
  ranks: Uint32Array,
  backs: Uint32Array,
  sources: Uint32Array,
  start: number,
  end: number,
): void {
  const { offsets, targets } = graph
  for (let source = end - 1; source >= start; source--) {
    const node = order[source]
    const first = offsets[node]
    for (let edge = offsets[node + 1] - 1; edge >= first; edge--) {
      const target = targets[edge]
      const bit = 1 << target
      const word = (target >>> 5) << 1
      const bits = ranks[word + 1]
      if ((bits & bit) === 0) continue
      sources[--backs[ranks[word] + bitsIn(bits & (bit - 1))]] = source
    }
  }
}

/** The sources [start, end), first first, each to the front of what is free of a list. */
function fillFromFront(
  graph: Graph,
  order: Uint32Array,
  ranks: Uint32Array,
  fronts: Uint32Array,
  sources: Uint32Array,
  start: number,
  end: number,
): void {
  const { offsets, targets } = graph
  for (let source = start; source < end; source++) {
    const node = order[source]
    const last = offsets[node + 1]
    for (let edge = offsets[node]; edge < last; edge++) {
      const target = targets[edge]
      const bit = 1 << target
      const word = (target >>> 5) << 1
      const bits = ranks[word + 1]
      if ((bits & bit) === 0) continue
      sources[fronts[ranks[word] + bitsIn(bits & (bit - 1))]++] = source
    }
  }
}
