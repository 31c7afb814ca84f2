// Which of some nodes is nearest to the root, by the breadth-first tree. Ways up are followed only to
// where another one has been, so that long chains are walked once.
// Time O(nodes on the ways), memory 4 bytes a node, touched where ways go.
import { NO_NODE } from '../base/graph.ts'
import { doubled } from '../base/memory.ts'

/**
 * The first of the nearest ones; NO_NODE where the root reaches none of them.
 * @param parent node -> the node before it on a shortest way | NO_NODE for the root and unreached ones
 */
export function nearestToRoot(parent: Uint32Array, root: number, nodes: Uint32Array): number {
  if (nodes.length === 1) {
    return nodes[0] === root || parent[nodes[0]] !== NO_NODE ? nodes[0] : NO_NODE
  }
  /** node -> its depth + 1, 0 while unknown */
  const depth = new Uint32Array(parent.length)
  depth[root] = 1
  let stack = new Uint32Array(64)
  let nearest = NO_NODE
  let least = NO_NODE
  for (const node of nodes) {
    if (node !== root && parent[node] === NO_NODE) continue
    let height = 0
    let at = node
    for (; depth[at] === 0; at = parent[at]) {
      if (height === stack.length) stack = doubled(stack)
      stack[height++] = at
    }
    let own = depth[at]
    while (height > 0) depth[stack[--height]] = ++own
    if (depth[node] < least) {
      least = depth[node]
      nearest = node
    }
  }
  return nearest
}
