// Errors, bindings and places of backtraces that are kept: three stories with three advices.
import { expect, test } from 'vitest'
import type { MadeHeap } from '../../heap/testing/made-heap.ts'
import { answer, first, list, program } from './testing/made-program.ts'

const COUNT = 60

function withErrors(): MadeHeap {
  return program()
    .klass('Exception', { superclass: 'Object' })
    .klass('JobError', { superclass: 'Exception' })
    .klass('Thread::Backtrace', { superclass: 'Object' })
    .klass('Thread::Backtrace::Location', { superclass: 'Object' })
    .klass('Binding', { superclass: 'Object' })
}

test('errors that are the causes of each other are counted as what they are', () => {
  const heap = withErrors().klass('Retry', { superclass: 'Object' })
  heap.add('kept', 'OBJECT', { class: 'Retry', references: ['e0'] })
  for (let i = 0; i < COUNT; i++) {
    const references = i + 1 < COUNT ? [`e${i + 1}`] : []
    heap.add(`e${i}`, 'OBJECT', { class: 'JobError', memsize: 1000, references })
  }
  expect(first(heap)).toMatchObject({
    rule: 'tracker-exception',
    title: '60 JobError objects hang on each other, held by a Retry object: errors that are kept',
  })
})

test('bindings have an advice of their own, and the class that has them is named', () => {
  const heap = withErrors()
  list(heap, COUNT, (name) => {
    heap.add(name, 'ARRAY', { class: 'Array', length: 1, references: [`${name}p`] })
    heap.add(`${name}p`, 'OBJECT', { class: 'Page', references: [`${name}b`] })
    heap.add(`${name}b`, 'DATA', { class: 'Binding', struct: 'binding', memsize: 3000 })
  })
  const [{ title, advice }] = answer(heap).findings
  expect(title).toMatch(/holds 60 Page objects, .*and with them 60 Binding objects: the scopes of/)
  expect(advice).toContain('local_variable_get')
})

test('places of backtraces without an error are no errors', () => {
  const heap = withErrors()
  list(heap, COUNT, (name) => {
    const place = { class: 'Thread::Backtrace::Location', struct: 'frame_info' }
    heap.add(name, 'DATA', { ...place, references: [`${name}t`] })
    const trace = { class: 'Thread::Backtrace', struct: 'backtrace', memsize: 3000 }
    heap.add(`${name}t`, 'DATA', trace)
  })
  const [{ rule, advice }] = answer(heap).findings
  expect(rule).toBe('constant-container')
  expect(advice).toContain('keep its path and lineno')
})
