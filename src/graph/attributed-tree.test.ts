import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bitset, bitsetOf } from '../base/bitset.ts'
import { NO_NODE, type Graph } from '../base/graph.ts'
import { attributedCosts, UNREACHED, type SecondClass } from './attributed-costs.ts'
import { bestPaths, buildAttributedTree } from './attributed-tree.ts'
import { buildDominatorTree } from './dominator-tree.ts'
import { anyGraph, graphOfLists } from './testing/graphs.ts'
import { slowAttributed, slowCosts } from './testing/slow-attributed.ts'

const none: ReadonlyMap<number, number> = new Map()

function sizesFor(graph: Graph): Uint32Array {
  return Uint32Array.from({ length: graph.nodeCount }, (_, node) => 2 ** node)
}

function secondClassOf(
  graph: Graph,
  minor: number[],
  doubtful: number[] = [],
  alternate: number[] = [],
): SecondClass {
  const { length } = graph.targets
  return {
    minor: bitsetOf(length, minor),
    doubtful: bitsetOf(length, doubtful),
    alternate: bitsetOf(length, alternate),
  }
}

/** Graphs whose edges are proper, minor (half of them alternate) and doubtful as 2 : 4 : 2. */
const anyRanked = anyGraph().chain((graph) => {
  const { length } = graph.targets
  return fc.array(fc.nat(7), { minLength: length, maxLength: length }).map((ranks) => {
    const edges = (wanted: (rank: number) => boolean) =>
      ranks.flatMap((rank, edge) => (wanted(rank) ? [edge] : []))
    const minor = edges((rank) => rank >= 4 && rank < 7)
    return {
      graph,
      secondClass: secondClassOf(
        graph,
        minor,
        edges((rank) => rank === 7),
      ),
    }
  })
})

test('a cost is that of the best path', () => {
  fc.assert(
    fc.property(anyRanked, ({ graph, secondClass }) => {
      const slow = slowCosts(graph, secondClass).map((cost) =>
        cost === undefined ? UNREACHED : cost[0] * 128 + cost[1],
      )
      expect([...attributedCosts(graph, secondClass)]).toEqual(slow)
    }),
    { numRuns: 2000 },
  )
})

test('what is owned is what all best paths to lead through its owner', () => {
  fc.assert(
    fc.property(anyRanked, ({ graph, secondClass }) => {
      const size = sizesFor(graph)
      const tree = buildAttributedTree(graph, secondClass, size, none)
      const exact = buildDominatorTree(graph, size, none)
      const slow = slowAttributed(graph, secondClass)
      expect(tree.reachable).toBe(exact.reachable)
      for (let node = 0; node < graph.nodeCount; node++) {
        if (tree.positionOf[node]! >= tree.reachable) {
          expect(tree.dominator[node]).toBe(exact.dominator[node])
          expect(tree.retained[node]).toBe(exact.retained[node])
          continue
        }
        expect(tree.dominator[node]).toBe(slow.immediate[node])
        const below = slow.dominatorsOf.flatMap((above, v) => (above.has(node) ? [v] : []))
        expect(tree.retained[node]).toBe(below.reduce((sum, v) => sum + size[v]!, 0))
        expect(tree.retained[node]).toBeGreaterThanOrEqual(exact.retained[node]!)
      }
    }),
    { numRuns: 3000 },
  )
})

test('every byte that the root reaches has its place once', () => {
  fc.assert(
    fc.property(anyRanked, ({ graph, secondClass }) => {
      const size = sizesFor(graph)
      const tree = buildAttributedTree(graph, secondClass, size, none)
      const exact = buildDominatorTree(graph, size, none)
      expect([...tree.nodeAt].sort((a, b) => a - b)).toEqual([...size.keys()])
      expect(tree.retained[graph.root]).toBe(exact.retained[graph.root])
      for (let node = 0; node < graph.nodeCount; node++) {
        let sum = size[node]!
        for (let v = 0; v < graph.nodeCount; v++) {
          if (tree.dominator[v] === node) sum += tree.retained[v]!
        }
        expect(tree.retained[node]).toBe(sum)
      }
    }),
    { numRuns: 1000 },
  )
})

