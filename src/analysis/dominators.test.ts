import { expect, test } from 'vitest'
import { fixture } from '../../test/reference/fixtures.ts'
import { memorySource } from '../dump/memory-source.ts'
import { readHeap } from '../heap/read-heap.ts'
import { MadeHeap } from '../heap/testing/made-heap.ts'
import type { DominatorNode } from '../workbench/results.ts'
import { dominators } from './dominators.ts'
import { slowRetained } from './testing/slow-retained.ts'
import { studyOf } from './testing/study-of.ts'

const RUBY = readHeap(memorySource(fixture('whole', 'native-3.3-bare.json.gz').bytes))

function eachNode(nodes: readonly DominatorNode[], visit: (node: DominatorNode) => void): void {
  for (const node of nodes) {
    visit(node)
    eachNode(node.children, visit)
  }
}

test('what is shown and what is left out make up each node', () => {
  const study = studyOf(RUBY)
  for (const merge of [false, true]) {
    const result = dominators(study, { merge, share: 0.001, limit: 5, depth: 6 })
    expect(result.total).toBe(study.trees.dominators.retained[RUBY.graph.root])
    let nodes = 0
    eachNode(result.nodes, (node) => {
      nodes++
      const below = node.children.reduce((sum, child) => sum + child.retained, 0)
      expect(below + node.omitted.retained + node.bytes).toBe(node.retained)
      expect(node.children.length).toBeLessThanOrEqual(5)
      expect(node.retained).toBeGreaterThanOrEqual(result.total * 0.001)
      if (!merge) expect(node.count).toBe(1)
    })
    expect(nodes).toBeGreaterThan(20)
  }
})

test('single nodes retain what is lost without them', () => {
  const study = studyOf(RUBY)
  let probed = 0
  eachNode(dominators(study, { share: 0.02 }).nodes, ({ handle, retained }) => {
    if (probed++ < 12) expect(slowRetained(RUBY, new Set([Number(handle.slice(1))]))).toBe(retained)
  })
  expect(probed).toBeGreaterThan(3)
})

test('merged: siblings of one kind are one line, level by level', () => {
  const made = new MadeHeap()
    .root('vm', 'cache')
    .klass('Class')
    .klass('Hash')
    .klass('Entry')
    .klass('Body')
  made.add('cache', 'HASH', {
    class: 'Hash',
    size: 3,
    references: ['e0', 'e1', 'e2'],
    memsize: 500,
  })
  for (let i = 0; i < 3; i++) {
    made.add(`e${i}`, 'OBJECT', { class: 'Entry', references: [`b${i}`], memsize: 40 })
    made.add(`b${i}`, 'OBJECT', { class: 'Body', memsize: 1000 + i })
  }
  const study = studyOf(made.read())
  const result = dominators(study, { target: `@${made.row('cache')}`, merge: true, share: 0 })
  expect(result.target?.label).toBe('Hash (3 entries)')
  const entries = result.nodes.find(({ label }) => label === '#<Entry>')
  expect(entries).toMatchObject({
    count: 3,
    bytes: 120,
    retained: 3123,
    handle: `@${made.row('e2')}`,
  })
  expect(entries?.children).toMatchObject([
    { label: '#<Body>', count: 3, retained: 3003, children: [] },
  ])
})

test('depth, share and limit cut', () => {
  const study = studyOf(RUBY)
  expect(dominators(study, { depth: 1 }).nodes.every(({ children }) => children.length === 0)).toBe(
    true,
  )
  expect(dominators(study, { depth: 1 }).nodes.some(({ omitted }) => omitted.count > 0)).toBe(true)
  expect(dominators(study, { limit: 2 }).nodes.length).toBe(2)
  expect(dominators(study, { share: 1 }).nodes).toEqual([])
  expect(() => dominators(study, { share: 30 })).toThrow('share')
})
