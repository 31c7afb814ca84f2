// A few containers in one container are one place, however the tree has them.
import { expect, test } from 'vitest'
import type { MadeHeap } from '../../heap/testing/made-heap.ts'
import { answer, program } from '../rules/testing/made-program.ts'

/** Hashes of pages, by how many are in each, in a hash of a Converter of a thread. */
function converter(sizes: readonly number[], onStack: readonly string[] = []): MadeHeap {
  const heap = program()
    .klass('Thread', { superclass: 'Object' })
    .klass('Converter', { superclass: 'Object' })
    .root('global_list', 'thread')
    .add('kept', 'STRING', { class: 'String', bytesize: 1 })
  const references = ['converter', ...onStack]
  heap.add('thread', 'DATA', { class: 'Thread', struct: 'VM/thread', references })
  heap.add('converter', 'OBJECT', { class: 'Converter', references: ['memo'] })
  const inner = sizes.map((_, i) => `h${i}`)
  heap.add('memo', 'HASH', { class: 'Hash', size: sizes.length, references: inner })
  sizes.forEach((size, i) => {
    const pages = Array.from({ length: size }, (_, at) => `h${i}p${at}`)
    heap.add(`h${i}`, 'HASH', { class: 'Hash', size, references: pages })
    for (const page of pages) heap.add(page, 'OBJECT', { class: 'Page', memsize: 1000 })
  })
  return heap
}

const told = (...heaps: readonly MadeHeap[]): (string | number)[][] =>
  answer(...heaps).findings.map(({ title, count, bytes }) => [title, count, bytes])

const TITLE = /^A Converter object holds 240 Page objects, in 4 hashes inside a hash$/

test('few containers of one kind in one container are one finding with the sum', () => {
  const [[title, count, bytes], ...others] = told(converter([60, 60, 60, 60]))
  expect(title).toMatch(TITLE)
  expect([count, bytes]).toEqual([240, 240 * 1000 + 4 * 40])
  expect(others).toEqual([])
})

test('one of them that a stack refers to as well is no place of its own', () => {
  const before = converter([40, 40, 40, 40], ['h3'])
  const [[title, count, bytes], ...others] = told(before, converter([60, 60, 60, 60], ['h3']))
  expect(title).toMatch(TITLE)
  expect([count, bytes]).toEqual([240, 240 * 1000 + 4 * 40])
  expect(others).toEqual([])
  const [{ growth }] = answer(before, converter([60, 60, 60, 60], ['h3'])).findings
  expect(growth?.map((each) => each.count)).toEqual([160, 240])
})

test('what a stack alone refers to is the thread’s', () => {
  const heap = program()
    .klass('Thread', { superclass: 'Object' })
    .root('global_list', 'thread')
    .add('kept', 'STRING', { class: 'String', bytesize: 1 })
  const pages = Array.from({ length: 60 }, (_, i) => `p${i}`)
  heap.add('thread', 'DATA', { class: 'Thread', struct: 'VM/thread', references: ['list'] })
  heap.add('list', 'ARRAY', { class: 'Array', length: 60, references: pages })
  for (const page of pages) heap.add(page, 'OBJECT', { class: 'Page', memsize: 1000 })
  expect(told(heap)[0][0]).toMatch(/^A thread holds 60 Page objects/)
})

test('a container that has nearly all is told alone', () => {
  expect(told(converter([3000, 20, 20]))[0][0]).toContain('3,000 Page objects')
})

test('few objects with a few parts each are no such place', () => {
  const heap = program()
  const names = Array.from({ length: 5 }, (_, i) => `p${i}`)
  heap.add('kept', 'ARRAY', { class: 'Array', length: 5, references: names })
  for (const name of names) {
    const parts = Array.from({ length: 8 }, (_, i) => `${name}s${i}`)
    heap.add(name, 'OBJECT', { class: 'Page', references: parts })
    for (const part of parts) heap.add(part, 'STRING', { class: 'String', memsize: 5000 })
  }
  for (const [title] of told(heap)) expect(title).not.toContain('40 strings')
})
