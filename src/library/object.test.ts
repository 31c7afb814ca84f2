import { describe, expect, test } from 'vitest'
import { MadeHeap } from '../heap/testing/made-heap.ts'
import { linesOf } from '../../test/reference/fixtures.ts'
import type { Collection, Heap, HeapObject } from './api.ts'
import { HeapObjectView } from './object.ts'
import { openBoth, openMade, realDumps, type Opened } from './testing/opened.ts'
import { lost, reached, slowGraph, spread, type SlowGraph } from './testing/slow-graph.ts'
import { SLOW_FLAGS, SLOW_NUMBERS, SLOW_TEXTS } from './testing/slow-properties.ts'

type Fields = Readonly<Record<string, unknown>>

interface World extends Opened {
  readonly slow: SlowGraph
  /** 301 for Ruby 3.1 */
  readonly version: number
  readonly lines: ReadonlyMap<string, string>
  /** id -> SHAPE line */
  readonly shapes: ReadonlyMap<unknown, Fields>
}

/** What a property should be. `actual`: where the dump leaves it open. */
type Expected = (world: World, node: number, fields: Fields, actual: unknown) => unknown

/** Of every object of every dump. */
const OF_ALL: Partial<Record<keyof HeapObject, Expected>> = {
  heap: ({ heap }) => heap,
  node: (_, node) => node,
  handle: (_, node) => `@${node}`,
  address: (_, __, { address }) => address,
  klass: (world, node) => rawClass(world, node),
  className: (world, node, _, actual) => className(world, node, actual),
  superclass: ({ slow, objects }, node, { superclass }) =>
    isClassLike(objects[node].type) ? (slow.nodeOf.get(String(superclass)) ?? null) : null,
  realClassName: (_, __, fields) => fields['real_class_name'] ?? null,
  name: ({ version }, _, { type, name }, actual) => {
    if (type !== 'CLASS' && type !== 'MODULE') return null
    // Ruby 2.7 names singleton classes like their class, unnamed ones by their address.
    if (version < 300 && (actual === null || String(name).startsWith('#<'))) return null
    return name ?? null
  },
  value: (_, __, { type, value, bytesize }) => {
    if (type === 'STRING' && value === undefined && bytesize === 0) return ''
    return ['STRING', 'SYMBOL', 'FLOAT'].includes(String(type)) ? (value ?? null) : null
  },
  flags: (_, __, fields, actual) => sameSet(actual, flagsOf(fields)),
  singleton: ({ version }, _, { singleton }, actual) =>
    version >= 301 ? singleton === true : actual,
  ivarNames: ({ shapes }, _, { shape_id }) => {
    const names: string[] = []
    for (let at = shapes.get(shape_id); at !== undefined; at = shapes.get(at['parent_id'])) {
      const name = at['shape_type'] === 'IVAR' ? String(at['edge_name']) : ''
      // Ruby keeps what only C code sees under names without @.
      if (name.startsWith('@')) names.unshift(name)
    }
    return names
  },
  references: ({ slow }, node) => slow.edges[node],
}
for (const key of ['memsize', 'slotSize', 'shapeId', 'generation', 'line', 'length'] as const)
  OF_ALL[key] = (_, __, fields) => SLOW_NUMBERS[key](fields)
for (const key of ['type', 'imemoType', 'struct', 'file', 'method', 'location'] as const)
  OF_ALL[key] = (_, __, fields) => SLOW_TEXTS[key](fields)
for (const key of ['old', 'wbProtected', 'frozen', 'embedded', 'shared'] as const)
  OF_ALL[key] = (_, __, fields) => SLOW_FLAGS[key](fields)

