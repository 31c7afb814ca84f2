// Depth-first preorder of a whole graph: first what the root reaches, then the garbage as a forest
// of its own. Iterative: the way back up is the `parent` array, and only the next edge of each open
// node is on the stack. Deterministic: children in edge order, forest entries ascending.
// Time O(nodes + edges). Memory 12 bytes a node for the result, 4 for the stack (touched only as
// deep as the walk goes) and 2 bits for the sets.
import { bitset, type Bitset } from '../base/bitset.ts'
import { NO_NODE, type Graph } from '../base/graph.ts'

export interface DepthFirst {
  /** dfs number -> node */
  readonly order: Uint32Array
  /** node -> dfs number */
  readonly number: Uint32Array
  /** dfs number -> dfs number of its parent | NO_NODE for the root and each forest entry */
  readonly parent: Uint32Array
  /** Dfs numbers below it are reachable from the root. */
  readonly reachable: number
  /** node -> has an edge into it besides the one it was found by (a superset: self references and
   * edges from garbage set it too). Where it is not set, the parent is the one predecessor. */
  readonly merging: Bitset
}

/** @param stack scratch of `nodeCount` numbers */
export function depthFirst(
  graph: Graph,
  stack: Uint32Array = new Uint32Array(graph.nodeCount),
): DepthFirst {
  const { nodeCount, offsets, targets, root } = graph
  const order = new Uint32Array(nodeCount)
  const number = new Uint32Array(nodeCount)
  const parent = new Uint32Array(nodeCount)
  // `number` could tell what was seen, but one bit a node stays in cache where four bytes do not.
  const seen = bitset(nodeCount)
  const merging = bitset(nodeCount)

  let next = walk(root, 0)
  const reachable = next
  if (reachable < nodeCount) {
    // (1) entries that nothing refers to, (2) whatever is left: cycles, by their lowest node
    const referred = referredGarbage(graph, seen)
    for (let node = 0; node < nodeCount; node++) {
      if (((seen[node >>> 5] | referred[node >>> 5]) & (1 << node)) === 0) next = walk(node, next)
    }
    for (let node = 0; node < nodeCount && next < nodeCount; node++) {
      if ((seen[node >>> 5] & (1 << node)) === 0) next = walk(node, next)
    }
  }
  return { order, number, parent, reachable, merging }

  /** Numbers everything unseen that `entry` reaches, from `first` on; returns the next number. */
  function walk(entry: number, first: number): number {
    let fresh = first
    seen[entry >>> 5] |= 1 << entry
    order[fresh] = entry
    number[entry] = fresh
    parent[fresh] = NO_NODE
    let open = fresh++
    let edge = offsets[entry]
    let end = offsets[entry + 1]
    let depth = 0
    for (;;) {
      if (edge === end) {
        if (depth === 0) return fresh
        open = parent[open]
        edge = stack[--depth]
        end = offsets[order[open] + 1]
        continue
      }
      const node = targets[edge++]
      const bit = 1 << node
      if ((seen[node >>> 5] & bit) !== 0) {
        merging[node >>> 5] |= bit
        continue
      }
      seen[node >>> 5] |= bit
      order[fresh] = node
      number[node] = fresh
      parent[fresh] = open
      // Half of a Ruby heap are leaves whose one edge leads to a class seen long ago: look at the
      // first edges here, and descend only for one that leads somewhere new.
      let down = offsets[node]
      const downEnd = offsets[node + 1]
      while (down < downEnd) {
        const child = targets[down]
        const childBit = 1 << child
        if ((seen[child >>> 5] & childBit) === 0) break
        merging[child >>> 5] |= childBit
        down++
      }
      if (down < downEnd) {
        stack[depth++] = edge
        open = fresh
        edge = down
        end = downEnd
      }
      fresh++
    }
  }
}

/** node -> unseen nodes that another unseen node refers to */
function referredGarbage(graph: Graph, seen: Bitset): Bitset {
  const { nodeCount, offsets, targets } = graph
  const referred = bitset(nodeCount)
  for (let node = 0; node < nodeCount; node++) {
    if ((seen[node >>> 5] & (1 << node)) !== 0) continue
    for (let edge = offsets[node]; edge < offsets[node + 1]; edge++) {
      const target = targets[edge]
      if (target !== node) referred[target >>> 5] |= 1 << target
    }
  }
  return referred
}
