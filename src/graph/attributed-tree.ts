// Attributed ownership: the dominator tree of the best paths alone. A path is a best one where, at each
// node on it, it is as good as any path to that node (attributed-costs.ts says which are better), and
// where it takes the first of a node's alternate edges. What merely mentions a node then does not
// share in owning it, but does own what nothing better leads to. Best paths reach all that the root
// reaches, so each byte has its place once, and sizes add up as they do in the exact tree. What
// dominates a node exactly lies on all its paths, the best ones among them: a node's attributed size
// is at least its exact one. Garbage keeps all its edges, and so its exact forest.
// Time: the costs, one pass over the edges, and the dominators of what is left. Memory, for the time
// of the call: 4 bytes for each edge left and 5 a node.
import { bitset } from '../base/bitset.ts'
import type { Graph } from '../base/graph.ts'
import { plain } from '../base/memory.ts'
import type { OnProgress } from '../base/progress.ts'
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
  onProgress: OnProgress = () => {},
): DominatorTree {
  onProgress({ phase: 'finding the best paths', done: 0, total: 0 })
  return buildDominatorTree(bestPaths(graph, secondClass), size, giants, plain, onProgress)
}

/** The graph without the edges that lie on no best path. */
export function bestPaths(graph: Graph, secondClass: SecondClass): Graph {
  const { nodeCount, offsets, targets } = graph
  const { minor, doubtful, alternate } = secondClass
  const costs = attributedCosts(graph, secondClass)
  const keptOffsets = new Uint32Array(nodeCount + 1)
  // Too long by what is left out: pages that are never written to cost nothing.
  const kept = new Uint32Array(targets.length)
  /** node -> an alternate edge to it was kept */
  const taken = bitset(nodeCount)
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
        if (cost !== UNREACHED && (alternate[edge >>> 5] & bit) !== 0) {
          const own = 1 << target
          if ((taken[target >>> 5] & own) !== 0) continue
          taken[target >>> 5] |= own
        }
      }
      kept[next++] = target
    }
    keptOffsets[node + 1] = next
  }
  return { ...graph, offsets: keptOffsets, targets: kept.subarray(0, next) }
}