/** Of some: each takes a walk over the heap. */
const OF_SOME: Partial<Record<keyof HeapObject, Expected>> = {
  referrers: ({ slow }, node) => slow.referrers[node],
  reachable: ({ slow }, node) => reached(slow).has(node),
  retainedSize: ({ slow }, node) =>
    reached(slow).has(node) ? lost(slow, new Set([node])).bytes : null,
  data: (_, __, fields) => fields,
  json: ({ lines }, _, { address }) => lines.get(String(address)),
  dominator: ({ slow, heap }, node, _, actual) => {
    if (!reached(slow).has(node)) return null
    // Whatever is on one way is on all of them or not; the last that is, is the nearest.
    const way = heap.findPath(heap.at(`@${node}`))?.nodes ?? new Uint32Array(0)
    const above = [...way].slice(0, -1).reverse()
    expect(actual === null || above.includes(Number(actual))).toBe(true)
    return above.find((holder) => !reached(slow, new Set([holder])).has(node)) ?? null
  },
  path: ({ heap }, node) => heap.findPath(`@${node}`)?.nodes ?? null,
}

/** These have tests of their own below. */
const APART: readonly (keyof HeapObject)[] = [
  'label',
  'instances',
  'dominated',
  'edgeTo',
  'equals',
  'toString',
  'toJSON',
]

test('each public property is tested here', () => {
  const tested = [...Object.keys(OF_ALL), ...Object.keys(OF_SOME), ...APART].sort()
  const own = Object.getOwnPropertyNames(HeapObjectView.prototype)
  expect([...own.filter((name) => name !== 'constructor'), 'node'].sort()).toEqual(tested)
})

const dumps = realDumps()

describe.each(dumps.map(({ name }) => name))('%s', (name) => {
  const world = worldOf(dumps.find((dump) => dump.name === name) ?? dumps[0])
  const all = world.heap.objects
  const isPartial = world.roots.length === 0
  const some = spread([...all.nodes], 12)

  test.each(Object.keys(OF_ALL) as (keyof HeapObject)[])('%s of all', (key) => {
    const wanted = OF_ALL[key] as Expected
    const actual = all.map((object) => plain(object[key]))
    const expected = actual.map((value, node) =>
      wanted(world, node, world.objects[node].fields, value),
    )
    if (key === 'heap') expect(actual.every((own) => own === world.heap)).toBe(true)
    else expect(actual).toMatchObject(expected)
  })

  // Without roots there is no saying who holds what, which has a test of its own below.
  const keysOfSome = isPartial ? [] : (Object.keys(OF_SOME) as (keyof HeapObject)[])
  test.each(keysOfSome)('%s of some', (key) => {
    for (const node of some) {
      const actual = plain(world.heap.at(`@${node}`)[key])
      const wanted = (OF_SOME[key] as Expected)(world, node, world.objects[node].fields, actual)
      expect(actual, `@${node}`).toEqual(plain(wanted))
    }
  })

  test('dominated, most retained first, says the same as dominator', () => {
    if (isPartial) {
      expect(() => all[0].dominated).toThrow(/no roots/)
      return
    }
    for (const holder of [...some.map((node) => world.heap.at(`@${node}`)), ...world.heap.roots]) {
      const held = holder.dominated
      expect(held.every(({ dominator }) => dominator?.equals(holder) === true)).toBe(true)
      const sizes = held.map(({ retainedSize }) => retainedSize ?? -1)
      expect(sizes).toEqual([...sizes].sort((a, b) => b - a))
      // What it retains is its own bytes and what those it dominates retain.
      const total = sizes.reduce((sum, bytes) => sum + bytes, holder.memsize)
      if (holder.reachable && holder.type !== 'ROOT') expect(holder.retainedSize).toBe(total)
    }
  })

  // Before, a dump does not say which class is a singleton: naming guesses, and has its own tests.
  const saysSingletons = world.version >= 301 ? ['instances of classes'] : []
  test.each(saysSingletons)('%s', () => {
    const byClass = new Map<number, number[]>()
    world.objects.forEach(({ type }, node) => {
      const real = realClass(world, node)
      if (real === null || type === 'ICLASS') return
      byClass.set(real, [...(byClass.get(real) ?? []), node])
    })
    for (const node of spread([...all.classes.nodes], 60)) {
      const wanted =
        world.objects[node].fields['singleton'] === true
          ? world.objects.flatMap(({ type }, at) =>
              rawClass(world, at) === node && type !== 'ICLASS' ? [at] : [],
            )
          : (byClass.get(node) ?? [])
      expect([...world.heap.at(`@${node}`).instances.nodes], `@${node}`).toEqual(wanted)
    }
  })

  test('label, toString and toJSON', () => {
    for (const node of some) {
      const object = world.heap.at(`@${node}`)
      expect(String(object)).toBe(object.label)
      expect(object.label).not.toBe('')
      const { handle, address, type, memsize, label, retainedSize } = object
      expect(JSON.parse(JSON.stringify(object))).toEqual({
        handle,
        address,
        type,
        label,
        bytes: memsize,
        ...(retainedSize === null ? {} : { retained: retainedSize }),
      })
    }
  })
})

