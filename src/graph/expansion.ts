// The whole dominator tree out of the contracted one: subtrees that have become one node are copied from
// the exact tree as they are, what stayed a node of its own takes its new place and what it retains now.
// Time: one copy of the tree, and a look at the rank of each node. Memory: the result, and 20 bytes for
// each contracted node.
import { contractedAt, lengthOf, type Contraction } from './contraction.ts'
import type { DominatorTree } from './dominator-tree.ts'
import { immediateDominators } from './immediate-dominators.ts'
import { nodeSize, type Giants } from './node-size.ts'

/**
 * @param moved the tree over contracted nodes; only those that are one node have children
 * @returns a tree over all nodes; garbage as in `exact`. Its `dominator` is made when first looked at.
 */
export function expand(
  exact: DominatorTree,
  contraction: Contraction,
  moved: DominatorTree,
  size: Uint32Array,
  giants: Giants,
): DominatorTree {
  const { reachable } = exact
  const { tops } = contraction
  const count = tops.length
  const nodes = new Uint32Array(count)
  const bytes = new Float64Array(count)
  for (let at = 0; at < count; at++) {
    const node = exact.nodeAt[tops[at]]
    nodes[at] = lengthOf(contraction, reachable, at)
    const isSubtree = nodes[at] === exact.subtree[tops[at]]
    bytes[at] = isSubtree ? exact.retained[node] : nodeSize(size, giants, node)
  }
  for (let place = count - 1; place > 0; place--) {
    const at = moved.nodeAt[place]
    nodes[moved.dominator[at]] += nodes[at]
    bytes[moved.dominator[at]] += bytes[at]
  }

  const total = exact.nodeAt.length
  const nodeAt = new Uint32Array(total)
  const subtree = new Uint32Array(total)
  const retained = exact.retained.slice()
  /** contracted node -> what is added to a position in it, modulo 2 ** 32 */
  const shift = new Uint32Array(count)
  let next = 0
  for (let place = 0; place < count; place++) {
    const at = moved.nodeAt[place]
    const top = tops[at]
    const end = top + lengthOf(contraction, reachable, at)
    shift[at] = next - top
    retained[exact.nodeAt[top]] = bytes[at]
    nodeAt[next] = exact.nodeAt[top]
    subtree[next++] = nodes[at]
    for (let position = top + 1; position < end; position++) {
      nodeAt[next] = exact.nodeAt[position]
      subtree[next++] = exact.subtree[position]
    }
  }
  nodeAt.set(exact.nodeAt.subarray(reachable), reachable)
  subtree.set(exact.subtree.subarray(reachable), reachable)

  const positionOf = new Uint32Array(total)
  for (let node = 0; node < total; node++) {
    const position = exact.positionOf[node]
    positionOf[node] =
      position < reachable ? position + shift[contractedAt(contraction, position)] : position
  }
  let dominator: Uint32Array | undefined
  return {
    nodeAt,
    positionOf,
    subtree,
    get dominator() {
      return (dominator ??= immediateDominators(nodeAt, subtree))
    },
    retained,
    reachable,
  }
}
