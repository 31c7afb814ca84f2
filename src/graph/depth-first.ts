// Depth-first preorder of a whole graph: first what the root reaches, then the garbage as a forest
// of its own. Iterative: the way back up is the `parent` array, and only the next edge of each open
// node is on the stack. Deterministic: children in edge order, forest entries ascending.
// Time O(nodes + edges). Memory 8.25 bytes a node for the result, and a stack of 4 bytes a node that
// is touched only as deep as the walk goes.
import { bitset, type Bitset } from '../base/bitset.ts'
import { NO_NODE, type Graph } from '../base/graph.ts'
import { plain, type Allocator } from '../base/memory.ts'

export interface DepthFirst {
  /** dfs number -> node */
  readonly order: Uint32Array
  /** dfs number -> dfs number of its parent | NO_NODE for the root and each forest entry */
  readonly parent: Uint32Array
  /** Dfs numbers below it are reachable from the root. */
  readonly reachable: number
  /**
   * Pairs of words, a bit a node: node n has bit n & 31 of words 2i and 2i + 1, i = n >>> 5.
   * 2i: all ones; merging-predecessors.ts puts its ranks there.
   * 2i + 1: there is another edge into it than the one it was found by (a superset: self references
   * and edges from garbage count too). Where not, its parent is its only predecessor.
   */
  readonly marks: Uint32Array
}

/**
 * @param stack scratch of `nodeCount` numbers
 * @param memory for the result, which a helper thread may have to see
 */
export function depthFirst(
  graph: Graph,
  stack: Uint32Array = new Uint32Array(graph.nodeCount),
  memory: Allocator = plain,
): DepthFirst {
  const { nodeCount } = graph
  const order = memory.u32(nodeCount)
  const parent = memory.u32(nodeCount)
  const marks = memory.u32(2 * ((nodeCount + 31) >>> 5)).fill(0)
  const walk = { graph, order, parent, marks, stack }

  let next = number(walk, graph.root, 0)
  const reachable = next
  if (reachable < nodeCount) {
    // (1) entries that nothing refers to, (2) whatever is left: cycles, by their lowest node
    const referred = referredGarbage(graph, marks)
    for (let node = 0; node < nodeCount; node++) {
      const known = marks[(node >>> 5) * 2] | referred[node >>> 5]
      if ((known & (1 << node)) === 0) next = number(walk, node, next)
    }
    for (let node = 0; node < nodeCount && next < nodeCount; node++) {
      if ((marks[(node >>> 5) * 2] & (1 << node)) === 0) next = number(walk, node, next)
    }
  }
  return { order, parent, reachable, marks }
}

interface Walk extends Pick<DepthFirst, 'order' | 'parent' | 'marks'> {
  readonly graph: Graph
  readonly stack: Uint32Array
}

/**
 * Numbers everything unseen that `entry` reaches, from `fresh` on; returns the next number.
 * Measured on a Rails heap of 9.7 million nodes: 230 ms. An array of dfs numbers in place of the
 * bits takes 400 ms, for it does not fit the cache; pushing leaves like the others, 290 ms.
 */
function number(walk: Walk, entry: number, fresh: number): number {
  const { order, parent, marks, stack } = walk
  const { offsets, targets } = walk.graph
  marks[(entry >>> 5) * 2] |= 1 << entry
  order[fresh] = entry
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
    const mark = (node >>> 5) << 1
    if ((marks[mark] & bit) !== 0) {
      marks[mark + 1] |= bit
      continue
    }
    marks[mark] |= bit
    order[fresh] = node
    parent[fresh] = open
    // Half of a Ruby heap are leaves whose one edge leads to a class seen long ago: look at the
    // first edges here, and descend only for one that leads somewhere new.
    let down = offsets[node]
    const downEnd = offsets[node + 1]
    while (down < downEnd) {
      const child = targets[down]
      const childBit = 1 << child
      const childMark = (child >>> 5) << 1
      if ((marks[childMark] & childBit) === 0) break
      marks[childMark + 1] |= childBit
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

/** node -> is unseen and another unseen node refers to it */
function referredGarbage(graph: Graph, marks: Uint32Array): Bitset {
  const { nodeCount, offsets, targets } = graph
  const referred = bitset(nodeCount)
  for (let node = 0; node < nodeCount; node++) {
    if ((marks[(node >>> 5) * 2] & (1 << node)) !== 0) continue
    for (let edge = offsets[node]; edge < offsets[node + 1]; edge++) {
      const target = targets[edge]
      if (target !== node) referred[target >>> 5] |= 1 << target
    }
  }
  return referred
}
