// The edges between the nodes of a contracted graph, in the order of the edges that they stand for, and
// graphs of them. An edge inside of what has become one node is none any more.
// Time O(edges in the list). Memory 12 bytes for each, and room for twice as many.
import type { Graph } from '../base/graph.ts'
import { doubled } from '../base/memory.ts'

/** Parallel columns, ascending by `edge`. */
export interface EdgeList {
  length: number
  /** entry -> edge of the whole graph */
  edge: Uint32Array
  /** entry -> contracted node */
  source: Uint32Array
  /** entry -> contracted node */
  target: Uint32Array
}

export function edgeList(): EdgeList {
  const room = () => new Uint32Array(1024)
  return { length: 0, edge: room(), source: room(), target: room() }
}

export function addEdge(list: EdgeList, edge: number, source: number, target: number): void {
  if (list.length === list.edge.length) {
    list.edge = doubled(list.edge)
    list.source = doubled(list.source)
    list.target = doubled(list.target)
  }
  list.edge[list.length] = edge
  list.source[list.length] = source
  list.target[list.length++] = target
}

/** Both, in order; they have no edge in common. */
export function mergeEdges(a: EdgeList, b: EdgeList): EdgeList {
  const merged = edgeList()
  let other = 0
  for (let entry = 0; entry < a.length; entry++) {
    const edge = a.edge[entry]
    for (; other < b.length && b.edge[other] < edge; other++) copyEdge(b, other, merged)
    addEdge(merged, edge, a.source[entry], a.target[entry])
  }
  for (; other < b.length; other++) copyEdge(b, other, merged)
  return merged
}

function copyEdge(from: EdgeList, entry: number, to: EdgeList): void {
  addEdge(to, from.edge[entry], from.source[entry], from.target[entry])
}

/** Those for which `isKept`, asked in order, says so. */
export function keepEdges(list: EdgeList, isKept: (entry: number) => boolean): EdgeList {
  const kept = edgeList()
  for (let entry = 0; entry < list.length; entry++) {
    if (isKept(entry)) addEdge(kept, list.edge[entry], list.source[entry], list.target[entry])
  }
  return kept
}

export interface ListedGraph {
  readonly graph: Graph
  /** edge of `graph` -> entry of the list */
  readonly entryOf: Uint32Array
}

/** A graph of `nodeCount` nodes with these edges; its root is node 0. */
export function graphOfEdges(list: EdgeList, nodeCount: number): ListedGraph {
  const { source, target, length } = list
  const offsets = new Uint32Array(nodeCount + 1)
  for (let entry = 0; entry < length; entry++) offsets[source[entry] + 1]++
  for (let node = 0; node < nodeCount; node++) offsets[node + 1] += offsets[node]
  const next = offsets.slice()
  const targets = new Uint32Array(length)
  const entryOf = new Uint32Array(length)
  for (let entry = 0; entry < length; entry++) {
    const at = next[source[entry]]++
    targets[at] = target[entry]
    entryOf[at] = entry
  }
  return { graph: { nodeCount, offsets, targets, root: 0 }, entryOf }
}

/** The source of an edge, by bisection: the last node whose edges begin at or before it. */
export function sourceOf({ nodeCount, offsets }: Graph, edge: number): number {
  let low = 0
  let high = nodeCount - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (offsets[middle] <= edge) low = middle
    else high = middle - 1
  }
  return low
}
