// The edges of a dump as arrays of node numbers, and what can be seen by walking them: the obvious
// way, to hold the library's answers against.
import type { Opened } from './opened.ts'

export interface SlowGraph {
  /** node -> what it refers to, each once, in order; root categories follow the rows */
  readonly edges: readonly (readonly number[])[]
  /** node -> what refers to it, ascending */
  readonly referrers: readonly (readonly number[])[]
  /** node -> memsize */
  readonly size: readonly number[]
  readonly roots: readonly number[]
  readonly nodeOf: ReadonlyMap<string, number>
}

export function slowGraph({ objects, roots }: Pick<Opened, 'objects' | 'roots'>): SlowGraph {
  const nodeOf = new Map(objects.map(({ address }, row) => [address, row]))
  const lists = [...objects.map(({ edges }) => edges), ...roots.map(([, addresses]) => addresses)]
  const edges = lists.map((list) => [...new Set(list)].map((address) => nodeOf.get(address) ?? -1))
  const referrers: number[][] = edges.map(() => [])
  edges.forEach((list, from) => list.forEach((to) => referrers[to].push(from)))
  return {
    edges,
    referrers,
    size: lists.map((_, node) => Number(objects[node]?.fields['memsize'] ?? 0)),
    roots: roots.map((_, i) => objects.length + i),
    nodeOf,
  }
}

/** What the roots reach without `without` and without the edges that `cut` says are gone. */
export function reached(
  graph: SlowGraph,
  without: ReadonlySet<number> = new Set(),
  cut: (from: number, to: number) => boolean = () => false,
): Set<number> {
  return new Set(distances(graph, graph.roots, without, cut).keys())
}

/** node -> number of objects on a shortest way from any of `from`, both ends included */
export function distances(
  { edges }: SlowGraph,
  from: readonly number[],
  without: ReadonlySet<number> = new Set(),
  cut: (from: number, to: number) => boolean = () => false,
): Map<number, number> {
  const found = new Map<number, number>()
  let level = from.filter((node) => !without.has(node))
  for (let length = 1; level.length > 0; length++) {
    const next: number[] = []
    for (const node of level) {
      if (found.has(node)) continue
      found.set(node, length)
      for (const to of edges[node]) if (!without.has(to) && !cut(node, to)) next.push(to)
    }
    level = next
  }
  return found
}

/** Reachable now, and not any more: nodes ascending, and their bytes. */
export function lost(
  graph: SlowGraph,
  without: ReadonlySet<number>,
  cut?: (from: number, to: number) => boolean,
): { nodes: number[]; bytes: number } {
  const after = reached(graph, without, cut)
  const nodes = [...reached(graph)].filter((node) => !after.has(node)).sort((a, b) => a - b)
  return { nodes, bytes: nodes.reduce((sum, node) => sum + graph.size[node], 0) }
}

/** About `many` of the nodes, all over the dump, and the last. */
export function spread(nodes: readonly number[], many: number): number[] {
  const step = Math.max(1, Math.floor(nodes.length / many))
  return nodes.filter((_, i) => i % step === 0 || i === nodes.length - 1)
}
