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
  for (const options of [{}, { merge: true }, { exact: true, merge: true }, { vm: true }]) {
    const { merge } = { merge: false, ...options }
    const result = dominators(study, { ...options, share: 0.001, limit: 5, depth: 6 })
    expect(result.total).toBe(study.trees.dominators.retained[RUBY.graph.root])
    let nodes = 0
    eachNode(result.nodes, (node) => {
      nodes++
      const below = node.children.reduce((sum, child) => sum + child.retained, 0)
      const own = node.bytes + (node.plumbing?.bytes ?? 0)
      expect(below + node.omitted.retained + own).toBe(node.retained)
      expect(node.exact ?? 0).toBeLessThan(node.retained)
      expect(node.children.length).toBeLessThanOrEqual(5)
      expect(node.retained).toBeGreaterThanOrEqual(result.total * 0.001)
      if (!merge) expect(node.count).toBe(1)
    })
    expect(nodes).toBeGreaterThan(20)
  }
})

test('exactly, single nodes retain what is lost without them', () => {
  const study = studyOf(RUBY)
  let probed = 0
  eachNode(dominators(study, { share: 0.02, exact: true }).nodes, ({ handle, retained }) => {
    if (probed++ < 12) expect(slowRetained(RUBY, new Set([Number(handle.slice(1))]))).toBe(retained)
  })
  expect(probed).toBeGreaterThan(3)
})

test('what single nodes would free is said where it is less than they own', () => {
  const study = studyOf(RUBY)
  let less = 0
  eachNode(dominators(study, { share: 0.02 }).nodes, ({ handle, retained, exact }) => {
    if (exact !== undefined) less++
    if (!handle.startsWith('@')) return
    expect(slowRetained(RUBY, new Set([Number(handle.slice(1))]))).toBe(exact ?? retained)
  })
  expect(less).toBeGreaterThan(2)
})

test('a constant owns its value, whatever inline caches mention it', () => {
  const made = new MadeHeap('3.3.0')
    .root('vm', 'Shop', 'code', 'Array')
    .klass('Class')
    .klass('Array')
  made.add('Shop', 'MODULE', { name: 'Shop', references: ['list'], memsize: 100 })
  made.add('list', 'ARRAY', { class: 'Array', references: ['row'], length: 1, memsize: 5000 })
  made.add('row', 'ARRAY', { class: 'Array', length: 0, memsize: 300 })
  made.add('code', 'IMEMO', { imemo_type: 'iseq', references: ['cache'], memsize: 70 })
  made.add('cache', 'IMEMO', { imemo_type: 'constcache', references: ['list'], memsize: 40 })
  const study = studyOf(made.read())
  const shop = dominators(study, { share: 0 }).nodes.flatMap(({ children }) =>
    children.filter(({ label }) => label === 'Shop (module)'),
  )
  expect(shop).toMatchObject([
    {
      retained: 5400,
      exact: 100,
      shared: { handle: `@${made.row('list')}`, by: ['inline constant caches'] },
      children: [{ label: 'Array (1 element)', retained: 5300, children: [{ retained: 300 }] }],
    },
  ])
  const exact = dominators(study, { share: 0, exact: true })
  expect(exact).toMatchObject({ tree: 'exact', vm: true })
  const labels: string[] = []
  eachNode(exact.nodes, ({ label, retained }) => labels.push(`${label} ${retained}`))
  expect(labels).toContain('Shop (module) 100')
})

test('code and method tables are parts of their class, unless --vm', () => {
  const made = new MadeHeap('3.3.0').root('vm', 'Object').klass('Class')
  made.add('Object', 'CLASS', { class: 'Class', name: 'Object', references: ['Work'] })
  made.add('Work', 'CLASS', {
    class: 'Class',
    name: 'Work',
    superclass: 'Object',
    references: ['Object', 'method', 'cached'],
    memsize: 600,
  })
  const ment = { imemo_type: 'ment', memsize: 50 }
  made.add('method', 'IMEMO', { ...ment, references: ['Work', 'iseq'] })
  made.add('cached', 'IMEMO', { imemo_type: 'callcache', references: ['method'], memsize: 40 })
  made.add('iseq', 'IMEMO', { imemo_type: 'iseq', references: ['text', 'block'], memsize: 900 })
  made.add('block', 'IMEMO', { imemo_type: 'iseq', memsize: 100 })
  made.add('text', 'STRING', { value: 'x', bytesize: 1, memsize: 40 })
  const study = studyOf(made.read())
  const target = `@${made.row('Work')}`
  const result = dominators(study, { target, share: 0 })
  expect(result).toMatchObject({ total: 1730, plumbing: { count: 4, bytes: 1090 } })
  expect(result.nodes).toMatchObject([{ label: '"x"', retained: 40 }])
  const vm = dominators(study, { target, share: 0, vm: true })
  expect(vm.nodes).toMatchObject([{ type: 'IMEMO', retained: 1090 }, { retained: 40 }])
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

test('of very many small parts the largest are shown all the same', () => {
  const many = Array.from({ length: 300 }, (_, i) => `Kind${i}`)
  const heap = new MadeHeap('3.3.0').root('vm', 'Kinds', 'Class').klass('Class')
  heap.add('Kinds', 'MODULE', { class: 'Class', name: 'Kinds', references: many })
  many.forEach((name, i) => heap.klass(name, { name: `Kinds::${name}`, memsize: 500 + i }))
  const study = studyOf(heap.read())
  const { nodes, total } = dominators(study, { target: 'Kinds', limit: 5 })
  expect(nodes.map(({ label }) => label)).toEqual(
    [299, 298, 297, 296, 295].map((i) => `Kinds::Kind${i} (class)`),
  )
  expect(nodes[0].retained).toBeLessThan(total * 0.01)
  expect(dominators(study, { target: 'Kinds', share: 0.01 }).nodes).toEqual([])
})

test('merged: many little classes of a namespace are one line, a large one its own', () => {
  const each = Array.from({ length: 40 }, (_, i) => `Type${i}`)
  const made = new MadeHeap('3.3.0')
    .root('vm', 'Object')
    .klass('Class')
    .klass('Object', { references: ['Net'] })
    .klass('Net', { superclass: 'Object', references: [...each, 'Large'] })
  for (const name of each) {
    made.klass(name, { superclass: 'Object', references: [`${name}s`], memsize: 100 })
    made.add(`${name}s`, 'STRING', { memsize: 200 })
  }
  made.klass('Large', { superclass: 'Object', memsize: 3000 })
  const asked = (merge: boolean) =>
    dominators(studyOf(made.read()), { target: `@${made.row('Net')}`, merge }).nodes
  const [classes, large, ...others] = asked(true)
  expect(classes).toMatchObject({
    label: 'classes of Net',
    count: 40,
    retained: 12_000,
    bytes: 4000,
    children: [{ label: 'internal String', count: 40, retained: 8000 }],
  })
  expect(large).toMatchObject({ label: 'Large (class)', count: 1, retained: 3000 })
  expect(others).toEqual([])
  expect(asked(false)[0].label).toBe('Large (class)')
})
