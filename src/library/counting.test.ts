// Groups and counts against plain arrays and Maps, on dumps of all Rubies.
import { describe, expect, test } from 'vitest'
import { groupsBy } from '../analysis/groupings.ts'
import { MadeHeap } from '../heap/testing/made-heap.ts'
import { GROUPINGS } from '../workbench/results.ts'
import type { CountKey, HeapObject } from './api.ts'
import { insideOf } from './heap.ts'
import { firstDifference, openBoth, openMade, realDumps, shuffled } from './testing/opened.ts'
import { column, SLOW_FLAGS, SLOW_NUMBERS, SLOW_TEXTS } from './testing/slow-properties.ts'

type Value = string | number | boolean | null
const PLAIN = Object.entries({ ...SLOW_NUMBERS, ...SLOW_TEXTS, ...SLOW_FLAGS }) as [
  keyof HeapObject,
  (fields: Readonly<Record<string, unknown>>) => Value,
][]
const COUNTED = GROUPINGS.filter((by) => by !== 'value')

/** Key -> nodes, in order of first appearance. */
function slowGroups<Key>(nodes: readonly number[], keyOf: (node: number) => Key) {
  const groups = new Map<Key, number[]>()
  for (const node of nodes) {
    const key = keyOf(node)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [node])
    else group.push(node)
  }
  return groups
}

function sizes(groups: ReadonlyMap<unknown, readonly number[]>) {
  const list = [...groups].map(([key, nodes]) => [key, nodes.length] as const)
  return list.sort((a, b) => b[1] - a[1])
}

describe.each(realDumps())('$name', (dump) => {
  const { heap, objects } = openBoth(dump)
  const inside = insideOf(heap)
  const nodes = shuffled(objects.length)
  const list = inside.collection(Uint32Array.from(nodes))

  function same(
    found: ReadonlyMap<unknown, { readonly nodes: Uint32Array }>,
    groups: ReadonlyMap<Value, readonly number[]>,
  ) {
    expect([...found.keys()]).toEqual([...groups.keys()])
    const slow = [...groups.values()]
    const differing = [...found.values()].find(
      ({ nodes: own }, i) => firstDifference(own, slow[i]) !== undefined,
    )
    expect(differing).toBeUndefined()
  }

  test.each(PLAIN)('by %s', (key, read) => {
    const keys = column(objects, read)
    const groups = slowGroups(nodes, (node) => keys[node])
    same(list.groupBy(key), groups)
    // A function is asked for each object, and knows nothing of columns.
    same(
      list.groupBy((object) => object[key]),
      groups,
    )
    expect([...list.tally(key)]).toEqual(sizes(groups))
  })

  test('by class objects, which are the same ones', () => {
    const groups = slowGroups(nodes, (node) => inside.object(node).klass?.address ?? null)
    for (const by of ['klass', (object: HeapObject) => object.klass] as const) {
      const found = [...list.groupBy(by as 'klass')]
      expect(
        found.map(([klass, some]) => [
          (klass as HeapObject | null)?.address ?? null,
          Array.from(some.nodes),
        ]),
      ).toEqual([...groups])
    }
    const pairs = list.tally((object) => [object.klass, object.type])
    const slow = slowGroups(nodes, (node) => {
      const { klass, type } = inside.object(node)
      return `${klass?.address ?? ''} ${type}`
    })
    expect([...pairs.values()]).toEqual(sizes(slow).map(([, count]) => count))
  })

  test.each(COUNTED)('counts and bytes by %s', (by) => {
    const { groupOf, nameOf } = groupsBy(inside.study, by)
    const name = (node: number) => (groupOf[node] === 0xffffffff ? null : nameOf(groupOf[node]))
    const groups = slowGroups(nodes, name)
    const counts = list.countBy(by)
    expect(counts).toEqual(new Map(sizes(groups) as [string | null, number][]))
    expect([...counts.values()]).toEqual([...counts.values()].sort((a, b) => b - a))
    const bytes = list.sumBy(by)
    expect(bytes).toEqual(
      new Map([...groups].map(([key, own]) => [key, bytesOf(own, objects)] as const)),
    )
    expect([...bytes.values()]).toEqual([...bytes.values()].sort((a, b) => b - a))
    let sum = 0
    for (const own of bytes.values()) sum += own
    expect(sum).toBe(list.bytes)
  })

  test.each([
    ['klass', (object: HeapObject) => object.className],
    ['location', (object: HeapObject) => object.location],
    ['imemoType', (object: HeapObject) => object.imemoType],
  ] as [CountKey, (object: HeapObject) => string | null][])('counts by %s', (by, read) => {
    expect(list.countBy(by)).toEqual(list.tally(read))
  })
})