test('without second-class edges it is the exact tree', () => {
  fc.assert(
    fc.property(anyGraph(60), (graph) => {
      const size = new Uint32Array(graph.nodeCount).fill(3)
      const tree = buildAttributedTree(graph, secondClassOf(graph, []), size, none)
      expect(tree).toEqual(buildDominatorTree(graph, size, none))
    }),
  )
})

test('a value that a cache mentions too belongs to what holds it', () => {
  // 0 value, 1 its class, 2 cache, 3 root; edge 2 is that of the cache
  const graph = graphOfLists([[], [0], [0], [1, 2]])
  const size = Uint32Array.of(1000, 10, 10, 0)
  const edge = graph.offsets[2]!
  const tree = buildAttributedTree(graph, secondClassOf(graph, [edge]), size, none)
  expect([...tree.dominator]).toEqual([1, 3, 3, NO_NODE])
  expect([...buildDominatorTree(graph, size, none).dominator]).toEqual([3, 3, 3, NO_NODE])
  // Where the class is gone, the cache is the owner.
  const alone = graphOfLists([[], [], [0], [1, 2]])
  const second = secondClassOf(alone, [alone.offsets[2]!])
  expect([...buildAttributedTree(alone, second, size, none).dominator]).toEqual([2, 3, 3, NO_NODE])
})

test('of two ways over caches the one with fewer is the better', () => {
  // root 4 -> 0 (minor) -> 1 (minor) -> 2; root -> 3 (minor) -> 2
  const graph = graphOfLists([[1], [2], [], [2], [0, 3]])
  const minor = [graph.offsets[0]!, graph.offsets[4]!, graph.offsets[4]! + 1]
  const tree = buildAttributedTree(graph, secondClassOf(graph, minor), Uint32Array.of(), none)
  expect(tree.dominator[2]).toBe(3)
  // A doubtful edge is worse than both.
  const doubtful = secondClassOf(graph, minor.slice(0, 2), [graph.offsets[4]! + 1])
  expect(buildAttributedTree(graph, doubtful, Uint32Array.of(), none).dominator[2]).toBe(1)
})

test('of alternate edges the first stands for all', () => {
  // root 4 -> two caches 0 and 1 -> 2 -> 3
  const graph = graphOfLists([[2], [2], [3], [], [0, 1]])
  const caches = [graph.offsets[0]!, graph.offsets[1]!]
  const sizes = Uint32Array.of(1, 1, 10, 100, 0)
  const dominatorsOf = (secondClass: SecondClass) => [
    ...buildAttributedTree(graph, secondClass, sizes, none).dominator,
  ]
  expect(dominatorsOf(secondClassOf(graph, caches))).toEqual([4, 4, 4, 2, NO_NODE])
  expect(dominatorsOf(secondClassOf(graph, caches, [], caches))).toEqual([4, 4, 0, 2, NO_NODE])
})

test('a path of more minor edges than can be counted', () => {
  for (const length of [125, 126, 127, 128, 300, 100_000]) {
    // 0 -> 1 -> … all minor, the root last, and a doubtful edge to the first as well
    const lists = Array.from({ length }, (_, node) => (node + 1 < length ? [node + 1] : []))
    const graph = graphOfLists([...lists, [0]])
    const { edges } = { edges: graph.targets.length }
    const every = Array.from({ length: edges }, (_, edge) => edge)
    for (const secondClass of [
      secondClassOf(graph, every),
      secondClassOf(graph, every.slice(0, -1), [edges - 1]),
    ]) {
      const costs = attributedCosts(graph, secondClass)
      const first = costs[0]! & 127
      expect(costs[length - 1]! & 127).toBe(Math.min(126, first + length - 1))
      const tree = buildAttributedTree(graph, secondClass, bitset(0), none)
      expect(tree.reachable).toBe(length + 1)
      expect(tree.dominator[length - 1]).toBe(length - 2)
    }
    expect(bestPaths(graph, secondClassOf(graph, every)).targets.length).toBe(edges)
  }
})