test('equals, and === for classes only', () => {
  const [one, other] = [openMade(shop()), openMade(shop())]
  const [order] = one.objects.plainObjects
  expect(order.equals(one.at(order.address))).toBe(true)
  expect(order === one.at(order.address)).toBe(false)
  expect(order.equals(other.at(order.address))).toBe(false)
  expect(order.equals(one.objects[0])).toBe(false)
  expect(order.equals(null)).toBe(false)
  expect(order.klass === one.classNamed('Order')[0]).toBe(true)
})

test('edgeTo says what a reference is called', () => {
  const heap = openMade(shop())
  const list = heap.arrays[0]
  expect(list.edgeTo(list.references[1])).toBe('[0]')
  expect(list.edgeTo(list.klass?.handle ?? '')).toBe('its class')
  expect(list.edgeTo(heap.classNamed('Order')[0])).toBe(null)
  expect(() => list.edgeTo('Order')).toThrow(/^HeapObject.edgeTo\(other\): one object is wanted/)
})

test('instances of what is no class', () => {
  const heap = openMade(shop())
  expect(() => heap.plainObjects[0].instances).toThrow('#<Order> @4 is no class but of type OBJECT')
  expect(() => heap.roots[0].instances).toThrow('is no class but of type ROOT')
})

test('a root category is an object', () => {
  const heap = openMade(shop())
  const [root] = heap.roots
  expect(root).toMatchObject({ type: 'ROOT', address: 'vm', label: 'ROOT vm', memsize: 0 })
  expect(root).toMatchObject({
    klass: null,
    className: null,
    value: null,
    length: null,
    file: null,
  })
  expect(root).toMatchObject({ slotSize: null, shapeId: null, generation: null, line: null })
  expect(root).toMatchObject({
    flags: [],
    old: false,
    singleton: false,
    ivarNames: [],
    path: { length: 1 },
  })
  expect(root.references.map(String)).toEqual(['Order (class)', '#<Order>', 'Array (1 element)'])
  expect(root.referrers.length).toBe(0)
  expect(root.dominator).toBe(null)
  expect(heap.plainObjects[0].dominator?.type).toBe('ROOT')
  expect(root.data).toEqual({
    type: 'ROOT',
    root: 'vm',
    references: root.references.map(({ address }) => address),
  })
  expect(JSON.parse(root.json)).toEqual(root.data)
})

test('a dump that tells only ages says who is old', () => {
  const heap = openMade(
    new MadeHeap('4.0.0')
      .raw('{"address":"0x7f0000010000", "type":"OBJECT", "memsize":40, "flags":{"age":3}}')
      .raw('{"address":"0x7f0000010028", "type":"OBJECT", "memsize":40, "flags":{"age":2}}')
      .raw('{"address":"0x7f0000010050", "type":"OBJECT", "memsize":40}'),
  )
  expect(heap.plainObjects.map(({ old }) => old)).toEqual([true, false, false])
  expect(heap.plainObjects.map(({ flags }) => flags)).toEqual([['old'], [], []])
})

test('without roots nothing is said of reachability', () => {
  const heap = openMade(new MadeHeap().klass('Order').add('o', 'OBJECT', { class: 'Order' }))
  const [order] = heap.plainObjects
  expect(order.retainedSize).toBe(null)
  for (const key of ['reachable', 'dominator', 'dominated', 'path'] as const) {
    expect(() => order[key], key).toThrow(`HeapObject.${key}: this dump has no roots (`)
  }
})

