// Every public member has its Ruby name, aliases are the members themselves, and a name that is not
// there is said with what was meant, while what JavaScript asks any object for stays quiet.

import { inspect } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { createDiff } from '../library/diff.ts'
import { openBytes } from '../library/testing/opened.ts'
import { exampleDump } from '../../test/reference/fixtures.ts'
import { snakeCase } from './aliases.ts'
import { nearestMembers } from './missing-member.ts'
import { speakRuby } from './ruby-names.ts'
import { apiMembers } from './testing/api-members.ts'

// What the console installs is not typed: it is there for people who type.
// oxlint-disable-next-line typescript/no-explicit-any
type Any = any
let heap: Any
let diff: Any
let $call: Readonly<Record<string, symbol>>

beforeAll(() => {
  $call = speakRuby()
  heap = openBytes(exampleDump('after').bytes, 'after.json')
  diff = createDiff(openBytes(exampleDump('before').bytes, 'before.json'), heap as never)
})

test.each(['Heap', 'HeapObject', 'Collection', 'Path', 'Diff', 'TypeCollections'])(
  'all of %s has its snake_case name',
  (owner) => {
    const object = {
      Heap: heap,
      HeapObject: heap.objects[0],
      Collection: heap.objects,
      Path: heap.findPath('Work'),
      Diff: diff,
      TypeCollections: heap,
    }[owner]
    const members = apiMembers(owner)
    expect(members.length).toBeGreaterThan(0)
    for (const { name } of members) {
      const snake = snakeCase(name)
      expect(snake in object, `${owner}.${snake}`).toBe(true)
      if (!/^(?:instances|laterQuality|nodes|path|retained)/.test(name)) {
        expect(String(object[snake]), snake).toBe(String(object[name]))
      }
    }
  },
)

test('aliases are not enumerable: nothing new in loops over arrays and objects', () => {
  for (const each of [Array, Object, Map, String, Number]) {
    expect(Object.keys(each.prototype as object)).toEqual([])
  }
  expect(Object.keys(new Map())).toEqual([])
})

describe('Ruby’s and sheap’s names', () => {
  test('of heaps', () => {
    expect(heap.class_named('Work').first().name).toBe('Work')
    expect(heap.each_object().length).toBe(heap.objects.length)
    const { address } = heap.objects[5]
    expect(heap.objects_by_addr[address].node).toBe(5)
    expect(heap.objects_by_addr['0x10']).toBeUndefined()
    expect(heap.find((o: Any) => o.type === 'STRING').type).toBe('STRING')
  })

  test('of objects', () => {
    const work = heap.instances_of('Work')[0]
    expect(work.type_str).toBe('OBJECT')
    expect(work.class_addr).toBe(work.klass.address)
    expect(work.class.name).toBe('Work')
    expect(work.referenced_addrs).toEqual(work.references.map((o: Any) => o.address))
    expect(work.inverse_references.length).toBe(work.referrers.length)
    expect(work.data.ivars).toBe(work.ivars)
    const singleton = heap.classes.find((o: Any) => o.real_class_name !== null)
    expect(singleton.real_class_name).toBe(singleton.data.real_class_name)
  })

  test('of collections', () => {
    const { strings } = heap
    const old = (o: Any) => o.old
    expect(strings.select(old).length).toBe(strings.filter(old).length)
    expect(strings.collect((o: Any) => o.node)).toEqual(strings.map((o: Any) => o.node))
    expect(strings.size).toBe(strings.length)
    expect(strings.any()).toBe(true)
    expect(heap.rationals.any()).toBe(false)
    expect(strings.none(old)).toBe(!strings.some(old))
    expect(strings.include(strings[3])).toBe(true)
    expect(strings.drop(2)[0].node).toBe(strings[2].node)
    expect(strings.take(2).length).toBe(2)
    expect(strings.each(() => {}).length).toBe(strings.length)
    const [young, others] = strings.partition((o: Any) => !o.old)
    expect(young.length + others.length).toBe(strings.length)
    expect(strings.inject(0, (sum: number, o: Any) => sum + o.memsize)).toBe(strings.sum())
  })

  test('of collections, what lists have', () => {
    const some = heap.strings.first(10)
    const list = some.to_a()
    const nodes = (all: Any) => Array.from(all, (o: Any) => o.node)
    const bySize = (o: Any) => o.memsize
    expect(some.each_slice(4).map(nodes)).toEqual(
      [0, 4, 8].map((at) => nodes(list.slice(at, at + 4))),
    )
    expect(some.each_cons(9).map(nodes)).toEqual([nodes(list.slice(0, 9)), nodes(list.slice(1))])
    expect(some.zip(some)[3].map((o: Any) => o.node)).toEqual([some[3].node, some[3].node])
    expect(some.find_index((o: Any) => o.node === some[7].node)).toBe(7)
    expect(some.each_with_object([], (o: Any, all: Any) => all.push(o.node))).toEqual(nodes(some))
    const pairs = some.each_with_index() as [Any, number][]
    expect(pairs.map(([o, at]) => [o.node, at])).toEqual(nodes(some).map((node, at) => [node, at]))
    const seen: number[] = []
    expect(some.each_with_index((_: Any, at: number) => seen.push(at))).toBe(some)
    expect(seen).toEqual(nodes(some).map((_, at) => at))
    // A number first: that many, as Ruby's; else as ever.
    for (const all of [heap.arrays, heap.strings]) {
      const sizes = (of: Any) => of.map(bySize)
      const sorted = sizes(all).sort((a: number, b: number) => b - a)
      expect(sizes(all.max_by(5, bySize))).toEqual(sorted.slice(0, 5))
      expect(sizes(all.min_by(5, bySize))).toEqual(sorted.reverse().slice(0, 5))
      expect(all.max_by('memsize').node).toBe(all.maxBy(bySize).node)
    }
  })

  test('counts can be asked by name', () => {
    const counts = heap.objects.count_by('klass')
    expect(counts).toBeInstanceOf(Map)
    expect(counts['Work']).toBe(heap.instances_of('Work').length)
    expect(counts['nothing of the kind']).toBeUndefined()
    expect(counts.size).toBeGreaterThan(5)
    expect(heap.objects.group_by('type')['STRING'].length).toBe(heap.strings.length)
  })

  test('objects of a heap are one key however often they are made', () => {
    const klasses = heap.strings.to_a().group_by((o: Any) => o.references[0])
    const nodes = new Set(heap.strings.map((o: Any) => o.references[0]?.node))
    expect(klasses.size).toBe(nodes.size)
  })
})

