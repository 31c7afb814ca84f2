// Passes over all edges of a large graph for the few that lead to some nodes, 32 edges at a time, as
// sets of edges are kept: what is hit is put into a word first and looked at afterwards, so that the loop
// over the edges has no branch to be guessed wrong.
// Time: a nanosecond or two an edge that is looked at.
import type { Bitset } from '../base/bitset.ts'
import type { Graph } from '../base/graph.ts'
import type { RankedSet } from './contraction.ts'

/** Calls `visit` for each edge that is in neither set and leads to one of `wanted`, ascending. */
export function eachProperEdgeTo(
  { offsets, targets, nodeCount }: Graph,
  minor: Bitset,
  doubtful: Bitset,
  wanted: RankedSet,
  visit: (edge: number) => void,
): void {
  const edgeCount = offsets[nodeCount]
  for (let first = 0; first < edgeCount; first += 32) {
    const some = Math.min(32, edgeCount - first)
    let hits = 0
    for (let i = 0; i < some; i++) {
      const target = targets[first + i]
      hits |= ((wanted[((target >>> 5) << 1) + 1] >>> target) & 1) << i
    }
    hits &= ~(minor[first >>> 5] | doubtful[first >>> 5])
    for (; hits !== 0; hits &= hits - 1) visit(first + 31 - Math.clz32(hits & -hits))
  }
}

/**
 * Calls `visit` for each edge in one of the sets that leads to one of `wanted`, ascending. `wanted` may
 * lose members meanwhile.
 */
export function eachSecondEdgeTo(
  { targets }: Graph,
  minor: Bitset,
  doubtful: Bitset,
  wanted: Bitset,
  visit: (edge: number) => void,
): void {
  const words = minor.length
  for (let i = 0; i < words; i++) {
    for (let word = minor[i] | doubtful[i]; word !== 0; word &= word - 1) {
      const edge = i * 32 + 31 - Math.clz32(word & -word)
      const target = targets[edge]
      if ((wanted[target >>> 5] & (1 << target)) !== 0) visit(edge)
    }
  }
}
