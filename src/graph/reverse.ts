// Who refers to a node. Either for all nodes at once, by counting sort (8 bytes an edge of traffic,
// 4 bytes an edge and 4 a node kept), or for a few of them by one pass over the edges, which keeps
// nothing but the answer. Repeated edges are kept as they are.
import { bitsetOf, members } from '../base/bitset.ts'
import type { Graph } from '../base/graph.ts'
import { edgesTo, type EdgesToJob } from './edges-to.ts'
import type { Helper } from './merging-predecessors.ts'

export interface ReverseGraph {
  /** node -> its first entry in `sources`; one more than nodes */
  readonly offsets: Uint32Array
  /** entry -> a node that refers to it, ascending within a node */
  readonly sources: Uint32Array
}

export function reverseGraph(graph: Graph): ReverseGraph {
  const { nodeCount, offsets: forward, targets } = graph
  const edgeCount = forward[nodeCount]
  const offsets = new Uint32Array(nodeCount + 1)
  for (let edge = 0; edge < edgeCount; edge++) offsets[targets[edge]]++
  let total = 0
  for (let node = 0; node <= nodeCount; node++) offsets[node] = total += offsets[node]
  const sources = new Uint32Array(edgeCount)
  // From the back: `offsets` ends up at the first entries, without a second array of cursors.
  for (let source = nodeCount - 1; source >= 0; source--) {
    const first = forward[source]
    for (let edge = forward[source + 1] - 1; edge >= first; edge--) {
      sources[--offsets[targets[edge]]] = source
    }
  }
  return { offsets, sources }
}

export interface Referrers {
  /** index in the asked targets -> its first entry in `sources`; one more than targets */
  readonly offsets: Uint32Array
  /** entry -> a node that refers to it, ascending within a target */
  readonly sources: Uint32Array
}

/**
 * The referrers of each of `wanted`, which must be different nodes.
 * @param helper another thread that may take a part of the pass over the edges
 */
export function referrersOf(
  graph: Graph,
  wanted: Uint32Array,
  helper?: Helper<EdgesToJob>,
): Referrers {
  const { nodeCount, offsets: forward, targets } = graph

  // (1) the edges that hit
  const hits = members(edgesTo(graph, bitsetOf(nodeCount, wanted), helper))
  const count = hits.length

  // (2) counting sort by target, sources found by walking along with the edges
  const ascending = wanted.slice().sort()
  const indexes = new Uint32Array(wanted.length)
  for (let i = 0; i < wanted.length; i++) indexes[find(ascending, wanted[i])] = i
  const offsets = new Uint32Array(wanted.length + 1)
  for (let i = 0; i < count; i++) offsets[indexes[find(ascending, targets[hits[i]])]]++
  let total = 0
  for (let i = 0; i <= wanted.length; i++) offsets[i] = total += offsets[i]
  const sources = new Uint32Array(count)
  let source = nodeCount - 1
  for (let i = count - 1; i >= 0; i--) {
    const edge = hits[i]
    while (forward[source] > edge) source--
    sources[--offsets[indexes[find(ascending, targets[edge])]]] = source
  }
  return { offsets, sources }
}

/** Where `value` is in `ascending`, which has it. */
function find(ascending: Uint32Array, value: number): number {
  let low = 0
  let high = ascending.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ascending[middle] < value) low = middle + 1
    else high = middle
  }
  return low
}
