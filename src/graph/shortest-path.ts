// The shortest way from one node to another. A breadth-first search that stops at its goal; not
// from both ends, which would need the reverse graph: more to build than the search costs.
import type { Bitset } from '../base/bitset.ts'
import type { Graph } from '../base/graph.ts'
import { pathTo, shortestTree } from './shortest-tree.ts'

/**
 * The nodes from `from` to `to`, both included, entering none in `skip`; undefined where there is no
 * way. From a node to itself: that node alone.
 */
export function shortestPath(
  graph: Graph,
  from: number,
  to: number,
  skip?: Bitset,
): Uint32Array | undefined {
  const options = { from, until: to }
  return pathTo(shortestTree(graph, skip === undefined ? options : { ...options, skip }), to)
}
