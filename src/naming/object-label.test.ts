import { expect, test } from 'vitest'
import { fixture, fixtures } from '../../test/reference/fixtures.ts'
import { TYPE_IMEMO } from '../base/record.ts'
import { memorySource } from '../dump/memory-source.ts'
import { readHeap } from '../heap/read-heap.ts'
import { MadeHeap } from '../heap/testing/made-heap.ts'
import { createNames } from './names.ts'

/** A little of everything, as Ruby 3.3 writes it. */
function everything(): MadeHeap {
  return new MadeHeap('3.3.0')
    .root('vm', 'work')
    .klass('Class')
    .klass('Object')
    .klass('Work')
    .klass('String')
    .klass('Array')
    .klass('Hash')
    .klass('Proc')
    .klass('SafeBuffer')
    .add('Kernel', 'MODULE', { class: 'Class', name: 'Kernel' })
    .add('included', 'ICLASS', { class: 'Kernel' })
    .add('work', 'OBJECT', { class: 'Work', ivars: 0 })
    .add('text', 'STRING', { class: 'String', bytesize: 5, value: 'he"\n\u001b' })
    .add('long', 'STRING', { class: 'String', bytesize: 60, value: 'x'.repeat(60) })
    .add('utf8', 'STRING', { class: 'String', bytesize: 7, encoding: 'UTF-8' })
    .add('bytes', 'STRING', { class: 'String', bytesize: 1200 })
    .add('slice', 'STRING', {
      class: 'String',
      shared: true,
      encoding: 'UTF-8',
      references: ['long'],
    })
    .add('safe', 'STRING', { class: 'SafeBuffer', bytesize: 3, value: '<p>' })
    .add('hidden', 'STRING', { bytesize: 2, encoding: 'UTF-8' })
    .add('symbol', 'SYMBOL', { bytesize: 4, value: 'name' })
    .add('odd symbol', 'SYMBOL', { bytesize: 6, value: 'a name' })
    .add('list', 'ARRAY', { class: 'Array', length: 1200 })
    .add('one', 'ARRAY', { length: 1 })
    .add('table', 'HASH', { class: 'Hash', size: 1 })
    .add('float', 'FLOAT', { class: 'Object', value: '1.50000' })
    .add('big', 'BIGNUM', { class: 'Object' })
    .add('regexp', 'REGEXP', { class: 'Object', references: ['text'] })
    .add('thread', 'DATA', { class: 'Object', struct: 'VM/thread' })
    .add('hidden data', 'DATA', { struct: 'ractor' })
    .add('path', 'STRING', { class: 'String', bytesize: 8, value: '/app/x.rb' })
    .add('show', 'STRING', { class: 'String', bytesize: 4, value: 'show' })
    .add('block in show', 'STRING', { class: 'String', bytesize: 13, value: 'block in show' })
    .add('iseq', 'IMEMO', {
      imemo_type: 'iseq',
      references: ['show', 'show', 'path'],
      file: '/app/x.rb',
      line: 3,
    })
    .add('block', 'IMEMO', {
      imemo_type: 'iseq',
      references: ['text', 'block in show', 'show', 'path', 'iseq'],
    })
    .add('ment', 'IMEMO', { imemo_type: 'ment', references: ['Work', 'Work', 'iseq'] })
    .add('cfunc', 'IMEMO', { imemo_type: 'ment', references: ['Work'] })
    .add('cache', 'IMEMO', { imemo_type: 'callcache', called_id: 'render', references: ['ment'] })
    .add('old cache', 'IMEMO', { imemo_type: 'callcache', references: ['ment'] })
    .add('env', 'IMEMO', { imemo_type: 'env', references: ['work', 'block'] })
    .add('proc', 'DATA', { class: 'Proc', struct: 'proc', references: ['work', 'block', 'env'] })
}

