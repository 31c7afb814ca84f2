// Immediate dominators from the preorder layout alone: what lies inside a subtree and in none of its
// parts' subtrees belongs to its top. An index stores the layout only and gets these back.
// Time O(nodes), one pass; memory the result and the depth of the tree.
import { NO_NODE } from '../base/graph.ts'
import { doubled } from '../base/memory.ts'
import { takeWhole, type Claims } from './shared-loop.ts'

/** Plain data, to be sent to another thread. */
export interface ImmediateJob {
  readonly kind: 'immediate'
  readonly claims: Claims
  readonly nodeAt: Uint32Array
  readonly subtree: Uint32Array
  /** node -> its immediate dominator; to be filled */
  readonly dominator: Uint32Array
}

/** Fills `dominator`, unless another thread does already. */
export function findImmediate({ claims, nodeAt, subtree, dominator }: ImmediateJob): void {
  takeWhole(claims, () => {
    immediateDominators(nodeAt, subtree, dominator)
  })
}

/**
 * @param nodeAt position -> node
 * @param subtree position -> nodes in its subtree, itself included
 * @param dominator as long as these, what is in it is overwritten
 * @returns node -> node | NO_NODE, as in `DominatorTree.dominator`
 */
export function immediateDominators(
  nodeAt: Uint32Array,
  subtree: Uint32Array,
  dominator: Uint32Array = new Uint32Array(nodeAt.length),
): Uint32Array {
  const count = nodeAt.length
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
