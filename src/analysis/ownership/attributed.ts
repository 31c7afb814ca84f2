// The attributed dominator tree of a heap, made when first asked for and kept as long as the heap.
import type { DominatorTree } from '../../graph/dominator-tree.ts'
import { buildAttributedTree } from '../../graph/attributed-tree.ts'
import type { Heap } from '../../heap/heap.ts'
import type { Study } from '../study.ts'
import { edgeRanks, secondClassEdges, type EdgeRanks } from './edge-ranks.ts'

export interface Attributed {
  readonly tree: DominatorTree
  readonly ranks: EdgeRanks
}

const known = new WeakMap<Heap, Attributed>()

/** Takes about as long as the exact tree, and as much memory: 24 bytes a node and 1 for the ranks. */
export function attributed(study: Study): Attributed {
  const { heap } = study
  let made = known.get(heap)
  if (made === undefined) {
    const ranks = edgeRanks(study)
    const secondClass = secondClassEdges(study, ranks)
    const tree = buildAttributedTree(heap.graph, secondClass, heap.columns.size, heap.giants)
    known.set(heap, (made = { tree, ranks }))
  }
  return made
}
