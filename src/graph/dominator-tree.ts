// The dominator tree of a heap in the layout that everything else uses: nodes lie in preorder, so a
// subtree is a range of positions and "is x held by y" two comparisons. Garbage follows the
// reachable nodes as a forest of its own. Retained sizes are sums over subtrees.
// Time: about two and a half passes over the edges (depth-first.ts, merging-predecessors.ts,
// dominators.ts). Memory: 24 bytes a node for the result; for the time of the call 12 more, 4 for
// each edge into a node that has several, and 12 for each such node. The memory of `retained` serves
// as scratch before it is filled: it saves 8 bytes a node and the system's clearing of fresh pages,
// 30 ms.
import { NO_NODE, type Graph } from '../base/graph.ts'
import { plain, type Allocator } from '../base/memory.ts'
import type { OnProgress } from '../base/progress.ts'
import { depthFirst } from './depth-first.ts'
import { dominators } from './dominators.ts'
import type { TreeHelper } from './helper.ts'
import { mergingPredecessors } from './merging-predecessors.ts'
import type { Giants } from './node-size.ts'
import { sumRetained, type SumJob } from './retained-sums.ts'
import { joinStretches, newClaims } from './shared-loop.ts'

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
 * @param allocator for the result's arrays only; what it gives need not be zero
 * @param helper another thread that may take a part of the work; the result is the same without
 */
export function buildDominatorTree(
  graph: Graph,
  size: Uint32Array,
  giants: Giants,
  allocator: Allocator = plain,
  onProgress: OnProgress = () => {},
  helper?: TreeHelper,
): DominatorTree {
  const { nodeCount } = graph
  const step = (phase: string, done: number) => onProgress({ phase, done, total: 4 })
  const tree = {
    nodeAt: allocator.u32(nodeCount),
    positionOf: allocator.u32(nodeCount),
    subtree: allocator.u32(nodeCount),
    dominator: allocator.u32(nodeCount),
    retained: allocator.f64(nodeCount),
    reachable: 0,
  }
  const spare = new Uint32Array(nodeCount)

  step('walking the graph', 0)
  const dfs = depthFirst(graph, spare, helper?.memory)
  tree.reachable = dfs.reachable
  step('collecting predecessors', 1)
  const predecessors = mergingPredecessors(graph, dfs, helper)
  step('finding dominators', 2)
  const dominatorOf = dominators(dfs, predecessors, asWords(tree.retained))
  step('summing what each object retains', 3)
  const { order } = dfs
  const claims = newClaims(helper !== undefined)
  const { retained } = tree
  const sums: SumJob = { kind: 'sum', claims, size, giants, order, dominatorOf, retained }
  helper?.share(sums)
  countSubtrees(order, dominatorOf, spare)
  place(order, dominatorOf, spare, tree)
  sumRetained(sums)
  joinStretches(claims)
  step('summing what each object retains', 4)
  return tree
}

/** The same memory as twice as many 32-bit numbers. */
function asWords(array: Float64Array): Uint32Array {
  return new Uint32Array(array.buffer, array.byteOffset, array.length * 2)
}

/** count: dfs number -> nodes in its subtree */
function countSubtrees(order: Uint32Array, dominatorOf: Uint32Array, count: Uint32Array): void {
  count.fill(1)
  for (let w = order.length - 1; w > 0; w--) {
    const above = dominatorOf[w]
    if (above !== NO_NODE) count[above] += count[w]
  }
}

/**
 * Hands out positions: each node takes the next free ones of its dominator's range.
 * `count`, dfs number -> nodes, becomes dfs number -> next free position once the node has its own.
 */
function place(
  order: Uint32Array,
  dominatorOf: Uint32Array,
  count: Uint32Array,
  tree: DominatorTree,
): void {
  const { nodeAt, positionOf, subtree, dominator } = tree
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
      position = count[above]
      count[above] = position + nodes
      dominator[node] = order[above]
    }
    count[w] = position + 1
    nodeAt[position] = node
    positionOf[node] = position
    subtree[position] = nodes
  }
}
