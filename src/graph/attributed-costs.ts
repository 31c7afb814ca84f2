// How good the best path from the root to each node is, where some edges are second-class: a path
// without a doubtful edge is better than one with, and of two alike the one with fewer minor edges.
// A walk in rising order of cost (Dial's buckets): a stack for what costs as much as now, a list for
// each later cost. A node is followed once, when its cost is final.
// Time O(nodes + edges). Memory 1 byte a node for the result, a stack of 4 bytes a node and the lists,
// touched as needed.
import type { Bitset } from '../base/bitset.ts'
import type { Graph } from '../base/graph.ts'
import { doubled } from '../base/memory.ts'

/** Which edges are second-class; those in neither set are proper ones. */
export interface SecondClass {
  /** edge (index in `graph.targets`) -> merely mentions what it leads to */
  readonly minor: Bitset
  /** edge -> may be no reference at all; worse than any number of minor ones */
  readonly doubtful: Bitset
  /**
   * edge -> is one of those minor ones that stand for each other: where several lead to a node over
   * equally good paths, the one of the lowest-numbered node stands for all
   */
  readonly alternate: Bitset
}

/** The cost of what the root does not reach. */
export const UNREACHED = 255
/** Added to the cost where the path has a doubtful edge. */
const DOUBTFUL = 128
/** More minor edges on a path count as so many. */
const MOST_MINOR = 126

/** What a path of this cost costs with one more edge. */
export function costAfter(cost: number, isMinor: boolean, isDoubtful: boolean): number {
  if (isDoubtful) return cost | DOUBTFUL
  return isMinor && (cost & (DOUBTFUL - 1)) < MOST_MINOR ? cost + 1 : cost
}

/** node -> minor edges on its best path, up to 126, + 128 where that is doubtful | UNREACHED */
export function attributedCosts(
  graph: Graph,
  { minor, doubtful }: Pick<SecondClass, 'minor' | 'doubtful'>,
): Uint8Array {
  const { nodeCount, offsets, targets, root } = graph
  const costs = new Uint8Array(nodeCount).fill(UNREACHED)
  const stack = new Uint32Array(nodeCount)
  /** cost -> nodes that have it unless a better path came up since */
  const later: NodeList[] = Array.from({ length: UNREACHED }, () => new NodeList())
  costs[root] = 0
  later[0].push(root)

  for (let cost = 0; cost < UNREACHED; cost++) {
    const { nodes, length } = later[cost]
    const minorCost = costAfter(cost, true, false)
    for (let next = 0; next < length; next++) {
      if (costs[nodes[next]] !== cost) continue
      stack[0] = nodes[next]
      let depth = 1
      while (depth > 0) {
        const node = stack[--depth]
        const end = offsets[node + 1]
        for (let edge = offsets[node]; edge < end; edge++) {
          const target = targets[edge]
          if (costs[target] <= cost) continue
          const bit = 1 << edge
          let own = cost
          if ((minor[edge >>> 5] & bit) !== 0) own = minorCost
          else if ((doubtful[edge >>> 5] & bit) !== 0) own = cost | DOUBTFUL
          if (costs[target] <= own) continue
          costs[target] = own
          if (own === cost) stack[depth++] = target
          else later[own].push(target)
        }
      }
    }
  }
  return costs
}

class NodeList {
  nodes = new Uint32Array(0)
  length = 0

  push(node: number): void {
    if (this.length === this.nodes.length) {
      this.nodes = this.length === 0 ? new Uint32Array(16) : doubled(this.nodes)
    }
    this.nodes[this.length++] = node
  }
}
