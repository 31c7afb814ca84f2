import { expect, test } from 'vitest'
import { fixture, fixtures } from '../../test/reference/fixtures.ts'
import { readSlowly } from '../../test/reference/slow-heap.ts'
import { FLAG_SINGLETON, NONE, TYPE_CLASS, TYPE_MODULE, TYPE_OBJECT } from '../base/record.ts'
import { memorySource } from '../dump/memory-source.ts'
import type { Heap } from '../heap/heap.ts'
import { readHeap } from '../heap/read-heap.ts'
import { MadeHeap } from '../heap/testing/made-heap.ts'
import { createClassNames } from './class-names.ts'

const WHOLE = fixtures('whole').map((each) => [each.name, each] as const)

function namesIn(heap: Heap): ReadonlyMap<number, string> {
  const names = createClassNames(heap)
  return new Map(Array.from(heap.classes.row, (row) => [row, names.nameOf(row)]))
}

test.each(WHOLE)('%s: instances are named as the dump has it', (name, { bytes, ruby }) => {
  const heap = readHeap(memorySource(bytes))
  const names = createClassNames(heap)
  const slow = readSlowly(bytes, false)
  let row = -1
  for (const { fields, type } of slow.objects.values()) {
    row++
    if (type !== 'OBJECT' && type !== 'HASH' && type !== 'STRUCT') continue
    // By the rule of the format: past singleton classes and included modules.
    let own = slow.objects.get(String(fields['class']))
    while (own?.fields['singleton'] === true || own?.type === 'ICLASS') {
      own = slow.objects.get(String(own.fields['superclass']))
    }
    const raw = names.rawClassOf(row)
    const found = raw === NONE ? undefined : names.nameOf(names.realClass(raw))
    const given = own?.fields['name']
    // Singleton classes have no name and no flag in 3.0; the next test is about them.
    if (ruby === '3.0' && given === undefined) continue
    const anonymous = typeof given !== 'string' || given.startsWith('#<Class:0x')
    if (own !== undefined && anonymous) expect(found, `${name} row ${row}`).toMatch(/^#<Class[ >]/)
    else expect(found, `${name} row ${row}`).toBe(given)
  }
})

test.each(WHOLE)(
  '%s: singleton classes are named after what they belong to',
  (_name, { bytes }) => {
    const heap = readHeap(memorySource(bytes))
    const names = [...namesIn(heap).values()]
    // Every class proper has one, made with it.
    for (const name of ['Object', 'String', 'Class', 'Kernel']) {
      if (!names.includes(name)) continue
      expect(names, name).toContain(`#<Class:${name}>`)
    }
    expect(names).toContain('#<Class:#<Object>>')
    expect(names.filter((name) => name === 'Object' || name === 'String').sort()).toEqual([
      'Object',
      'String',
    ])
  },
)

test.each(WHOLE.filter(([, { ruby }]) => ruby === '2.7' || ruby === '3.0'))(
  '%s: singleton classes are told without a flag as well as with one',
  (_name, { bytes }) => {
    const heap = readHeap(memorySource(bytes))
    const names = createClassNames(heap)
    // Bare Rubies of one age have about as many classes; those with a flag tell how many are singletons.
    const flagged = readHeap(memorySource(fixture('whole', 'native-3.1-bare.json.gz').bytes))
    const share = (of: Heap, isSingleton: (row: number) => boolean): number => {
      const rows = Array.from(of.classes.row).filter((row) => of.columns.type[row] === TYPE_CLASS)
      return rows.filter(isSingleton).length / rows.length
    }
    const told = share(heap, names.isSingleton)
    const marked = share(flagged, (row) => (flagged.columns.flags[row] & FLAG_SINGLETON) !== 0)
    expect(told).toBeGreaterThan(marked - 0.06)
    expect(told).toBeLessThan(marked + 0.06)
    // Every class with a name that is not a singleton class's is there once.
    const proper = Array.from(heap.classes.row)
      .filter(
        (row) => heap.columns.type[row] === TYPE_CLASS || heap.columns.type[row] === TYPE_MODULE,
      )
      .filter((row) => !names.isSingleton(row))
      .map((row) => names.ownName(row))
      .filter((name) => name !== '')
    expect(proper.length).toBe(new Set(proper).size)
  },
)

test('a singleton class, and the singleton class of that', () => {
  const made = new MadeHeap()
    .root('vm', 'proxy')
    .klass('Class')
    .klass('RoutesProxy')
    .add('own', 'CLASS', {
      class: 'Class',
      superclass: 'RoutesProxy',
      real_class_name: 'RoutesProxy',
      singleton: true,
      references: ['RoutesProxy', 'proxy'],
    })
    .add('own of own', 'CLASS', {
      class: 'Class',
      superclass: 'Class',
      real_class_name: 'Class',
      singleton: true,
      references: ['own'],
    })
    .add('proxy', 'OBJECT', { class: 'own', ivars: 3 })
  // The attached object is the one whose class it is.
  const heap = made.read()
  const names = createClassNames(heap)
  expect(names.nameOf(made.row('own'))).toBe('#<Class:#<RoutesProxy>>')
  expect(names.attachedTo(made.row('own'))).toBe(made.row('proxy'))
  expect(names.realClass(made.row('own'))).toBe(made.row('RoutesProxy'))
  expect(heap.columns.type[made.row('proxy')]).toBe(TYPE_OBJECT)
})

test('anonymous classes are told by their superclass and where they were made', () => {
  const made = new MadeHeap()
    .root('vm', 'a')
    .klass('Class')
    .klass('Object')
    .klass('Base', { superclass: 'Object' })
    .add('a', 'CLASS', {
      class: 'Class',
      superclass: 'Base',
      real_class_name: 'Class',
      file: 'app/x.rb',
      line: 3,
    })
    .add('b', 'CLASS', { class: 'Class', superclass: 'Object', real_class_name: 'Class' })
    .add('c', 'CLASS', { class: 'Class', superclass: 'a', real_class_name: 'Class' })
    .add('own', 'MODULE', { class: 'Readers' })
    .add('Readers', 'CLASS', { class: 'Class', name: 'Readers' })
    .add('m', 'MODULE', { class: 'Module', real_class_name: 'Module', file: 'app/y.rb', line: 7 })
  const names = createClassNames(made.read())
  expect(names.nameOf(made.row('a'))).toBe('#<Class < Base app/x.rb:3>')
  expect(names.nameOf(made.row('b'))).toBe('#<Class>')
  expect(names.nameOf(made.row('c'))).toBe('#<Class < #<Class < Base app/x.rb:3>>')
  expect(names.nameOf(made.row('m'))).toBe('#<Module app/y.rb:7>')
  expect(names.nameOf(made.row('own'))).toBe('#<Readers>')
})

test('classes that go round in circles end all the same', () => {
  const made = new MadeHeap()
    .root('vm', 'a')
    .add('a', 'CLASS', { class: 'b', superclass: 'b', real_class_name: 'Class', singleton: true })
    .add('b', 'CLASS', { class: 'a', superclass: 'a', real_class_name: 'Class', singleton: true })
    .add('x', 'OBJECT', { class: 'a', ivars: 0 })
  const names = createClassNames(made.read())
  expect(typeof names.nameOf(names.realClass(made.row('a')))).toBe('string')
  expect(typeof names.nameOf(made.row('b'))).toBe('string')
})
