// What nodes are the nearest dominators of, most retained first.
// Cost: the children, and sorting them by radix: a million in 46 ms, with a comparator in 250.
import type { Study } from '../analysis/study.ts'
import { numbersOf, radixSorted } from './radix-sort.ts'

/** The children in the dominator tree of `parents`, root categories left out. */
export function childrenOf({ heap, trees }: Study, parents: readonly number[]): Uint32Array {
  const { nodeAt, positionOf, subtree, reachable } = trees.dominators
  const found: number[] = []
  for (const parent of parents) {
    const position = positionOf[parent]
    if (position >= reachable) continue
    const end = position + subtree[position]
    for (let child = position + 1; child < end; child += subtree[child]) {
      if (nodeAt[child] < heap.count) found.push(nodeAt[child])
    }
  }
  return mostRetainedFirst(trees.dominators.retained, Uint32Array.from(found))
}

/** What no one object holds: children of the super root and of the root categories. */
export function topLevel(study: Study): Uint32Array {
  const { heap } = study
  const above = [heap.graph.root]
  for (let i = 0; i < heap.roots.length; i++) above.push(heap.count + i)
  return childrenOf(study, above)
}

/** What no root reaches, in the order of the dump. */
export function unreached({ trees }: Study): Uint32Array {
  const { nodeAt, reachable } = trees.dominators
  return nodeAt.slice(reachable).sort()
}

/** Equal ones in the order of the dump. */
function mostRetainedFirst(retained: Float64Array, nodes: Uint32Array): Uint32Array {
  nodes.sort()
  return radixSorted(
    nodes,
    numbersOf(nodes, (node) => -retained[node]),
  )
}
