import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { fixture } from '../../../test/reference/fixtures.ts'
import { hasBit } from '../../base/bitset.ts'
import { NO_NODE } from '../../base/graph.ts'
import { memorySource } from '../../dump/memory-source.ts'
import { attributedFromExact } from '../../graph/attributed-from-exact.ts'
import { buildAttributedTree } from '../../graph/attributed-tree.ts'
import type { Heap } from '../../heap/heap.ts'
import { readHeap } from '../../heap/read-heap.ts'
import type { DominatorNode } from '../../workbench/results.ts'
import { dominators } from '../dominators.ts'
import { sizeOf } from '../testing/slow-retained.ts'
import { studyOf } from '../testing/study-of.ts'
import { findTarget } from '../targets.ts'
import { attributed } from './attributed.ts'
import { DOUBTFUL, edgeRanks, REDUNDANT, secondClassEdges } from './edge-ranks.ts'

const RUBIES = ['2.7', '3.0', '3.1', '3.2', '3.3', '3.4', '4.0', 'head']

function heapOf(ruby: string): Heap {
  return readHeap(memorySource(fixture('whole', `native-${ruby}-bare.json.gz`).bytes))
}

test.each(RUBIES)('Ruby %s: ranks of all edges at once are those one by one', (ruby) => {
  const heap = heapOf(ruby)
  const study = studyOf(heap)
  const ranks = edgeRanks(study)
  const { minor, doubtful } = secondClassEdges(study, ranks)
  const { nodeCount, offsets } = heap.graph
  let wrong = 0
  const counts = [0, 0, 0, 0]
  for (let node = 0; node < nodeCount; node++) {
    for (let edge = offsets[node]; edge < offsets[node + 1]; edge++) {
      const rank = ranks.rankOf(node, edge)
      counts[rank]++
      if (hasBit(minor, edge) !== (rank === REDUNDANT)) wrong++
      if (hasBit(doubtful, edge) !== (rank === DOUBTFUL)) wrong++
    }
  }
  expect(wrong).toBe(0)
  for (const count of counts) expect(count).toBeGreaterThan(0)
})

test.each(RUBIES)('Ruby %s: out of the exact tree it is the same as out of the edges', (ruby) => {
  const heap = heapOf(ruby)
  const study = studyOf(heap)
  const { graph, giants } = heap
  const { size } = heap.columns
  const secondClass = secondClassEdges(study, edgeRanks(study))
  const exact = study.trees.dominators
  const tree = attributedFromExact(graph, secondClass, exact, size, giants, graph.nodeCount / 2)
  const expected = buildAttributedTree(graph, secondClass, size, giants)
  expect(tree?.dominator).toEqual(expected.dominator)
  expect(tree?.retained).toEqual(expected.retained)
  expect(tree?.reachable).toBe(expected.reachable)
})

test.each(RUBIES)(
  'Ruby %s: each reachable byte is owned once, and never less than freed',
  (ruby) => {
    const heap = heapOf(ruby)
    const study = studyOf(heap)
    const { tree } = attributed(study)
    const exact = study.trees.dominators
    expect(tree.reachable).toBe(exact.reachable)
    const sums = new Float64Array(heap.graph.nodeCount)
    for (let node = 0; node < sums.length; node++) {
      sums[node] += sizeOf(heap, node)
      const above = tree.dominator[node]
      if (above !== NO_NODE) sums[above] += tree.retained[node]
    }
    let wrong = 0
    for (let node = 0; node < sums.length; node++) {
      if (sums[node] !== tree.retained[node] || tree.retained[node] < exact.retained[node]) wrong++
    }
    expect(wrong).toBe(0)
    expect(tree.retained[heap.graph.root]).toBe(exact.retained[heap.graph.root])
  },
)

test.each(['3.0', '3.1', '3.2', '3.3', '3.4', '4.0'])(
  'Ruby %s: a namespace owns its classes, that instances and caches mention',
  (ruby) => {
    const study = studyOf(heapOf(ruby))
    const { tree } = attributed(study)
    const exact = study.trees.dominators
    const gem = findTarget(study, 'Gem').node
    const specification = findTarget(study, 'Gem::Specification').node
    expect(tree.dominator[specification]).toBe(gem)
    expect(exact.dominator[specification]).not.toBe(gem)
    expect(tree.retained[gem]).toBeGreaterThan(exact.retained[gem] * 2)
  },
)

function find(nodes: readonly DominatorNode[], label: string): DominatorNode {
  const found = nodes.find((node) => node.label === label)
  if (found === undefined) {
    throw new Error(`no ${label} among ${nodes.map((node) => node.label).join(', ')}`)
  }
  return found
}

test('what call caches pin is theirs: the whole chain, all of it', () => {
  const packed = readFileSync('examples/routes-proxy/dumps/after.json.gz')
  const study = studyOf(readHeap(memorySource(gunzipSync(packed))))
  const { nodes } = dominators(study, { merge: true })
  const vm = find(nodes, 'ROOT vm')
  const chain = [
    'callcache',
    'ment',
    '#<Class:#<RoutesProxy>>',
    '#<RoutesProxy>',
    '#<WorksController>',
    '#<WorkImageShowComponent>',
    '#<Work>',
  ]
  let at = vm
  for (const label of chain) at = find(at.children, label)
  expect(at.count).toBe(234)
  // First among what the VM holds.
  expect(vm.children[0]?.label).toBe('callcache')
})
