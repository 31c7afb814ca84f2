// The trees that questions rest on. They cost seconds on a large heap, so each is made when it is
// first needed, or read from an index: implementations may be getters.
import type { DominatorTree } from '../graph/dominator-tree.ts'
import { buildDominatorTree } from '../graph/dominator-tree.ts'
import type { TreeHelper } from '../graph/helper.ts'
import type { ShortestTree } from '../graph/shortest-tree.ts'
import { shortestTree } from '../graph/shortest-tree.ts'
import type { Heap } from '../heap/heap.ts'

export interface Trees {
  readonly dominators: DominatorTree
  /** From the super root; depths are not needed. */
  readonly shortest: Pick<ShortestTree, 'parent'>
  /** Another thread, where there is one, that may take a part in making further trees. */
  readonly helper?: TreeHelper | undefined
}

export function lazyTrees(heap: Heap): Trees {
  let dominators: DominatorTree | undefined
  let shortest: ShortestTree | undefined
  return {
    get dominators() {
      return (dominators ??= buildDominatorTree(heap.graph, heap.columns.size, heap.giants))
    },
    get shortest() {
      return (shortest ??= shortestTree(heap.graph))
    },
  }
}
