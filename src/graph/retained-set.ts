// What a set of objects retains together: everything that is reachable from the root now, and not
// once all of them are gone. Not the sum of what each retains, and not the union either: two caches
// that hold the same objects retain them only together. Exact: one walk from the root around the
// set, except where one member dominates all the others: then its subtree is the answer. The same of a
// set together with references that are cut.
// Time O(nodes + edges), memory 4 bytes a node for the walk's stack and 2 bits.
import { bitset, type Bitset } from '../base/bitset.ts'
import type { Graph } from '../base/graph.ts'
import type { DominatorTree } from './dominator-tree.ts'
import { nodeSize, type Giants } from './node-size.ts'
import { reachableWithout } from './reachable.ts'

export interface RetainedSet {
  /** node -> is retained by the set: its reachable members included, garbage never */
  readonly nodes: Bitset
  readonly count: number
  readonly bytes: number
}

/**
 * @param members nodes, in any order, repeats allowed
 * @param cut edge (index in `graph.targets`) -> goes as well; none where not given
 */
export function retainedSet(
  graph: Graph,
  tree: DominatorTree,
  size: Uint32Array,
  giants: Giants,
  members: Uint32Array,
  cut?: Bitset,
): RetainedSet {
  const { nodeAt, positionOf, subtree, reachable } = tree
  // (1) the range of positions that would be one subtree, if one member is above all others
  let first = cut === undefined ? reachable : 0
  let last = cut === undefined ? -1 : reachable - 1
  for (let i = 0; i < members.length; i++) {
    const position = positionOf[members[i]]
    if (position >= reachable) continue
    if (position < first) first = position
    if (position > last) last = position
  }
  const nodes = bitset(graph.nodeCount)
  if (last < 0) return { nodes, count: 0, bytes: 0 }
  const isSubtree = cut === undefined && last < first + subtree[first]

  // (2) nothing before the first member's position can be retained, nothing else needs a walk
  const removed = bitset(graph.nodeCount)
  for (let i = 0; i < members.length; i++) removed[members[i] >>> 5] |= 1 << members[i]
  const kept = isSubtree ? removed : reachableWithout(graph, removed, cut)
  const end = isSubtree ? first + subtree[first] : reachable
  let count = 0
  let bytes = 0
  for (let position = first; position < end; position++) {
    const node = nodeAt[position]
    if (!isSubtree && (kept[node >>> 5] & (1 << node)) !== 0) continue
    nodes[node >>> 5] |= 1 << node
    count++
    bytes += nodeSize(size, giants, node)
  }
  return { nodes, count, bytes }
}
