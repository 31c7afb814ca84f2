import { expect, test } from 'vitest'
import { fixture } from '../../../test/reference/fixtures.ts'
import { memorySource } from '../../dump/memory-source.ts'
import { readHeap } from '../../heap/read-heap.ts'
import { MadeHeap } from '../../heap/testing/made-heap.ts'
import { studyOf } from '../testing/study-of.ts'
import { top } from '../top.ts'
import { meaning } from './meaning.ts'

function ownersOf(made: MadeHeap): (name: string) => string {
  const { groupOf, nameOf } = meaning(studyOf(made.read()))
  return (name) => nameOf(groupOf[made.row(name)])
}

/** A class with one method, whose code is in a file. */
function addClass(made: MadeHeap, name: string, file: string): void {
  made.add(name, 'CLASS', { class: 'Class', name, references: [`${name}.method`] })
  const method = { imemo_type: 'ment', references: [name, `${name}.iseq`] }
  made.add(`${name}.method`, 'IMEMO', method)
  const words = ['label', 'base', 'file'].map((word) => `${name}.${word}`)
  made.add(`${name}.iseq`, 'IMEMO', { imemo_type: 'iseq', references: words })
  for (const word of words) {
    const value = word.endsWith('.file') ? file : 'run'
    made.add(word, 'STRING', { class: 'String', value, bytesize: value.length })
  }
}

test('untraced: by where the methods of a namespace were written', () => {
  const made = new MadeHeap('3.3.0').root('vm', 'Class', 'String', 'cart', 'client', 'record')
  made.klass('Class').klass('String')
  made.root('global_tbl', 'Shop::Cart', 'Wire::Client', 'ActiveRecord::Base', 'loose')
  addClass(made, 'Shop::Cart', '/srv/shop/app/cart.rb')
  addClass(made, 'Wire::Client', '/usr/gems/wire_client-2.1.0/lib/wire.rb')
  made.add('ActiveRecord::Base', 'CLASS', { class: 'Class', name: 'ActiveRecord::Base' })
  made.add('cart', 'OBJECT', { class: 'Shop::Cart', references: ['title'] })
  made.add('title', 'STRING', { class: 'String', value: 'x', bytesize: 1 })
  made.add('client', 'OBJECT', { class: 'Wire::Client', references: ['buffer'] })
  made.add('buffer', 'STRING', { class: 'String', value: 'y', bytesize: 1 })
  made.add('record', 'OBJECT', { class: 'ActiveRecord::Base' })
  made.add('loose', 'STRING', { class: 'String', value: 'z', bytesize: 1 })
  const ownerOf = ownersOf(made)
  expect(ownerOf('cart')).toBe('app')
  expect(ownerOf('title')).toBe('app')
  expect(ownerOf('Shop::Cart')).toBe('app (code)')
  expect(ownerOf('Shop::Cart.iseq')).toBe('app (code)')
  expect(ownerOf('client')).toBe('wire_client 2.1.0')
  expect(ownerOf('buffer')).toBe('wire_client 2.1.0')
  expect(ownerOf('Wire::Client.method')).toBe('wire_client 2.1.0 (code)')
  // No methods in the dump: a constant that is known.
  expect(ownerOf('record')).toBe('activerecord')
  // Held by a root alone.
  expect(ownerOf('loose')).toBe('Ruby itself')
  expect(ownerOf('String')).toBe('Ruby itself (code)')
})

test('traced: by the file of the allocation, before all else', () => {
  const made = new MadeHeap('3.3.0').root('vm', 'Class', 'String', 'a', 'b', 'c')
  made.klass('Class').klass('String')
  const text = { class: 'String', value: 'x', bytesize: 1 }
  made.add('a', 'STRING', { ...text, file: '/srv/shop/app/cart.rb', line: 3 })
  made.add('b', 'STRING', { ...text, file: '/usr/gems/rack-3.0.8/lib/rack.rb', line: 3 })
  made.add('c', 'STRING', { ...text, file: '/usr/lib/ruby/3.3.0/json/common.rb', line: 3 })
  const ownerOf = ownersOf(made)
  expect(['a', 'b', 'c'].map(ownerOf)).toEqual(['app', 'rack 3.0.8', 'stdlib json'])
})

