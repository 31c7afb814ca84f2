import { expect, test } from 'vitest'
import { fixtures } from '../../test/reference/fixtures.ts'
import { FLAG_CLASS_EDGE, TYPE_OBJECT } from '../base/record.ts'
import { memorySource } from '../dump/memory-source.ts'
import { readHeap } from '../heap/read-heap.ts'
import { recordOf } from '../heap/record-of.ts'
import { MadeHeap } from '../heap/testing/made-heap.ts'
import { edgeInWords } from './edge-name.ts'
import { createNames } from './names.ts'

/** Names of all edges of an object, in order. */
function edgesOf(made: MadeHeap, name: string): (string | undefined)[] {
  const heap = made.read()
  const { edges } = createNames(heap)
  const { offsets } = heap.graph
  const row = made.row(name)
  const named: (string | undefined)[] = []
  for (let edge = offsets[row]; edge < offsets[row + 1]; edge++) named.push(edges.nameOf(row, edge))
  return named
}

function base(ruby = '3.3.0'): MadeHeap {
  return new MadeHeap(ruby)
    .root('vm', 'a')
    .shape(0, undefined, 'ROOT')
    .shape(1, 0, 'IVAR', '@view')
    .shape(2, 1, 'IVAR', '@params')
    .klass('Class')
    .klass('Thing')
    .add('a', 'OBJECT', { class: 'Thing', ivars: 0 })
    .add('b', 'OBJECT', { class: 'Thing', ivars: 0 })
    .add('key', 'STRING', { class: 'Thing', frozen: true, bytesize: 3, value: 'key' })
    .add('thawed', 'STRING', { class: 'Thing', bytesize: 3, value: 'key' })
}

test('instance variables are named where none can be missing', () => {
  const made = base()
    .add('full', 'OBJECT', { shape_id: 2, class: 'Thing', ivars: 2, references: ['a', 'b'] })
    .add('gap', 'OBJECT', { shape_id: 2, class: 'Thing', ivars: 2, references: ['b'] })
    .add('complex', 'OBJECT', {
      shape_id: 2,
      class: 'Thing',
      too_complex_shape: true,
      references: ['a', 'b'],
    })
    .add('unknown', 'OBJECT', { shape_id: 9, class: 'Thing', ivars: 2, references: ['a', 'b'] })
  expect(edgesOf(made, 'full')).toEqual(['its class', '@view', '@params'])
  // One of the two: Loupe says which is likelier, and that it is not sure.
  expect(edgesOf(made, 'gap')[1]).toMatch(/^@(view|params)\?$/)
  expect(edgesOf(made, 'complex')).toEqual(['its class', undefined, undefined])
  expect(edgesOf(made, 'unknown')).toEqual(['its class', undefined, undefined])
})

test('elements are named where none can be missing', () => {
  const made = base()
    .add('list', 'ARRAY', { class: 'Thing', length: 2, references: ['a', 'a'] })
    .add('gaps', 'ARRAY', { class: 'Thing', length: 3, references: ['a', 'b'] })
    .add('shared', 'ARRAY', { class: 'Thing', length: 1, shared: true, references: ['list'] })
    .add('with ivars', 'ARRAY', {
      shape_id: 1,
      class: 'Thing',
      length: 2,
      references: ['b', 'a', 'a'],
    })
  expect(edgesOf(made, 'list')).toEqual(['its class', '[0]', '[1]'])
  expect(edgesOf(made, 'gaps')).toEqual(['its class', '[≥0]', '[≥1]'])
  expect(edgesOf(made, 'shared')).toEqual(['its class', 'the array it is a part of'])
  expect(edgesOf(made, 'with ivars')).toEqual(['its class', '@view', '[0]', '[1]'])
})

