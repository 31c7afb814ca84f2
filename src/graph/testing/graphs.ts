// Graphs for tests: from an edge list, and arbitrary small ones for property tests, with self
// references, repeated edges, garbage and cycles in it.
import fc from 'fast-check'
import type { Graph } from '../../base/graph.ts'

/** Nodes 0..nodeCount-1; the last is the root. */
export function graphOf(nodeCount: number, edges: readonly (readonly [number, number])[]): Graph {
  const offsets = new Uint32Array(nodeCount + 1)
  for (const [from] of edges) offsets[from + 1]++
  for (let node = 0; node < nodeCount; node++) offsets[node + 1] += offsets[node]
  const targets = new Uint32Array(edges.length)
  const cursor = offsets.slice()
  for (const [from, to] of edges) targets[cursor[from]++] = to
  return { nodeCount, offsets, targets, root: nodeCount - 1 }
}

/** node -> its targets */
export function graphOfLists(lists: readonly (readonly number[])[]): Graph {
  const edges = lists.flatMap((list, from) => list.map((to) => [from, to] as const))
  return graphOf(lists.length, edges)
}

export function anyGraph(maxNodes = 14): fc.Arbitrary<Graph> {
  return fc.integer({ min: 1, max: maxNodes }).chain((nodeCount) => {
    const node = fc.nat(nodeCount - 1)
    return fc
      .array(fc.tuple(node, node), { maxLength: nodeCount * 3 })
      .map((edges) => graphOf(nodeCount, edges))
  })
}

export function targetsOf(graph: Graph, node: number): number[] {
  return [...graph.targets.subarray(graph.offsets[node], graph.offsets[node + 1])]
}

/** What the root (or `from`) reaches without entering `removed`: the obvious way. */
export function reachedWithout(
  graph: Graph,
  removed: readonly number[] = [],
  from: readonly number[] = [graph.root],
): Set<number> {
  const reached = new Set(from.filter((node) => !removed.includes(node)))
  for (const node of reached) {
    for (const target of targetsOf(graph, node)) if (!removed.includes(target)) reached.add(target)
  }
  return reached
}