function bytesOf(nodes: readonly number[], objects: readonly { fields: object }[]): number {
  let sum = 0
  for (const node of nodes) sum += SLOW_NUMBERS['memsize']({ ...objects[node].fields }) ?? 0
  return sum
}

test('giants are counted with all their bytes, roots with none', () => {
  const made = new MadeHeap('3.3.0')
    .klass('Class')
    .klass('Array')
    .root('vm', 'Class', 'big', 'small')
  made.add('big', 'ARRAY', { class: 'Array', memsize: 2 ** 33 + 5 })
  made.add('small', 'ARRAY', { class: 'Array', memsize: 40 })
  const heap = openMade(made)
  const some = heap.roots.union(heap.arrays)
  expect(some.sumBy('type')).toEqual(
    new Map([
      ['ARRAY', 2 ** 33 + 45],
      ['ROOT', 0],
    ]),
  )
  expect(some.countBy('klass')).toEqual(
    new Map([
      ['Array', 2],
      [null, 1],
    ]),
  )
  expect(some.countBy('class')).toEqual(
    new Map([
      ['Array', 2],
      [null, 1],
    ]),
  )
  expect(some.bytes).toBe(2 ** 33 + 45)
  expect(some.sum('memsize')).toBe(2 ** 33 + 45)
})

test('ties are in the order of names, and none comes last', () => {
  const made = new MadeHeap('').add('one', 'IMEMO', { imemo_type: 'ment' })
  made.add('two', 'IMEMO', { imemo_type: 'env' }).add('three', 'STRING')
  expect([...openMade(made).objects.countBy('imemo').keys()]).toEqual(['env', 'ment', null])
})

test('classes of one name are one', () => {
  const made = new MadeHeap('3.3.0').klass('Class').klass('Old', { name: 'Work' })
  made.klass('New', { name: 'Work' }).add('a', 'OBJECT', { class: 'Old' })
  const heap = openMade(made.add('b', 'OBJECT', { class: 'New' }))
  expect(heap.plainObjects.countBy('klass')).toEqual(new Map([['Work', 2]]))
  expect(heap.plainObjects.groupBy('className').get('Work')?.length).toBe(2)
  expect(heap.plainObjects.groupBy('klass').size).toBe(2)
})

test('generations beyond four million', () => {
  const made = new MadeHeap('3.3.0')
  for (const generation of [5_000_000, 7, 5_000_001, 5_000_000]) {
    made.add(`of ${generation} ${made.bytes().length}`, 'STRING', { file: 'a', generation })
  }
  const { strings } = openMade(made)
  expect(strings.countBy('generation')).toEqual(
    new Map([
      ['5000000', 2],
      ['5000001', 1],
      ['7', 1],
      [null, 1],
    ]),
  )
})

test('what cannot be counted by is said, with what comes near', () => {
  const { objects } = openMade(new MadeHeap('3.3.0'))
  expect(() => objects.countBy('klas' as CountKey)).toThrow(/Collection\.countBy\("klas"\)/)
  expect(() => objects.sumBy('value' as CountKey)).toThrow(/Collection\.sumBy\("value"\)/)
  expect(() => objects.countBy((() => 1) as never)).toThrow(/Collection\.countBy\(a function\)/)
  expect(() => objects.tally('klas' as keyof HeapObject)).toThrow(/Collection\.tally\("klas"\)/)
  expect(() => objects.groupBy('edgeTo')).toThrow(/Collection\.groupBy\("edgeTo"\)/)
})
