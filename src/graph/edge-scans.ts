// Passes over all edges of a large graph for the few that lead to some nodes.
// Time: a nanosecond or two an edge that is looked at.
import type { Bitset } from '../base/bitset.ts'
import type { Graph } from '../base/graph.ts'
import { edgesTo, type EdgesToJob } from './edges-to.ts'
import type { Helper } from './merging-predecessors.ts'

/**
 * Calls `visit` for each edge that is in neither set and leads to one of `wanted`, ascending.
 * @param helper another thread that may take a part of the pass
 */
export function eachProperEdgeTo(
  graph: Graph,
  minor: Bitset,
  doubtful: Bitset,
  wanted: Bitset,
  visit: (edge: number) => void,
  helper?: Helper<EdgesToJob>,
): void {
  const found = edgesTo(graph, wanted, helper)
  for (let i = 0; i < found.length; i++) {
    let hits = found[i] & ~(minor[i] | doubtful[i])
    for (; hits !== 0; hits &= hits - 1) visit(i * 32 + 31 - Math.clz32(hits & -hits))
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
