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
  const dominator = new Uint32Array(count)
  /** Open subtrees but for the innermost, outermost first: their tops and ends. */
  let tops = new Uint32Array(1024)
  let ends = new Uint32Array(1024)
  let depth = 0
  /** Of the innermost. */
  let top = NO_NODE
  let end = count
  for (let position = 0; position < count; position++) {
    while (end <= position) {
      depth--
      top = tops[depth]
      end = ends[depth]
    }
    const node = nodeAt[position]
    dominator[node] = top
    const size = subtree[position]
    if (size === 1) continue
    if (depth === tops.length) {
      tops = doubled(tops)
      ends = doubled(ends)
    }
    tops[depth] = top
    ends[depth++] = end
    top = node
    end = position + size
  }
  return dominator
}