test('reads call where Ruby would', () => {
  expect(heap.classes[$call['first'] as symbol].node).toBe(heap.classes.first().node)
  expect([3, 1][$call['sort'] as never]).toEqual([1, 3])
  const list = [1, 2]
  expect(list[$call['reverse'] as never]).toEqual([2, 1])
  expect(list).toEqual([1, 2])
  const own = { first: () => 5 }
  expect((own as Any)[$call['first'] as symbol]).toBe(own.first)
  expect(({ a: 1 } as Any)[$call['keys'] as symbol]).toEqual(['a'])
})

describe('a name that is not there', () => {
  test.each([
    [() => heap.strngs, 'a Heap has no strngs.', 'strings'],
    [() => heap.find_pth, 'a Heap has no find_pth.', 'find_path'],
    [() => heap.findPth, 'a Heap has no findPth.', 'findPath'],
    [() => heap.objects[0].adress, 'a HeapObject has no adress.', 'address'],
    [() => heap.objects.lenght, 'a Collection has no lenght.', 'length'],
    [() => diff.retaind, 'a Diff has no retaind.', 'retained'],
  ])('%s', (look, message, meant) => {
    let thrown: Any
    try {
      look()
    } catch (error) {
      thrown = error
    }
    expect(thrown?.message).toBe(message)
    expect(thrown?.next).toContain(meant)
  })

  test('does not disturb what asks any object', async () => {
    for (const each of [heap, heap.objects, heap.objects[0], diff]) {
      expect(await each).toBe(each)
      expect(() => inspect(each)).not.toThrow()
      expect(() => `${each}`).not.toThrow()
      expect(each[Symbol('x')]).toBeUndefined()
      expect(each.constructor).toBeTypeOf('function')
    }
    expect(() => JSON.stringify(heap.objects.first(3))).not.toThrow()
    expect(heap.objects[10 ** 9]).toBeUndefined()
  })
})

test('arithmetic with collections says what to write', () => {
  expect(() => heap.strings - heap.arrays).toThrow(/not added or compared/)
  expect(() => heap.strings + heap.arrays).toThrow(/not added or compared/)
})

test('the nearest names come in the spelling that was typed', () => {
  const names = ['findPath', 'find_path', 'length']
  expect(nearestMembers('findpth', names)).toEqual(['find_path'])
  expect(nearestMembers('findPth', names)[0]).toBe('findPath')
  expect(nearestMembers('xyzzy', names)).toEqual([])
})
