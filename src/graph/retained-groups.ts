// What each group of nodes (a class, a namespace, an allocation site) retains, no byte counted
// twice: a node adds its retained size only where no other of its group is above it in the dominator
// tree. In preorder that is one loop: remember, for each group, the end of the subtree counted last.
// This is the sum of what single members retain: what is freed only when several members go
// together is not in it; retained-set.ts has that. Time O(nodes), memory 12 bytes a group.
import type { Bitset } from '../base/bitset.ts'
import { NO_NODE } from '../base/graph.ts'
import type { DominatorTree } from './dominator-tree.ts'

export interface RetainedByGroupOptions {
  /** node -> counts as a member of its group; all unless given */
  readonly only?: Bitset
  /** 'reachable' unless given. Garbage lies in trees of its own and adds up the same way. */
  readonly nodes?: 'reachable' | 'garbage' | 'all'
}

/**
 * @param groupOf node -> group | NO_NODE; may be shorter than the nodes, the rest have none
 * @returns group -> bytes
 */
export function retainedByGroup(
  tree: DominatorTree,
  groupOf: Uint32Array,
  groupCount: number,
  options: RetainedByGroupOptions = {},
): Float64Array {
  const { nodeAt, subtree, retained } = tree
  const { only, nodes = 'reachable' } = options
  const bytes = new Float64Array(groupCount)
  /** group -> position after the last subtree that was counted for it */
  const until = new Uint32Array(groupCount)
  const start = nodes === 'garbage' ? tree.reachable : 0
  const end = nodes === 'reachable' ? tree.reachable : nodeAt.length
  for (let position = start; position < end; position++) {
    const node = nodeAt[position]
    if (node >= groupOf.length) continue
    const group = groupOf[node]
    if (group === NO_NODE || position < until[group]) continue
    if (only !== undefined && (only[node >>> 5] & (1 << node)) === 0) continue
    bytes[group] += retained[node]
    until[group] = position + subtree[position]
  }
  return bytes
}
