import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NO_NODE, type Graph } from '../base/graph.ts'
import { plain } from '../base/memory.ts'
import { buildDominatorTree, type DominatorTree } from './dominator-tree.ts'
import { helpWith, type Job } from './helper.ts'
import { immediateDominators } from './immediate-dominators.ts'
import { anyGraph, graphOfLists } from './testing/graphs.ts'
import { slowDominators } from './testing/slow-dominators.ts'

const none: ReadonlyMap<number, number> = new Map()

/** Sizes by which a wrong sum shows: powers of two, none for the last two nodes. */
function sizesFor(graph: Graph): Uint32Array {
  return Uint32Array.from({ length: Math.max(0, graph.nodeCount - 2) }, (_, node) => 2 ** node)
}

function build(graph: Graph): DominatorTree {
  return buildDominatorTree(graph, sizesFor(graph), none)
}

test('agrees with taking each node away and looking what is lost', () => {
  fc.assert(
    fc.property(anyGraph(), (graph) => {
      const tree = build(graph)
      const slow = slowDominators(graph)
      expect([...tree.dominator]).toEqual(slow.immediate)
      expect([...immediateDominators(tree.nodeAt, tree.subtree)]).toEqual(slow.immediate)
      expect(tree.reachable).toBe(slow.reachable.size)
      const size = sizesFor(graph)
      for (let node = 0; node < graph.nodeCount; node++) {
        const below = slow.dominatorsOf.flatMap((above, v) => (above.has(node) ? [v] : []))
        const position = tree.positionOf[node]!
        expect(tree.nodeAt[position]).toBe(node)
        const range = tree.nodeAt.subarray(position, position + tree.subtree[position]!)
        expect([...range].sort((a, b) => a - b)).toEqual(below)
        expect(tree.retained[node]).toBe(below.reduce((sum, v) => sum + (size[v] ?? 0), 0))
        expect(position < tree.reachable).toBe(slow.reachable.has(node))
      }
    }),
    { numRuns: 3000 },
  )
})

test('is the same with a helper, however much it does', () => {
  fc.assert(
    fc.property(anyGraph(200), fc.array(fc.nat(130), { minLength: 1 }), (graph, shares) => {
      const asked: string[] = []
      const helper = {
        memory: plain,
        share: (job: Job) => {
          helpWith(job, shares[asked.length % shares.length])
          asked.push(job.kind)
        },
      }
      const size = sizesFor(graph)
      const tree = buildDominatorTree(graph, size, none, undefined, undefined, helper)
      expect(tree).toEqual(build(graph))
      expect(asked).toEqual(['count', 'fill', 'sum'])
    }),
    { numRuns: 500 },
  )
})

test('children are found by stepping over subtrees', () => {
  const tree = build(graphOfLists([[], [0], [0], [1, 2]]))
  const children = []
  for (let q = 1; q < tree.subtree[0]!; q += tree.subtree[q]!) children.push(tree.nodeAt[q])
  expect(children).toEqual([1, 0, 2])
})

test('gives giants their size and asks the allocator for nothing but the result', () => {
  const asked: string[] = []
  const allocator = {
    u32: (length: number) => (asked.push(`u32 ${length}`), new Uint32Array(length)),
    f64: (length: number) => (asked.push(`f64 ${length}`), new Float64Array(length)),
  }
  const graph = graphOfLists([[], [0], [1]])
  const size = Uint32Array.of(0xffffffff, 1)
  const tree = buildDominatorTree(graph, size, new Map([[0, 2 ** 40]]), allocator)
  expect([...tree.retained]).toEqual([2 ** 40, 2 ** 40 + 1, 2 ** 40 + 1])
  expect(asked.sort()).toEqual(['f64 3', 'u32 3', 'u32 3', 'u32 3', 'u32 3'])
})

test('reports its phases', () => {
  const phases: number[] = []
  buildDominatorTree(graphOfLists([[]]), new Uint32Array(0), none, undefined, ({ done }) => {
    phases.push(done)
  })
  expect(phases).toEqual([0, 1, 2, 3, 4])
})

test('a list of a million nodes', () => {
  const n = 1_000_000
  const graph = chain(n, [])
  const tree = buildDominatorTree(graph, new Uint32Array(n).fill(1), none)
  expect(tree.dominator[0]).toBe(1)
  expect(tree.retained[n - 1]).toBe(n)
  expect(tree.subtree[n]).toBe(1)
})

test('a list of a million nodes and a registry of them all', () => {
  const n = 1_000_000
  for (const registryFirst of [true, false]) {
    const list = Array.from({ length: n }, (_, i) => n - 1 - i)
    const graph = chain(n, list, registryFirst)
    const tree = buildDominatorTree(graph, new Uint32Array(n).fill(1), none)
    expect(tree.dominator[0]).toBe(graph.root)
    expect(tree.dominator[500_000]).toBe(graph.root)
    expect(tree.retained[graph.root]).toBe(n)
  }
})

test('a star of a million leaves that share a class', () => {
  const n = 1_000_000
  const offsets = new Uint32Array(n + 2).map((_, i) => Math.min(i, n))
  offsets[n + 1] = 2 * n
  const targets = new Uint32Array(2 * n).map((_, i) => (i < n ? 0 : i - n))
  const graph = { nodeCount: n + 1, offsets, targets, root: n }
  const tree = buildDominatorTree(graph, new Uint32Array(n).fill(1), none)
  expect(tree.dominator.every((above, node) => above === (node === n ? NO_NODE : n))).toBe(true)
  expect(tree.retained[n]).toBe(n)
})

/** n list nodes, each refers to the one numbered one less, then a registry and the root. */
function chain(n: number, registered: readonly number[], registryFirst = false): Graph {
  const [registry, root] = [n, n + 1]
  const offsets = new Uint32Array(n + 3)
  for (let node = 1; node <= n; node++) offsets[node] = node - 1
  offsets[root] = n - 1 + registered.length
  offsets[root + 1] = offsets[root] + 2
  const targets = new Uint32Array(offsets[root + 1]!)
  for (let node = 1; node < n; node++) targets[node - 1] = node - 1
  targets.set(registered, n - 1)
  targets.set(registryFirst ? [registry, n - 1] : [n - 1, registry], offsets[root])
  return { nodeCount: n + 2, offsets, targets, root }
}
