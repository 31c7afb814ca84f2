import { expect, test } from 'vitest'
import { MadeHeap } from '../../heap/testing/made-heap.ts'
import { attributed } from '../ownership/attributed.ts'
import { sizeOf } from '../testing/slow-retained.ts'
import { studyOf } from '../testing/study-of.ts'
import type { Study } from '../study.ts'
import { accumulations } from './accumulation.ts'
import type { Candidate } from './candidate.ts'
import { generationSpread } from './generations.ts'
import { withSharedHolders } from './shared-holders.ts'

const names = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${prefix}${i}`)

/** Constants of Object, each `[name, what it refers to]`. */
function base(...values: readonly string[]): MadeHeap {
  const heap = new MadeHeap('3.3.0')
    .root('vm', 'Object')
    .klass('Class')
    .klass('Array')
    .klass('Work')
  heap.klass('Hash').klass('Node').add('rb', 'STRING', { value: '/a.rb', frozen: true })
  const references = ['Array', 'Work', 'Hash', 'Node', ...values.flatMap((value) => [value, 'rb'])]
  return heap.klass('Object', { references })
}

function array(heap: MadeHeap, name: string, references: readonly string[], memsize = 40): void {
  heap.add(name, 'ARRAY', { class: 'Array', length: references.length, references, memsize })
}

function works(heap: MadeHeap, all: readonly string[], memsize = 1000): void {
  for (const each of all) heap.add(each, 'OBJECT', { class: 'Work', memsize })
}

function words(candidate: Candidate): [string, string, string, number] {
  const { shape, steps, holder, held } = candidate
  return [shape, steps[holder].label, steps[held].label, steps[held].count]
}

/** Bytes under the tops of a candidate, one by one. */
function slowBytes(study: Study, { tops }: Candidate): number {
  const { tree } = attributed(study)
  let bytes = 0
  for (const top of tops) {
    for (let at = top; at < top + tree.subtree[top]; at++)
      bytes += sizeOf(study.heap, tree.nodeAt[at])
  }
  return bytes
}

test('an array of many alike objects is a container', () => {
  const heap = base('list')
  array(heap, 'list', names('w', 100))
  works(heap, names('w', 100))
  const study = studyOf(heap.read())
  const found = accumulations(study, 0.01)
  expect(found.map(words)).toEqual([['container', 'Array', '#<Work>', 100]])
  expect(found[0].bytes).toBe(100_040)
  expect(slowBytes(study, found[0])).toBe(100_040)
  expect(found[0].steps.map(({ label }) => label)).toEqual([
    'ROOT vm',
    'Object (class)',
    'Array',
    '#<Work>',
  ])
})

test('a container in a container in an object is found behind them', () => {
  const heap = base('outer')
  array(heap, 'outer', ['owner', 'small'])
  heap.add('owner', 'OBJECT', { class: 'Work', references: ['list'] })
  heap.add('small', 'OBJECT', { class: 'Work' })
  array(heap, 'list', names('w', 100))
  works(heap, names('w', 100))
  const [found] = accumulations(studyOf(heap.read()), 0.05)
  expect(found.steps.map(({ label, count }) => [label, count])).toEqual([
    ['ROOT vm', 1],
    ['Object (class)', 1],
    ['Array', 1],
    ['#<Work>', 1],
    ['Array', 1],
    ['#<Work>', 100],
  ])
})

test('a list of nodes that hold each other is a chain, however long', () => {
  const heap = base('first')
  const nodes = names('n', 3000)
  array(heap, 'first', ['n0'])
  nodes.forEach((node, i) => {
    const references = i + 1 < nodes.length ? [nodes[i + 1]] : []
    heap.add(node, 'OBJECT', { class: 'Node', references, memsize: 100 })
  })
  const found = accumulations(studyOf(heap.read()), 0.01)
  expect(found.map(({ shape, bytes }) => [shape, bytes])).toEqual([['chain', 300_000]])
  expect(found[0].steps[found[0].held].label).toBe('#<Node>')
})

test('one large object is a single one, and so is an array that is large by itself', () => {
  const heap = base('list', 'work')
  works(heap, ['work'], 50_000)
  array(heap, 'list', names('w', 100), 500_000)
  works(heap, names('w', 100), 40)
  const found = accumulations(studyOf(heap.read()), 0.05)
  expect(found.map(({ shape, steps, held }) => `${shape} ${steps[held].label}`).toSorted()).toEqual(
    ['single #<Work>', 'single Array'],
  )
})

test('objects of many kinds in one array are told together', () => {
  const kinds = names('K', 40)
  const heap = base('list', ...kinds)
  for (const kind of kinds) heap.klass(kind)
  array(heap, 'list', names('o', 200))
  names('o', 200).forEach((each, i) =>
    heap.add(each, 'OBJECT', { class: `K${i % 40}`, memsize: 1000 }),
  )
  const found = accumulations(studyOf(heap.read()), 0.1)
  expect(found.map(words)).toEqual([['container', 'Array', 'objects', 200]])
})

test('what an array and a hash both hold is put back under them', () => {
  const heap = base('list', 'index')
  array(heap, 'list', names('w', 100))
  array(heap, 'index', names('w', 100), 80)
  works(heap, names('w', 100))
  const study = studyOf(heap.read())
  const found = accumulations(study, 0.05)
  expect(found.map(words)).toEqual([['group', 'Object (class)', '#<Work>', 100]])
  const [shared] = withSharedHolders(study, found)
  expect(words(shared)).toEqual(['group', 'Array', '#<Work>', 100])
  expect(shared.sharedWith?.length).toBe(1)
  expect(shared.bytes).toBe(100_120)
  expect(slowBytes(study, shared)).toBe(100_120)
})

test.each([
  ['even', (i: number) => i],
  ['spike', (i: number) => (i < 2 ? i : 50)],
  ['other', (i: number) => (i % 2 === 0 ? 10 : i)],
])('generations: %s', (shape, generation) => {
  const heap = base('list')
  array(heap, 'list', names('w', 100))
  names('w', 100).forEach((each, i) =>
    heap.add(each, 'OBJECT', { class: 'Work', file: '/a.rb', line: 1, generation: generation(i) }),
  )
  const made = heap.read()
  const nodes = Uint32Array.from(names('w', 100), (name) => heap.row(name))
  expect(generationSpread(studyOf(made), nodes)?.shape).toBe(shape)
})
