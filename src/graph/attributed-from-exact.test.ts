import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bitsetOf } from '../base/bitset.ts'
import { NO_NODE, type Graph } from '../base/graph.ts'
import { plain } from '../base/memory.ts'
import type { SecondClass } from './attributed-costs.ts'
import { attributedFromExact } from './attributed-from-exact.ts'
import { buildAttributedTree } from './attributed-tree.ts'
import { buildDominatorTree, type DominatorTree } from './dominator-tree.ts'
import { helpWith, type Job } from './helper.ts'
import { anyGraph, graphOfLists } from './testing/graphs.ts'

const none: ReadonlyMap<number, number> = new Map()

function sizesFor({ nodeCount }: Graph): Uint32Array {
  return Uint32Array.from({ length: nodeCount }, (_, node) => 3 ** (node % 20))
}

/** `proper` of ten edges are proper, the others minor, half of those alternate, a few doubtful. */
function anyRanked(nodes: number, proper: number) {
  return anyGraph(nodes).chain((graph) => {
    const { length } = graph.targets
    return fc.array(fc.nat(39), { minLength: length, maxLength: length }).map((ranks) => {
      const edges = (wanted: (rank: number) => boolean) =>
        bitsetOf(
          length,
          ranks.flatMap((rank, edge) => (wanted(rank) ? [edge] : [])),
        )
      const secondClass: SecondClass = {
        minor: edges((rank) => rank >= proper * 4 && rank < 38),
        doubtful: edges((rank) => rank >= 38),
        alternate: edges((rank) => rank >= proper * 4 && rank < 38 && rank % 2 === 0),
      }
      return { graph, secondClass }
    })
  })
}

/** node -> nodes in its subtree, where the layout is one of preorder. */
function checked({ nodeAt, positionOf, subtree, dominator }: DominatorTree): Uint32Array {
  return subtree.map((_, node) => {
    const position = positionOf[node]!
    const above = dominator[node]!
    if (nodeAt[position] !== node) throw new Error(`node ${node} is not where it says`)
    if (above !== NO_NODE) {
      const from = position - positionOf[above]!
      const isInside = from > 0 && from + subtree[position]! <= subtree[positionOf[above]!]!
      if (!isInside) throw new Error(`node ${node} is not below its dominator`)
    }
    return subtree[position]!
  })
}

for (const [nodes, proper] of [
  [8, 4],
  [14, 7],
  [30, 9],
  [60, 9],
] as const) {
  test(`is the tree of best paths, ${nodes} nodes, ${proper} of 10 edges proper`, () => {
    let contracted = 0
    fc.assert(
      fc.property(anyRanked(nodes, proper), ({ graph, secondClass }) => {
        const size = sizesFor(graph)
        const exact = buildDominatorTree(graph, size, none)
        const expected = buildAttributedTree(graph, secondClass, size, none)
        const tree = attributedFromExact(graph, secondClass, exact, size, none)!
        expect([...tree.dominator]).toEqual([...expected.dominator])
        expect([...tree.retained]).toEqual([...expected.retained])
        expect(tree.reachable).toBe(expected.reachable)
        // Positions follow from these, in whatever order siblings are.
        expect([...checked(tree)]).toEqual([...checked(expected)])
        if (attributedFromExact(graph, secondClass, exact, size, none, graph.nodeCount / 2))
          contracted++
      }),
      { numRuns: 1500 },
    )
    expect(contracted).toBeGreaterThan(20)
  })
}

test('what moves into a subtree takes the place under what refers to it', () => {
  // root 6 -> 0 -> 1 -> 2 (a subtree of proper edges); 2 -> 3, and a minor edge 5 -> 3
  const graph = graphOfLists([[1], [2, 4], [3], [], [], [3], [0, 5]])
  const minor = [graph.offsets[5]!]
  const secondClass = {
    minor: bitsetOf(graph.targets.length, minor),
    doubtful: bitsetOf(graph.targets.length, []),
    alternate: bitsetOf(graph.targets.length, []),
  }
  const size = Uint32Array.of(1, 1, 1, 100, 1, 1, 0)
  const exact = buildDominatorTree(graph, size, none)
  expect(exact.dominator[3]).toBe(6)
  const tree = attributedFromExact(graph, secondClass, exact, size, none)!
  expect(tree.dominator[3]).toBe(2)
  expect(tree.retained[0]).toBe(104)
  expect(attributedFromExact(graph, secondClass, exact, size, none, 2)).toBeUndefined()
})

/** root 401 -> 0, by a minor edge, and -> 1 -> 0; below 0 a tree of 400 nodes with pairs of leaves. */
function longSubtree() {
  const below = Array.from({ length: 398 }, (_, i) => i + 2)
  const lists = [below.filter((node) => node % 3 === 0), [0]]
  for (const node of below) {
    lists.push(node % 3 === 0 ? [node + 1, node + 2].filter((leaf) => leaf < 400) : [])
  }
  lists.push([2], [0, 1])
  const graph = graphOfLists(lists)
  const { length } = graph.targets
  const none = bitsetOf(length, [])
  const minor = bitsetOf(length, [graph.offsets[401]!])
  return { graph, secondClass: { minor, doubtful: none, alternate: none } }
}

test('a long subtree moves as a whole', () => {
  const { graph, secondClass } = longSubtree()
  const size = sizesFor(graph)
  const exact = buildDominatorTree(graph, size, none)
  expect(exact.dominator[0]).toBe(401)
  const expected = buildAttributedTree(graph, secondClass, size, none)
  const tree = attributedFromExact(graph, secondClass, exact, size, none)!
  expect(tree.dominator[0]).toBe(1)
  expect([...tree.dominator]).toEqual([...expected.dominator])
  expect([...tree.retained]).toEqual([...expected.retained])
  expect([...checked(tree)]).toEqual([...checked(expected)])
})

for (const most of [0, 1]) {
  test(`is the same with a helper that does ${most === 0 ? 'nothing' : 'all'}`, () => {
    const { graph, secondClass } = longSubtree()
    const size = sizesFor(graph)
    const exact = buildDominatorTree(graph, size, none)
    const shared: Job[] = []
    const helper = {
      memory: { ...plain, u32: (length: number) => new Uint32Array(length).fill(7) },
      share(job: Job) {
        shared.push(job)
        helpWith(job, most)
      },
    }
    const tree = attributedFromExact(graph, secondClass, exact, size, none, 402, () => {}, helper)!
    const alone = attributedFromExact(graph, secondClass, exact, size, none)!
    expect(shared.map(({ kind }) => kind)).toEqual(['immediate'])
    expect(tree.dominator).toEqual(alone.dominator)
    expect(tree.dominator).toBe(tree.dominator)
    expect(tree).toEqual(alone)
  })
}

test('says how far it is, to the end', () => {
  const graph = graphOfLists([[1], [], [0, 1]])
  const secondClass = {
    minor: bitsetOf(3, [2]),
    doubtful: bitsetOf(3, []),
    alternate: bitsetOf(3, []),
  }
  const size = Uint32Array.of(1, 1, 0)
  const exact = buildDominatorTree(graph, size, none)
  const told: number[] = []
  attributedFromExact(graph, secondClass, exact, size, none, 3, ({ phase, done, total }) => {
    expect([phase, total]).toEqual(['finding owners', 6])
    told.push(done)
  })
  expect(told).toEqual(told.toSorted((a, b) => a - b))
  expect([told[0], told.at(-1)]).toEqual([0, 6])
})