test('without roots, what says nothing itself has no owner', () => {
  const made = new MadeHeap('3.3.0').klass('String')
  made.add('a', 'STRING', { class: 'String', value: 'x', bytesize: 1 })
  const { groupOf } = meaning(studyOf(made.read()))
  expect(groupOf[made.row('a')]).toBe(0xffffffff)
})

test.each(['2.7', '3.1', '3.4', '4.0'])('each object of Ruby %s has one owner', (ruby) => {
  const heap = readHeap(memorySource(fixture('whole', `native-${ruby}-bare.json.gz`).bytes))
  const { groups, total, ungrouped } = top(studyOf(heap), { by: 'owner', limit: 1000 })
  expect(total.count).toBe(heap.count)
  expect(ungrouped).toEqual({ count: 0, bytes: 0 })
  expect(groups.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(total.bytes)
  const bytesOf = (name: string) => groups.find((group) => group.name === name)?.bytes ?? 0
  // RubyGems is most of what an idle Ruby has loaded.
  expect(bytesOf('stdlib rubygems (code)')).toBeGreaterThan(total.bytes * 0.1)
})

test('code is of its own file, whoever required that, and so are its literals', () => {
  const made = new MadeHeap('3.3.0').root('vm', 'Class', 'String').klass('Class').klass('String')
  made.root('global_tbl', 'Wire::Client')
  const required = { file: '/usr/gems/zeitwerk-2.6.18/lib/zeitwerk/kernel.rb', line: 34 }
  const text = { class: 'String', bytesize: 1, value: 'x' }
  made.add('Wire::Client', 'CLASS', { class: 'Class', name: 'Wire::Client', references: ['run'] })
  made.add('run', 'IMEMO', { imemo_type: 'ment', references: ['Wire::Client', 'code'] })
  const references = ['literal', 'cached', 'label', 'base', 'path']
  made.add('code', 'IMEMO', { imemo_type: 'iseq', references, ...required })
  made.add('literal', 'STRING', { ...text, ...required })
  // Made when it ran, by another.
  made.add('cached', 'STRING', { ...text, file: '/srv/shop/app/cart.rb', line: 34 })
  made
    .add('label', 'STRING', { ...text, value: 'run' })
    .add('base', 'STRING', { ...text, value: 'run' })
  made.add('path', 'STRING', { ...text, value: '/usr/gems/wire-2.1.0/lib/wire.rb', ...required })
  const ownerOf = ownersOf(made)
  expect(ownerOf('code')).toBe('wire 2.1.0 (code)')
  expect(['literal', 'path', 'cached'].map(ownerOf)).toEqual(['wire 2.1.0', 'wire 2.1.0', 'app'])
})

test('gems that share a namespace are told apart, in whatever order they are dumped', () => {
  for (const swapped of [false, true]) {
    const made = new MadeHeap('3.3.0').root('vm', 'Class', 'String', 'html', 'engine', 'other')
    made.klass('Class').klass('String').root('global_tbl', 'Rails::Html', 'Rails::Engine')
    const gems = [
      () => addClass(made, 'Rails::Html', '/gems/rails-html-sanitizer-1.6.2/lib/html.rb'),
      () => addClass(made, 'Rails::Engine', '/gems/railties-7.1.2/lib/rails/engine.rb'),
    ]
    for (const add of swapped ? gems.toReversed() : gems) add()
    made.add('html', 'OBJECT', { class: 'Rails::Html' })
    made.add('engine', 'OBJECT', { class: 'Rails::Engine' })
    const ownerOf = ownersOf(made)
    expect(ownerOf('html')).toBe('rails-html-sanitizer 1.6.2')
    expect(ownerOf('engine')).toBe('railties 7.1.2')
    expect(ownerOf('Rails::Engine.method')).toBe('railties 7.1.2 (code)')
  }
})
