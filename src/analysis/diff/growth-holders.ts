// What each object grew in: the nearest dominator that both dumps have, or a root category. Of one
// dump; the dominator tree is walked in preorder, so that the answer of a node's own dominator is
// known before it is asked. Time O(nodes), memory 4 bytes a node.
import { NO_NODE } from '../../base/graph.ts'
import { NONE } from '../../base/record.ts'
import type { Study } from '../study.ts'

/** @param otherOf row -> row in the other dump | NONE
 * @returns node -> nearest strict dominator in both dumps, a root category or the super root |
 * NO_NODE for what no root reaches */
export function growthHolders({ heap, trees }: Study, otherOf: Uint32Array): Uint32Array {
  const { nodeAt, dominator, reachable } = trees.dominators
  const holderOf = new Uint32Array(heap.graph.nodeCount).fill(NO_NODE)
  for (let position = 1; position < reachable; position++) {
    const node = nodeAt[position]
    const above = dominator[node]
    holderOf[node] = above >= heap.count || otherOf[above] !== NONE ? above : holderOf[above]
  }
  return holderOf
}

/** node -> the node below its holder that leads to it, itself maybe | NO_NODE as above */
export function growthBranches({ heap, trees }: Study, holderOf: Uint32Array): Uint32Array {
  const { nodeAt, dominator, reachable } = trees.dominators
  const branchOf = new Uint32Array(heap.graph.nodeCount).fill(NO_NODE)
  for (let position = 1; position < reachable; position++) {
    const node = nodeAt[position]
    branchOf[node] = dominator[node] === holderOf[node] ? node : branchOf[dominator[node]]
  }
  return branchOf
}
