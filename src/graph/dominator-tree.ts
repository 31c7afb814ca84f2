// The dominator tree of a heap in the layout that everything else uses: nodes lie in preorder, so a
// subtree is a range of positions and "is x held by y" two comparisons. Garbage follows the
// reachable nodes as a forest of its own. Retained sizes are sums over subtrees.
// Time: about two and a half passes over the edges (depth-first.ts, merging-predecessors.ts,
// dominators.ts). Memory: 24 bytes a node for the result; beside it at most 24 bytes a node, and
// 4 for each edge into a node with several, for the time of the call. Arrays are used again from
// phase to phase: memory that is not first touched need not be cleared by the system either.
import type { Giants } from './node-size.ts'
import { nodeSize } from './node-size.ts'
import { NO_NODE, type Graph } from '../base/graph.ts'
import { plain, type Allocator } from '../base/memory.ts'
import type { OnProgress } from '../base/progress.ts'
import { depthFirst } from './depth-first.ts'
import { dominators } from './dominators.ts'
import { mergingPredecessors } from './merging-predecessors.ts'

/**
 * Positions number the tree in preorder; the root has position 0. The children of position p are
 * `for (let q = p + 1; q < p + subtree[p]; q += subtree[q])`; those of the garbage forest likewise
 * from `reachable` to the end. x is dominated by y where
 * `positionOf[x] - positionOf[y]` is from 0 to `subtree[positionOf[y]] - 1`.
 */
export interface DominatorTree {
  /** position -> node */
  readonly nodeAt: Uint32Array
  /** node -> position */
  readonly positionOf: Uint32Array
  /** position -> nodes in its subtree, itself included */
  readonly subtree: Uint32Array
  /** node -> immediate dominator | NO_NODE for the root and the tops of the garbage forest */
  readonly dominator: Uint32Array
  /** node -> bytes of its subtree: what goes if it goes */
  readonly retained: Float64Array
  /** Positions below it are reachable from the root. */
  readonly reachable: number
}

/**
 * @param size node -> bytes; may be shorter than the nodes, the rest have none
 * @param giants node -> bytes, where `size` says 0xffffffff
 * @param allocator for the result's arrays only
 */
export function buildDominatorTree(
  graph: Graph,
  size: Uint32Array,
  giants: Giants,
  allocator: Allocator = plain,
  onProgress: OnProgress = () => {},
): DominatorTree {
  const { nodeCount } = graph
  const step = (phase: string, done: number) => onProgress({ phase, done, total: 4 })

  // (1) depth-first order
  step('walking the graph', 0)
  // One buffer of 8 bytes a node: first two arrays of numbers, in (4) the sums of sizes.
  const wide = new Float64Array(nodeCount + 1)
  const lower = new Uint32Array(wide.buffer, 0, nodeCount + 1)
  const upper = new Uint32Array(wide.buffer, (nodeCount + 1) * 4, nodeCount + 1)
  const dfs = depthFirst(graph, upper)
  const { order, reachable } = dfs

  // (2) predecessors, (3) dominators; the dfs numbers of nodes are of no use after (2)
  step('collecting predecessors', 1)
  const predecessors = mergingPredecessors(graph, dfs, lower)
  step('finding dominators', 2)
  const spare = new Uint32Array(nodeCount)
  const dominatorOf = dominators(dfs, predecessors, [dfs.number, spare, upper])

  // (4) subtree counts and sums, then places, all in dfs numbers, where a dominator is smaller
  step('summing what each object retains', 3)
  const sum = wide
  const count = spare
  gatherSizes(order, size, giants, sum)
  sumSubtrees(dominatorOf, count, sum)
  const tree: DominatorTree = {
    nodeAt: allocator.u32(nodeCount),
    positionOf: allocator.u32(nodeCount),
    subtree: allocator.u32(nodeCount),
    dominator: allocator.u32(nodeCount),
    retained: allocator.f64(nodeCount),
    reachable,
  }
  place(order, dominatorOf, count, sum, dfs.number, tree)
  step('summing what each object retains', 4)
  return tree
}

/** sum[w] = size of the node with dfs number w */
function gatherSizes(
  order: Uint32Array,
  size: Uint32Array,
  giants: Giants,
  sum: Float64Array,
): void {
  for (let w = 0; w < order.length; w++) sum[w] = nodeSize(size, giants, order[w])
}

/** Adds each node to its dominator, children before parents. */
function sumSubtrees(dominatorOf: Uint32Array, count: Uint32Array, sum: Float64Array): void {
  count.fill(1)
  for (let w = count.length - 1; w > 0; w--) {
    const above = dominatorOf[w]
    if (above === NO_NODE) continue
    count[above] += count[w]
    sum[above] += sum[w]
  }
}

/** Hands out positions: each node takes the next free place of its dominator's range. */
function place(
  order: Uint32Array,
  dominatorOf: Uint32Array,
  count: Uint32Array,
  sum: Float64Array,
  next: Uint32Array,
  tree: DominatorTree,
): void {
  const { nodeAt, positionOf, subtree, dominator, retained } = tree
  let top = 0
  for (let w = 0; w < order.length; w++) {
    const node = order[w]
    const above = dominatorOf[w]
    const nodes = count[w]
    let position = top
    if (above === NO_NODE) {
      top += nodes
      dominator[node] = NO_NODE
    } else {
      position = next[above]
      next[above] = position + nodes
      dominator[node] = order[above]
    }
    next[w] = position + 1
    nodeAt[position] = node
    positionOf[node] = position
    subtree[position] = nodes
    retained[node] = sum[w]
  }
}
