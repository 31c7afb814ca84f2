// Names from a capture file, and what becomes of them where it does not fit the dump.
import { expect, test } from 'vitest'
import { parseCapture, type CaptureFacts } from '../heap/capture-facts.ts'
import { MadeHeap } from '../heap/testing/made-heap.ts'
import { createNames } from './names.ts'

function made(ruby = '3.1.2'): MadeHeap {
  return new MadeHeap(ruby)
    .root('vm', 'pair', 'main', 'work', 'other')
    .root('global_tbl', 'list')
    .klass('Class')
    .klass('Object')
    .klass('Thread')
    .klass('Pair', { superclass: 'Object' })
    .klass('Work', { superclass: 'Object', references: ['Object', 'list', 'table', 'text'] })
    .add('list', 'ARRAY', { class: 'Object', length: 0 })
    .add('table', 'HASH', { class: 'Object', size: 0 })
    .add('text', 'STRING', { class: 'Object', bytesize: 1, value: 'a' })
    .add('pair', 'STRUCT', { class: 'Pair', references: ['list', 'text'] })
    .add('half', 'STRUCT', { class: 'Pair', references: ['text'] })
    .add('main', 'DATA', { class: 'Thread', struct: 'VM/thread' })
    .add('worker', 'DATA', { class: 'Thread', struct: 'VM/thread' })
    .add('work', 'OBJECT', { class: 'Work', ivars: 3, references: ['list', 'text'] })
    .add('other', 'OBJECT', { class: 'Work', ivars: 3, references: ['text'] })
}

function factsOf(heap: MadeHeap, workName = 'Work'): CaptureFacts {
  const at = (name: string) => heap.address(name)
  const { facts } = parseCapture(
    JSON.stringify({
      kind: 'loupe-capture',
      version: 1,
      threads: [
        { address: at('main'), main: true },
        { address: at('worker'), name: 'puma 1\u001b[0m' },
      ],
      heap: {
        globals: { $list: at('list') },
        modules: [
          { address: at('Pair'), name: 'Pair', members: ['left', 'right'] },
          {
            address: at('Work'),
            name: workName,
            constants: { ALL: at('list') },
            ivars: { '@table': at('table') },
            class_variables: { '@@text': at('text') },
          },
        ],
        objects: [
          {
            class: at('Work'),
            ivars: ['@list', '@count', '@title'],
            instances: 2,
            seen: 2,
            samples: [[at('work'), at('list'), null, at('text')]],
          },
        ],
      },
    }),
  )
  if (facts === undefined) throw new Error('parsed')
  return facts
}

function edges(heap: MadeHeap, facts: CaptureFacts | undefined, name: string) {
  const read = heap.read()
  const names = createNames(read, facts)
  const row = heap.row(name)
  const { offsets } = read.graph
  return Array.from({ length: offsets[row + 1] - offsets[row] - 1 }, (_, i) =>
    names.edges.nameOf(row, offsets[row] + 1 + i),
  )
}

test('constants, variables of classes, members, globals', () => {
  const heap = made()
  const facts = factsOf(heap)
  expect(edges(heap, facts, 'Work')).toEqual(['superclass', 'constant ALL', '@table', '@@text'])
  expect(edges(heap, facts, 'pair')).toEqual(['member left', 'member right'])
  expect(edges(heap, facts, 'half')[0]).toMatch(/^member (left|right)\?$/)
  expect(edges(heap, undefined, 'pair')).toEqual(['a member', 'a member'])
  const read = heap.read()
  const names = createNames(read, facts)
  const root = read.count + read.roots.findIndex(({ category }) => category === 'global_tbl')
  expect(names.edges.nameBetween(root, heap.row('list'))).toBe('global variable $list')
})

test('before Ruby 3.2 samples are the only names of instance variables', () => {
  const heap = made()
  expect(edges(heap, undefined, 'work')).toEqual([undefined, undefined])
  // Sampled itself: certain, though a value is missing.
  expect(edges(heap, factsOf(heap), 'work')).toEqual(['@list', '@title'])
  // Not sampled: a String was under @title, once.
  expect(edges(heap, factsOf(heap), 'other')).toEqual(['@title?'])
})

test('threads are called by their names, safely', () => {
  const heap = made()
  const names = createNames(heap.read(), factsOf(heap))
  expect(names.label(heap.row('main'))).toBe('#<Thread "main">')
  expect(names.label(heap.row('worker'))).toBe('#<Thread "puma 1\\e[0m">')
})

test('a sample that is not as the dump has it is not believed', () => {
  const heap = made()
  const facts = factsOf(heap)
  const [{ samples, ...group }] = facts.objects
  const moved = samples.map(([object]) => [object, null, null, heap.address('table')] as const)
  const wrong: CaptureFacts = {
    ...facts,
    objects: [{ ...group, samples: moved.map((each) => [...each]) }],
  }
  for (const name of edges(heap, wrong, 'work')) expect(name ?? '?').toMatch(/\?$/)
})

test('facts of another process are not used', () => {
  const heap = made()
  const foreign = factsOf(heap, 'Elsewhere')
  expect(createNames(heap.read(), foreign).captured).toBeUndefined()
  expect(edges(heap, foreign, 'pair')).toEqual(['a member', 'a member'])
})
