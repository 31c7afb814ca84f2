// Immediate dominators from the preorder layout alone: what lies inside a subtree and in none of its
// parts' subtrees belongs to its top. An index stores the layout only and gets these back.
// Time O(nodes), one pass; memory the result and the depth of the tree.
import { NO_NODE } from '../base/graph.ts'
import { doubled } from '../base/memory.ts'

/**
 * @param nodeAt position -> node
 * @param subtree position -> nodes in its subtree, itself included
 * @returns node -> node | NO_NODE, as in `DominatorTree.dominator`
 */
export function immediateDominators(nodeAt: Uint32Array, subtree: Uint32Array): Uint32Array {
  const count = nodeAt.length
  const dominator = new Uint32Array(count).fill(NO_NODE)
  /** Open subtrees, outermost first: their tops and ends. */
  let tops = new Uint32Array(1024)
  let ends = new Uint32Array(1024)
  let depth = 0
  for (let position = 0; position < count; position++) {
    while (depth > 0 && ends[depth - 1] <= position) depth--
    const node = nodeAt[position]
    if (depth > 0) dominator[node] = tops[depth - 1]
    if (subtree[position] === 1) continue
    if (depth === tops.length) {
      tops = doubled(tops)
      ends = doubled(ends)
    }
    tops[depth] = node
    ends[depth++] = position + subtree[position]
  }
  return dominator
}