function shop(): MadeHeap {
  return new MadeHeap()
    .root('vm', 'Order', 'order', 'list')
    .klass('Class')
    .klass('Order')
    .klass('Array')
    .add('order', 'OBJECT', { class: 'Order' })
    .add('list', 'ARRAY', { class: 'Array', length: 1, references: ['order'] })
}

function worldOf(dump: ReturnType<typeof realDumps>[number]): World {
  const opened = openBoth(dump)
  const decoder = new TextDecoder()
  const lines = linesOf(dump.bytes).map((line) => decoder.decode(line))
  const [major, minor] = (dump.ruby === 'head' ? '4.1' : dump.ruby).split('.').map(Number)
  const shapes = lines
    .map((line) => JSON.parse(line) as Fields)
    .filter(({ type }) => type === 'SHAPE')
  return {
    ...opened,
    shapes: new Map(shapes.map((shape) => [shape['id'], shape])),
    slow: slowGraph(opened),
    version: major * 100 + minor,
    lines: new Map(
      lines.flatMap((line) => {
        const address = /^\{"address":"(0x[0-9a-f]+)"/.exec(line)
        return address === null ? [] : [[address[1], line] as const]
      }),
    ),
  }
}

/** Objects as their nodes, collections as lists of them. */
function plain(value: unknown): unknown {
  if (value instanceof HeapObjectView) return value.node
  if (ArrayBuffer.isView(value)) return [...(value as Uint32Array)]
  if (typeof value === 'object' && value !== null && 'nodes' in value) {
    return [...(value as Collection).nodes]
  }
  return value as Heap | string | number | null
}

function isClassLike(type: string): boolean {
  return type === 'CLASS' || type === 'MODULE' || type === 'ICLASS'
}

function rawClass({ slow, objects }: World, node: number): number | null {
  const { type, fields } = objects[node]
  if (type === 'IMEMO' || type === 'ZOMBIE') return null
  const raw = slow.nodeOf.get(String(fields['class']))
  if (raw === undefined) return null
  return objects[raw].type === 'CLASS' || objects[raw].type === 'MODULE' ? raw : null
}

/** From Ruby 3.1 on, which marks singleton classes. */
function realClass(world: World, node: number): number | null {
  const { slow, objects } = world
  let at = rawClass(world, node)
  while (at !== null) {
    const { type, fields } = objects[at]
    if (type !== 'ICLASS' && fields['singleton'] !== true) return at
    const above = slow.nodeOf.get(String(fields['superclass']))
    if (above === undefined) return at
    at = above
  }
  return null
}

function className(world: World, node: number, actual: unknown): unknown {
  const { objects, version } = world
  const raw = rawClass(world, node)
  if (raw === null || objects[node].type === 'ICLASS') return null
  const real = version >= 301 ? realClass(world, node) : raw
  const name = real === null ? undefined : objects[real].fields['name']
  // What Ruby 2.7 calls Class may be the singleton class of an object that is not in the dump.
  const unsure = version < 301 && (name === 'Class' || world.name.endsWith('.jsonl'))
  if (unsure && typeof actual === 'string' && actual.startsWith('#<Class:')) return actual
  if (typeof name === 'string' && !name.startsWith('#<')) return name
  // The dump has no name: Loupe makes one up, in tests of its own. Ruby 3.0 hides whose it is, too.
  return typeof actual === 'string' && (version === 300 || actual.startsWith('#<')) ? actual : name
}

function flagsOf(fields: Fields): string[] {
  const inside = (fields['flags'] ?? {}) as Fields
  const names = Object.keys(inside).filter((key) => inside[key] === true)
  const apart = ['frozen', 'embedded', 'shared', 'fstring', 'chilled', 'broken', 'singleton']
  names.push(...[...apart, 'too_complex_shape'].filter((key) => fields[key] === true))
  if (fields['complex_shape'] === true) names.push('too_complex_shape')
  return names
}

function sameSet(actual: unknown, wanted: readonly string[]): unknown {
  return [...(actual as string[])].sort().join() === [...wanted].sort().join() ? actual : wanted
}
