// Orders, extremes and sums against Array.prototype.sort, on dumps of all Rubies and made-up keys.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MadeHeap } from '../heap/testing/made-heap.ts'
import type { HeapObject, SortKey } from './api.ts'
import { insideOf } from './heap.ts'
import { firstDifference, openBoth, openMade, realDumps, shuffled } from './testing/opened.ts'
import { column, SLOW_FLAGS, SLOW_NUMBERS, SLOW_TEXTS } from './testing/slow-properties.ts'

type Value = string | number | boolean | null

/** null last, else ascending; Array's sort is stable. */
function slowSort(nodes: readonly number[], keyOf: (node: number) => Value): number[] {
  return [...nodes].sort((a, b) => {
    const [left, right] = [keyOf(a), keyOf(b)]
    if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1
    return left < right ? -1 : left > right ? 1 : 0
  })
}

const PLAIN = Object.entries({ ...SLOW_NUMBERS, ...SLOW_TEXTS, ...SLOW_FLAGS }) as [
  keyof HeapObject,
  (fields: Readonly<Record<string, unknown>>) => Value,
][]

describe.each(realDumps())('$name', (dump) => {
  const { heap, objects } = openBoth(dump)
  const nodes = shuffled(objects.length)
  const list = insideOf(heap).collection(Uint32Array.from(nodes))

  test.each(PLAIN)('by %s', (key, read) => {
    const keys = column(objects, read)
    const keyOf = (node: number) => keys[node]
    const order = slowSort(nodes, keyOf)
    expect(firstDifference(list.sortBy(key).nodes, order)).toBeUndefined()
    const byFunction = list.sortBy((object) => object[key] as never)
    expect(firstDifference(byFunction.nodes, order)).toBeUndefined()
    const having = nodes.filter((node) => keyOf(node) !== null)
    const least = having.length === 0 ? undefined : keyOf(order[0])
    const most = having.length === 0 ? undefined : keyOf(order[having.length - 1])
    expect(list.minBy(key)?.node).toBe(having.find((node) => keyOf(node) === least))
    expect(list.maxBy(key)?.node).toBe(having.find((node) => keyOf(node) === most))
  })

  test.each(Object.entries(SLOW_NUMBERS))('the sum of %s', (key, read) => {
    let sum = 0
    for (const node of nodes) sum += read(objects[node].fields) ?? 0
    expect(list.sum(key as keyof HeapObject)).toBe(sum)
    expect(list.sum((object) => object[key as 'memsize'])).toBe(sum)
    if (key === 'memsize') expect([list.sum(), list.bytes]).toEqual([sum, sum])
  })

  test('by several keys, and by what no column has', () => {
    const few = list.first(300)
    const nodes = Array.from(few.nodes)
    const pair = (object: HeapObject) => [object.type, -object.memsize]
    const slow = [...nodes].sort((a, b) => {
      const [left, right] = [heap.at(`@${a}`), heap.at(`@${b}`)]
      if (left.type !== right.type) return left.type < right.type ? -1 : 1
      return right.memsize - left.memsize
    })
    expect(Array.from(few.sortBy(pair).nodes)).toEqual(slow)
    const address = (node: number) => heap.at(`@${node}`).address
    expect(Array.from(few.sortBy('address').nodes)).toEqual(slowSort(nodes, address))
    if (heap.roots.length === 0) return
    const retained = (node: number) => heap.at(`@${node}`).retainedSize
    expect(Array.from(few.sortBy('retainedSize').nodes)).toEqual(slowSort(nodes, retained))
  })
})

const { objects: hundred } = openMade(
  Array.from({ length: 100 }).reduce<MadeHeap>(
    (made, _, i) => made.add(`of ${i}`, 'STRING'),
    new MadeHeap(''),
  ),
)

test('any numbers in any order: radix and comparison agree', () => {
  const number = fc.oneof(
    fc.integer(),
    fc.double(),
    fc.constantFrom(0, -0, null, 2 ** 53, -(2 ** 53), Infinity, -Infinity),
  )
  // Whole numbers of 32 bits have a sort of their own, and its limits.
  const whole = fc.oneof(
    fc.nat(0xffffffff),
    fc.nat(0x2ffff),
    fc.nat(3),
    fc.constantFrom(null, 0xffff, 0x10000, 0xfffffffe),
  )
  const limit = fc.oneof(whole, fc.constantFrom(0xffffffff, 2 ** 32))
  const lists = [number, whole, limit].map((each) => fc.array(each, { maxLength: 100 }))
  fc.assert(
    fc.property(fc.oneof(...lists), (keys) => {
      const some = hundred.first(keys.length)
      const keyOf = (node: number) => (Number.isNaN(keys[node]) ? null : keys[node])
      const sorted = some.sortBy(({ node }) => keys[node])
      expect(Array.from(sorted.nodes)).toEqual(slowSort(Array.from(some.nodes), keyOf))
    }),
    { numRuns: 400 },
  )
})

test('mixed keys: numbers, then texts, then lists, then none', () => {
  const keys = [null, 'b', [1], 3, 'a', [0, 'z'], undefined, -1, [0], [0, 'a'], '']
  const sorted = hundred.first(keys.length).sortBy(({ node }) => keys[node] as never)
  expect(sorted.map(({ node }) => keys[node])).toEqual([
    -1,
    3,
    '',
    'a',
    'b',
    [0],
    [0, 'a'],
    [0, 'z'],
    [1],
    null,
    undefined,
  ])
  const some = hundred.first(keys.length)
  expect(some.maxBy(({ node }) => keys[node] as never)?.node).toBe(2)
  expect(some.minBy(() => null)).toBeUndefined()
  expect(hundred.first(0).maxBy('memsize')).toBeUndefined()
})

test('what has no order is refused', () => {
  expect(() => hundred.sortBy('references')).toThrow(
    "Collection.sortBy('references'): an object has no order.",
  )
  expect(() => hundred.minBy((() => ({})) as never)).toThrow(
    'Collection.minBy(function): an object',
  )
  expect(() => hundred.sum('type')).toThrow('Collection.sum(\'type\'): "STRING" is no number.')
  expect(() => hundred.sortBy('memsiz' as SortKey)).toThrow(
    'Collection.sortBy("memsiz"): objects have no such property.',
  )
})
