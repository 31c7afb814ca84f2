// Attributed ownership: the dominator tree of the best paths alone. An edge counts where it lies on a
// best path to the node it leads to (attributed-costs.ts says which paths are best); all others are
// left out, so that what merely mentions a node does not share in owning it, but does own what
// nothing better leads to. All nodes that the root reaches are reached over best paths too, so each
// of their bytes has its place once, and the sizes add up as they do in the exact tree. What
// dominates a node exactly lies on all its paths, the best ones among them: a node's attributed size
// is at least its exact one. Garbage keeps all its edges, and so its exact forest.
// Time: the costs, one pass over the edges, and the dominators of what is left. Memory, for the time
// of the call: 4 bytes for each edge left and 5 a node.
import type { Graph } from '../base/graph.ts'
import { attributedCosts, costAfter, UNREACHED, type SecondClass } from './attributed-costs.ts'
import { buildDominatorTree, type DominatorTree } from './dominator-tree.ts'
import type { Giants } from './node-size.ts'

/**
 * @param size node -> bytes; may be shorter than the nodes, the rest have none
 * @param giants node -> bytes, where `size` says 0xffffffff
 */
export function buildAttributedTree(
  graph: Graph,
  secondClass: SecondClass,
  size: Uint32Array,
  giants: Giants,
): DominatorTree {
  return buildDominatorTree(bestPaths(graph, secondClass), size, giants)
}

/** The graph without the edges that lie on no best path. */
export function bestPaths(graph: Graph, secondClass: SecondClass): Graph {
  const { nodeCount, offsets, targets } = graph
  const { minor, doubtful } = secondClass
  const costs = attributedCosts(graph, secondClass)
  const keptOffsets = new Uint32Array(nodeCount + 1)
  // Too long by what is left out: pages that are never written to cost nothing.
  const kept = new Uint32Array(targets.length)
  let next = 0
  for (let node = 0; node < nodeCount; node++) {
    const cost = costs[node]
    const end = offsets[node + 1]
    for (let edge = offsets[node]; edge < end; edge++) {
      const target = targets[edge]
      const bit = 1 << edge
      const isMinor = (minor[edge >>> 5] & bit) !== 0
      const isDoubtful = (doubtful[edge >>> 5] & bit) !== 0
      // Nothing costs less than 0, so nearly all edges need no look at what they lead to.
      if (cost !== 0 || isMinor || isDoubtful) {
        // A target never costs more than the path over this edge; where less, there is a better one.
        if (cost !== UNREACHED && costs[target] < costAfter(cost, isMinor, isDoubtful)) continue
      }
      kept[next++] = target
    }
    keptOffsets[node + 1] = next
  }
  return { ...graph, offsets: keptOffsets, targets: kept.subarray(0, next) }
}
