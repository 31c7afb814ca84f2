// Constants and class-level variables by the order in which a class's references come.
import { expect, test } from 'vitest'
import { MadeHeap } from '../heap/testing/made-heap.ts'
import { createNames } from './names.ts'

function base(ruby: string): MadeHeap {
  return new MadeHeap(ruby)
    .root('vm', 'a')
    .shape(0, undefined, 'ROOT')
    .shape(1, 0, 'IVAR', '@cache')
    .shape(2, 1, 'IVAR', '@@all')
    .klass('Class')
    .klass('Object')
    .add('a', 'OBJECT', { class: 'Object', ivars: 0 })
    .add('b', 'OBJECT', { class: 'Object', ivars: 0 })
    .add('c', 'ARRAY', { class: 'Object', length: 0 })
    .add('file', 'STRING', { class: 'Object', frozen: true, fstring: true, value: 'app/x.rb' })
    .add('name', 'STRING', { class: 'Object', frozen: true, value: 'Thing' })
    .add('method', 'IMEMO', { imemo_type: 'ment' })
    .add('cref', 'IMEMO', { imemo_type: 'cref' })
    .add('tables', 'DATA', { struct: 'VM/cc_table' })
}

function names(made: MadeHeap, fields: Record<string, unknown>): (string | undefined)[] {
  made.klass('Thing', { superclass: 'Object', ...fields })
  const heap = made.read()
  const { edges } = createNames(heap)
  const row = made.row('Thing')
  const { offsets } = heap.graph
  return Array.from({ length: offsets[row + 1] - offsets[row] - 1 }, (_, i) =>
    edges.nameOf(row, offsets[row] + 1 + i),
  )
}

const CONSTANT = 'a constant, set in app/x.rb'
const FILE = 'file that sets a constant'

test('3.3: variables, then pairs of constants, then the name', () => {
  // Two values in a row: the first two must be the variables.
  const references = ['Object', 'method', 'a', 'b', 'c', 'file', 'file', 'name']
  expect(names(base('3.3.0'), { shape_id: 2, references })).toEqual([
    'superclass',
    'method entry',
    '@cache',
    '@@all',
    CONSTANT,
    FILE,
    FILE,
    'its name',
  ])
})

test('3.3: what may be a variable or a constant is left open', () => {
  const references = ['Object', 'method', 'a', 'file', 'name']
  expect(names(base('3.3.0'), { shape_id: 1, references })).toEqual([
    'superclass',
    'method entry',
    undefined,
    FILE,
    'its name',
  ])
})

test('3.3: fewer values than variables are named with a mark', () => {
  const references = ['Object', 'method', 'a', 'b', 'file']
  const found = names(base('3.3.0'), { shape_id: 2, references })
  expect(found[2]).toMatch(/^@(cache|@all)\?$/)
})

test('4.0: variables are in an IMEMO, constants behind it', () => {
  const made = base('4.0.1').add('fields', 'IMEMO', {
    shape_id: 2,
    class: 'Thing',
    imemo_type: 'fields',
    references: ['c', 'b'],
  })
  const references = ['Object', 'method', 'fields', 'a', 'file', 'file', 'tables', 'cref', 'name']
  expect(names(made, { references })).toEqual([
    'superclass',
    'method entry',
    'its instance variables',
    CONSTANT,
    FILE,
    FILE,
    undefined,
    undefined,
    'its name',
  ])
  const heap = made.read()
  const row = made.row('fields')
  const { edges } = createNames(heap)
  expect([1, 2].map((i) => edges.nameOf(row, heap.graph.offsets[row] + i))).toEqual([
    '@cache',
    '@@all',
  ])
})