test('values of a hash are named by their keys', () => {
  const made = base()
    .add('pairs', 'HASH', { class: 'Thing', size: 2, references: ['key', 'a', 'key', 'b'] })
    .add('symbols', 'HASH', { class: 'Thing', size: 2, references: ['a', 'b'] })
    .add('mixed', 'HASH', { class: 'Thing', size: 2, references: ['key', 'a', 'b'] })
    .add('defaulting', 'HASH', {
      class: 'Thing',
      size: 1,
      default: 'b',
      references: ['key', 'a', 'b'],
    })
    .add('proc and gap', 'HASH', { class: 'Thing', size: 1, default: 'b', references: ['a', 'b'] })
    // A hash freezes the strings that it takes as keys: this one is a value.
    .add('no key', 'HASH', { class: 'Thing', size: 1, references: ['thawed', 'b'] })
    .add('objects', 'HASH', { class: 'Thing', size: 1, references: ['a', 'b'] })
  expect(edgesOf(made, 'pairs')).toEqual(['its class', 'key', '["key"]', 'key', '["key"]'])
  expect(edgesOf(made, 'symbols')).toEqual(['its class', 'value?', 'value?'])
  expect(edgesOf(made, 'mixed')).toEqual(['its class', undefined, undefined, undefined])
  expect(edgesOf(made, 'defaulting')).toEqual(['its class', 'key', '["key"]', 'its default'])
  expect(edgesOf(made, 'proc and gap')).toEqual(['its class', 'value?', 'its default'])
  expect(edgesOf(made, 'no key')).toEqual(['its class', 'value?', undefined])
  expect(edgesOf(made, 'objects')).toEqual(['its class', 'key', 'value'])
})

test('keys are told from values where some entries hold no object', () => {
  const interned = { class: 'Thing', frozen: true, fstring: true, bytesize: 1 }
  const made = base()
    .add('id', 'STRING', { ...interned, value: 'id' })
    .add('blob', 'STRING', { ...interned, value: 'blob' })
    .add('tags', 'STRING', { ...interned, value: 'tags' })
    // { 'id' => 7, 'blob' => a, 'tags' => b }
    .add('row', 'HASH', { class: 'Thing', size: 3, references: ['id', 'blob', 'a', 'tags', 'b'] })
    // { 'id' => 7, 'blob' => a }: might be a default value too
    .add('short', 'HASH', { class: 'Thing', size: 2, references: ['id', 'blob', 'a'] })
    // Texts alone may be the keys of numbers or the values of symbols.
    .add('texts', 'HASH', { class: 'Thing', size: 2, references: ['id', 'blob'] })
    // A frozen copy that is not interned is no key that a hash made.
    .add('values', 'HASH', { class: 'Thing', size: 3, references: ['key', 'blob', 'a', 'b', 'id'] })
    .add('identity', 'HASH', {
      class: 'Thing',
      size: 2,
      references: ['thawed', 'a', 'thawed', 'b'],
    })
  expect(edgesOf(made, 'row')).toEqual(['its class', 'key', 'key', '["blob"]', 'key', '["tags"]'])
  expect(edgesOf(made, 'short')).toEqual(['its class', 'key?', 'key?', '["blob"]?'])
  expect(edgesOf(made, 'texts')).toEqual(['its class', undefined, undefined])
  expect(edgesOf(made, 'values').slice(1)).toEqual(Array(5).fill(undefined))
  expect(edgesOf(made, 'identity')).toEqual(['its class', 'key?', '["key"]?', 'key?', '["key"]?'])
})

test('generic instance variables stand before the content, up to 3.4', () => {
  const made = base()
    .add('text', 'STRING', { class: 'Thing', shape_id: 2, bytesize: 3, references: ['a', 'b'] })
    .add('gap', 'STRING', { class: 'Thing', shape_id: 2, bytesize: 3, references: ['a'] })
    .add('table', 'HASH', { class: 'Thing', shape_id: 1, size: 1, references: ['a', 'key', 'b'] })
    .add('struct', 'STRUCT', { class: 'Thing', references: ['a'] })
  expect(edgesOf(made, 'text')).toEqual(['its class', '@view', '@params'])
  expect(edgesOf(made, 'gap')[1]).toMatch(/^@(view|params)\?$/)
  expect(edgesOf(made, 'table')).toEqual(['its class', '@view', 'key', '["key"]'])
  expect(edgesOf(made, 'struct')).toEqual(['its class', 'a member'])
})