test('labels say what each object is', () => {
  const made = everything()
  const heap = made.read()
  const names = createNames(heap)
  const expected: Record<string, string> = {
    Work: 'Work (class)',
    Kernel: 'Kernel (module)',
    included: 'Kernel (included)',
    work: '#<Work>',
    text: '"he\\"\\n\\e"',
    long: `"${'x'.repeat(40)}…"`,
    utf8: 'String (7 bytes, UTF-8)',
    bytes: 'String (1,200 bytes, binary)',
    slice: 'String (part of a shared one)',
    safe: '#<SafeBuffer "<p>">',
    hidden: 'internal String (2 bytes, UTF-8)',
    symbol: ':name',
    'odd symbol': ':"a name"',
    list: 'Array (1,200 elements)',
    one: 'internal Array (1 element)',
    table: 'Hash (1 entry)',
    float: '1.50000',
    big: '#<Integer> (digits not in the dump)',
    thread: '#<Object (VM/thread)>',
    'hidden data': 'DATA ractor',
    iseq: 'iseq show /app/x.rb:3',
    block: 'iseq block in show /app/x.rb',
    ment: 'ment Work#show',
    cfunc: 'ment',
    cache: 'callcache :render',
    'old cache': 'callcache :show',
    env: 'env block in show /app/x.rb',
    proc: '#<Proc block in show /app/x.rb>',
  }
  const labels = Object.fromEntries(
    Object.keys(expected).map((name) => [name, names.label(made.row(name))]),
  )
  expect(labels).toEqual(expected)
  expect(names.label(heap.count)).toBe('ROOT vm')
  expect(names.label(heap.graph.root)).toBe('roots')
})

test('kinds put objects of one sort together', () => {
  const made = everything()
  const heap = made.read()
  const { kinds } = createNames(heap)
  const kindOf = (name: string) => kinds.labelOf(kinds.kindOf(made.row(name)))
  expect(kindOf('text')).toBe('String')
  expect(kinds.kindOf(made.row('text'))).toBe(kinds.kindOf(made.row('slice')))
  expect(kindOf('hidden')).toBe('internal String')
  expect(kindOf('list')).toBe('Array')
  expect(kindOf('work')).toBe('#<Work>')
  expect(kindOf('Work')).toBe('Work (class)')
  expect(kindOf('cache')).toBe('callcache')
  expect(kindOf('proc')).toBe('#<Proc>')
  expect(kindOf('thread')).toBe('#<Object (VM/thread)>')
})

test('groups of the histogram', () => {
  const made = everything()
  const { groups } = createNames(made.read())
  const groupOf = (name: string) => groups.names[groups.groupOf[made.row(name)]]
  expect(groupOf('work')).toBe('Work')
  expect(groupOf('text')).toBe('String')
  expect(groupOf('safe')).toBe('SafeBuffer')
  expect(groupOf('hidden')).toBe('(internal String)')
  expect(groupOf('one')).toBe('(internal Array)')
  expect(groupOf('cache')).toBe('IMEMO callcache')
  expect(groupOf('hidden data')).toBe('DATA ractor')
  expect(groupOf('thread')).toBe('DATA VM/thread')
  expect(groupOf('included')).toBe('(included module)')
  expect(groupOf('proc')).toBe('Proc')
})

test.each(fixtures('whole').map((each) => [each.name, each] as const))(
  '%s: every object has a label of one printable line',
  (_name, { bytes }) => {
    const heap = readHeap(memorySource(bytes))
    const names = createNames(heap)
    for (let row = 0; row < heap.count; row += 3) {
      const label = names.label(row)
      expect(label).toMatch(/^[^\p{Cc}]+$/u)
    }
    expect(names.groups.names).not.toContain('')
  },
)

test.each(['native-2.7', 'native-3.0', 'native-3.1', 'native-3.3', 'native-3.4'])(
  '%s: methods of RubyGems have their names, blocks their places',
  (ruby) => {
    const heap = readHeap(memorySource(fixture('whole', `${ruby}-bare.json.gz`).bytes))
    const names = createNames(heap)
    const labels = new Set<string>()
    for (let row = 0; row < heap.count; row++) {
      if (heap.columns.type[row] === TYPE_IMEMO) labels.add(names.label(row))
    }
    expect(labels).toContain('ment Gem::Dependency#to_specs')
    expect(labels).toContain('ment Gem::Dependency#==')
    expect(labels).toContain('ment Gem::Version.create')
    expect(
      [...labels].some((label) => /^iseq block in matching_specs \S+dependency\.rb$/.test(label)),
    ).toBe(true)
    // No method is called like a piece of text in its code.
    for (const label of labels) {
      if (label.startsWith('ment ')) expect(label).toMatch(/^ment .*[#.][^ ]+$/)
    }
  },
)
