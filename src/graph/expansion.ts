// The whole dominator tree out of the contracted one: subtrees that have become one node are copied from
// the exact tree as they are, what stayed a node of its own takes its new place and what it retains now.
// Time: one copy of the tree, and a look at the rank of each node. Memory: the result, and 20 bytes for
// each contracted node.
import { plain } from '../base/memory.ts'
import { contractedAt, lengthOf, type Contraction } from './contraction.ts'
import type { DominatorTree } from './dominator-tree.ts'
import type { TreeHelper } from './helper.ts'
import { findImmediate, immediateDominators } from './immediate-dominators.ts'
import type { ImmediateJob } from './immediate-dominators.ts'
import { nodeSize, type Giants } from './node-size.ts'
import { joinStretches, newClaims } from './shared-loop.ts'

/** A subtree of more positions is copied as a whole. */
const LONG = 64

/**
 * @param helper another thread that may find the dominators; the result is the same without
 * @param moved the tree over contracted nodes; only those that are one node have children
 * @returns a tree over all nodes; garbage as in `exact`. Its `dominator` is made when first looked at.
 */
export function expand(
  exact: DominatorTree,
  contraction: Contraction,
  moved: DominatorTree,
  size: Uint32Array,
  giants: Giants,
  helper?: TreeHelper,
): DominatorTree {
  const { reachable, nodeAt: nodesBefore, subtree: subtreesBefore } = exact
  const { tops } = contraction
  const count = tops.length
  const nodes = new Uint32Array(count)
  const bytes = new Float64Array(count)
  for (let at = 0; at < count; at++) {
    const node = nodesBefore[tops[at]]
    nodes[at] = lengthOf(contraction, reachable, at)
    const isSubtree = nodes[at] === subtreesBefore[tops[at]]
    bytes[at] = isSubtree ? exact.retained[node] : nodeSize(size, giants, node)
  }
  for (let place = count - 1; place > 0; place--) {
    const at = moved.nodeAt[place]
    nodes[moved.dominator[at]] += nodes[at]
    bytes[moved.dominator[at]] += bytes[at]
  }

  const total = nodesBefore.length
  const memory = helper?.memory ?? plain
  const nodeAt = memory.u32(total)
  const subtree = memory.u32(total)
  /** contracted node -> what is added to a position in it, modulo 2 ** 32 */
  const shift = new Uint32Array(count)
  let next = 0
  for (let place = 0; place < count; place++) {
    const at = moved.nodeAt[place]
    const top = tops[at]
    const end = top + lengthOf(contraction, reachable, at)
    shift[at] = next - top
    if (end - top > LONG) {
      nodeAt.set(nodesBefore.subarray(top, end), next)
      subtree.set(subtreesBefore.subarray(top, end), next)
      subtree[next] = nodes[at]
      next += end - top
      continue
    }
    nodeAt[next] = nodesBefore[top]
    subtree[next++] = nodes[at]
    for (let position = top + 1; position < end; position++) {
      nodeAt[next] = nodesBefore[position]
      subtree[next++] = subtreesBefore[position]
    }
  }
  nodeAt.set(nodesBefore.subarray(reachable), reachable)
  subtree.set(subtreesBefore.subarray(reachable), reachable)

  const makeDominators = createDominators(nodeAt, subtree, helper)
  const retained = exact.retained.slice()
  for (let at = 0; at < count; at++) retained[nodesBefore[tops[at]]] = bytes[at]

  const positionOf = new Uint32Array(total)
  const positionsBefore = exact.positionOf
  // What was allocated together often lies in one subtree: of what was met last all is known.
  let top = 0
  let length = 0
  let added = 0
  for (let node = 0; node < total; node++) {
    const position = positionsBefore[node]
    if ((position - top) >>> 0 >= length) {
      if (position >= reachable) {
        positionOf[node] = position
        continue
      }
      const at = contractedAt(contraction, position)
      top = tops[at]
      length = lengthOf(contraction, reachable, at)
      added = shift[at]
    }
    positionOf[node] = position + added
  }
  let dominator: Uint32Array | undefined
  return {
    nodeAt,
    positionOf,
    subtree,
    get dominator() {
      return (dominator ??= makeDominators())
    },
    retained,
    reachable,
  }
}

/** What gives the immediate dominators of a layout; a helper begins with them at once. */
function createDominators(
  nodeAt: Uint32Array,
  subtree: Uint32Array,
  helper: TreeHelper | undefined,
): () => Uint32Array {
  if (helper === undefined) return () => immediateDominators(nodeAt, subtree)
  const dominator = helper.memory.u32(nodeAt.length)
  const claims = newClaims(true)
  const job: ImmediateJob = { kind: 'immediate', claims, nodeAt, subtree, dominator }
  helper.share(job)
  return () => {
    findImmediate(job)
    joinStretches(claims)
    return dominator
  }
}