test('classes, singleton classes and constants', () => {
  const made = base()
    .klass('Outer', { superclass: 'Thing', references: ['Thing', 'Inner', 'method', 'a'] })
    .add('Inner', 'CLASS', { class: 'Class', name: 'Outer::Inner' })
    .add('method', 'IMEMO', { imemo_type: 'ment', references: ['Outer'] })
    .add('own', 'CLASS', {
      class: 'Class',
      superclass: 'Outer',
      real_class_name: 'Outer',
      singleton: true,
      references: ['x', 'Outer'],
    })
    .add('x', 'OBJECT', { class: 'own', ivars: 0 })
  expect(edgesOf(made, 'Outer')).toEqual([
    'its class',
    'superclass',
    'constant Inner',
    'method entry',
    undefined,
  ])
  expect(edgesOf(made, 'own')).toEqual(['its class', 'attached object', 'superclass'])
  expect(edgesOf(made, 'method')).toEqual(['the class that has the method'])
})

test('what code and its scopes hold', () => {
  const made = base()
    .add('iseq', 'IMEMO', { imemo_type: 'iseq', references: ['key', 'cache'] })
    .add('cache', 'IMEMO', { imemo_type: 'callcache', references: ['method'] })
    .add('method', 'IMEMO', { imemo_type: 'ment', references: ['Thing', 'iseq'] })
    .add('env', 'IMEMO', { imemo_type: 'env', references: ['a', 'iseq', 'outer'] })
    .add('outer', 'IMEMO', { imemo_type: 'env', references: ['b'] })
    .add('proc', 'DATA', { class: 'Thing', struct: 'proc', references: ['a', 'iseq', 'env'] })
    .add('const', 'IMEMO', { imemo_type: 'constcache', references: ['a'] })
  expect(edgesOf(made, 'iseq')).toEqual([undefined, 'inline method cache'])
  expect(edgesOf(made, 'cache')).toEqual(['its method entry'])
  expect(edgesOf(made, 'method')).toEqual(['the class that has the method', 'its code'])
  expect(edgesOf(made, 'env')).toEqual(['captured local', 'its code', 'enclosing scope'])
  expect(edgesOf(made, 'proc')).toEqual([
    'its class',
    'self of the block',
    'its code',
    'captured scope',
  ])
  expect(edgesOf(made, 'const')).toEqual(['cached constant'])
})

test('Ruby 4 keeps generic instance variables in an IMEMO', () => {
  const made = base('4.0.1')
    .add('list', 'ARRAY', { class: 'Thing', length: 1, references: ['fields', 'a'] })
    .add('fields', 'IMEMO', { shape_id: 1, class: 'list', imemo_type: 'fields', references: ['b'] })
  expect(edgesOf(made, 'list')).toEqual(['its class', 'its instance variables', '[0]'])
  expect(edgesOf(made, 'fields')).toEqual(['its owner', '@view'])
})

test('in words, for the steps of a path', () => {
  expect(edgeInWords('@view')).toBe('instance variable @view')
  expect(edgeInWords('[3]')).toBe('element [3]')
  expect(edgeInWords('["key"]')).toBe('value of ["key"]')
  expect(edgeInWords('its class')).toBe('its class')
  expect(edgeInWords(undefined)).toBeUndefined()
})

test.each(fixtures('whole').map((each) => [each.name, each] as const))(
  '%s: names are given to no more edges than there are, and to some',
  (name, { bytes, ruby }) => {
    const heap = readHeap(memorySource(bytes))
    const { edges } = createNames(heap)
    const { offsets } = heap.graph
    const { type, flags } = heap.columns
    let named = 0
    for (let row = 0; row < heap.count; row += 5) {
      const seen = new Set<string>()
      for (let edge = offsets[row]; edge < Math.min(offsets[row + 1], offsets[row] + 50); edge++) {
        const called = edges.nameOf(row, edge)
        if (called === undefined) continue
        expect(called).not.toContain('undefined')
        if (/^(@|internal variable|\[≥?\d+\]$)/.test(called) || type[row] === TYPE_OBJECT) {
          expect(seen.has(called), `${name} row ${row} ${called}`).toBe(false)
          seen.add(called)
        }
        named++
      }
      if (type[row] === TYPE_OBJECT && ruby >= '3.3' && seen.size > 0) {
        const hasClass = (flags[row] & FLAG_CLASS_EDGE) !== 0
        // 'its class' is one of those seen.
        expect(seen.size).toBe(offsets[row + 1] - offsets[row])
        expect(recordOf(heap, row).fields['ivars']).toBeGreaterThanOrEqual(
          seen.size - (hasClass ? 1 : 0),
        )
      }
    }
    expect(named).toBeGreaterThan(1000)
  },
)
