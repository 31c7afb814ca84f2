// The rules of edges and roots, one by one, on dumps of a few lines.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesOf } from '../../test/reference/dump-lines.ts'
import { inSlowWords, readSlowly } from '../../test/reference/slow-heap.ts'
import * as R from '../base/record.ts'
import { memorySource } from '../dump/memory-source.ts'
import type { Heap } from './heap.ts'
import { readHeap } from './read-heap.ts'

interface Line {
  at?: number
  type: string
  class?: number
  to?: number[]
  more?: string
}

const FIRST = 0x7f0000000000
const address = (n: number) => `"0x${(FIRST + n * 16).toString(16)}"`

function lineOf({ at, type, class: own, to = [], more = '' }: Line): string {
  const head =
    at === undefined ? `{"type":"${type}"` : `{"address":${address(at)}, "type":"${type}"`
  const list = to.length === 0 ? '' : `, "references":[${to.map(address).join(', ')}]`
  // A root has its category first; others have their own keys behind the class.
  const keys = own === undefined ? more : `, "class":${address(own)}${more}`
  return `${head}${keys}${list}}`
}

function read(...lines: Line[]): Heap {
  return readHeap(memorySource(bytesOf(lines.map(lineOf).join('\n') + '\n')))
}

/** Edges as lists of object numbers. */
function edgesOf(heap: Heap): Record<number, number[]> {
  const numberOf = (text: string) => (parseInt(text, 16) - FIRST) / 16
  return Object.fromEntries(
    [...inSlowWords(heap).edges].map(([from, to]) => [numberOf(from), to.map(numberOf)]),
  )
}

const root = (category: string, ...to: number[]): Line => ({
  type: 'ROOT',
  more: `, "root":"${category}"`,
  to,
})

test('an object holds its class, first of all', () => {
  const heap = read(
    { at: 1, type: 'STRING', class: 2, to: [3] },
    { at: 2, type: 'CLASS', class: 2 },
    { at: 3, type: 'STRING' },
  )
  expect(edgesOf(heap)).toEqual({ 1: [2, 3], 2: [2], 3: [] })
  expect(Array.from(heap.columns.flags, (flags) => (flags & R.FLAG_CLASS_EDGE) !== 0)).toEqual([
    true,
    true,
    false,
  ])
})

test('an IMEMO holds what its class slot names, but a callcache does not', () => {
  const imemo = (at: number, kind: string, own: number): Line => ({
    at,
    type: 'IMEMO',
    class: own,
    more: `, "imemo_type":"${kind}"`,
  })
  const heap = read(imemo(1, 'constcache', 4), imemo(2, 'callcache', 4), imemo(3, 'fields', 4), {
    at: 4,
    type: 'OBJECT',
  })
  expect(edgesOf(heap)).toEqual({ 1: [4], 2: [], 3: [4], 4: [] })
})

test('an IMEMO slot that names no object was none; another class that is not there dangles', () => {
  const heap = read(
    { at: 1, type: 'IMEMO', class: 9, more: ', "imemo_type":"env"' },
    { at: 2, type: 'OBJECT', class: 9 },
  )
  expect(edgesOf(heap)).toEqual({ 1: [], 2: [] })
  expect(heap.dangling).toBe(1)
  expect(Array.from(heap.columns.flags, (flags) => flags & R.FLAG_CLASS_EDGE)).toEqual([0, 0])
})

test('an IMEMO slot with a small integer, nil or the like is no edge, and does not dangle', () => {
  const lines = ['0x8', '0x14', '0xfffc', '0x7f0000000011'].map(
    (value, i) =>
      `{"address":${address(i)}, "type":"IMEMO", "class":"${value}", "imemo_type":"svar"}`,
  )
  const heap = readHeap(memorySource(bytesOf(lines.join('\n'))))
  expect([heap.count, heap.dangling, heap.graph.targets.length]).toEqual([4, 0, 0])
})

test('a ZOMBIE holds nothing, a NONE slot is no object', () => {
  const heap = read(
    { at: 1, type: 'ZOMBIE', class: 3 },
    { at: 2, type: 'NONE', class: 3 },
    { at: 3, type: 'CLASS' },
    { at: 4, type: 'ARRAY', to: [2] },
  )
  expect(edgesOf(heap)).toEqual({ 1: [], 3: [], 4: [] })
  expect([heap.freeSlots, heap.dangling]).toEqual([1, 1])
})

test('repeats and self references stay, dangling ones go and count', () => {
  const heap = read({ at: 1, type: 'ARRAY', to: [2, 2, 1, 7, 2, 8] }, { at: 2, type: 'STRING' })
  expect(edgesOf(heap)).toEqual({ 1: [2, 2, 1, 2], 2: [] })
  expect(heap.dangling).toBe(2)
})

test('root categories are nodes without repeats, under one super root', () => {
  const heap = read(
    root('vm', 1, 2, 1, 9),
    root('machine_context', 2),
    root('vm', 2),
    { at: 1, type: 'OBJECT' },
    { at: 2, type: 'OBJECT' },
  )
  expect(heap.roots).toEqual([
    { category: 'vm', references: 2 },
    { category: 'machine_context', references: 1 },
  ])
  const { offsets, targets, nodeCount } = heap.graph
  expect([nodeCount, heap.graph.root]).toEqual([5, 4])
  expect(Array.from(offsets)).toEqual([0, 0, 0, 2, 3, 5])
  expect(Array.from(targets)).toEqual([0, 1, 1, 2, 3])
  expect(heap.dangling).toBe(1)
})

const finalizer = ', "flags":{"wb_protected":true, "old":true, "marked":true}'
const description = (version: string): Line => ({
  at: 90,
  type: 'STRING',
  more: `, "bytesize":63, "value":"ruby ${version} (2025-04-09 revision b200bad6cd) [x86_64-linux-gnu]"`,
})

test('from Ruby 3.4 on, old class-less arrays that nothing holds are finalizers', () => {
  // `flags` comes behind `references`, so these are written out.
  const array = (at: number, to: number, flags: string) =>
    `{"address":${address(at)}, "type":"ARRAY", "length":1, "references":[${address(to)}], "memsize":40${flags}}`
  const dump = (version: string, ...categories: Line[]) =>
    readHeap(
      memorySource(
        bytesOf(
          [
            ...categories.map(lineOf),
            array(1, 3, finalizer),
            array(2, 3, ', "flags":{"old":true}'),
            array(4, 3, finalizer),
            lineOf({ at: 3, type: 'DATA' }),
            lineOf({ at: 5, type: 'OBJECT', to: [4] }),
            lineOf(description(version)),
          ].join('\n'),
        ),
      ),
    )
  const vm = root('vm', 5, 90)
  expect(dump('3.3.8', vm).roots.map(({ category }) => category)).toEqual(['vm'])
  for (const version of ['3.4.1', '4.0.5']) {
    const heap = dump(version, vm)
    expect(heap.roots).toEqual([
      { category: 'vm', references: 2 },
      { category: 'finalizers', references: 1 },
    ])
    expect(inSlowWords(heap).roots.get('finalizers')).toEqual(['0x7f0000000010'])
  }
  // An array that a root names is held, and a partial dump has no roots at all.
  expect(dump('3.4.1', root('vm', 1)).roots.length).toBe(1)
  expect(dump('3.4.1').roots).toEqual([])
})

test('an array of an id and procs is one even while it is young or a stack has its address', () => {
  const array = (at: number, length: number, to: readonly number[], flags: string) =>
    `{"address":${address(at)}, "type":"ARRAY", "length":${length}, "references":[${to.map(address).join(', ')}], "memsize":40, "flags":{"wb_protected":true${flags}}}`
  const young = ', "marked":true'
  const old = `, "old":true${young}`
  const found = (text: string, category: string): number => {
    const lines = [lineOf(root('vm', 90)), lineOf(root(category, 1)), text]
    const more = [3, 4].map((at) => lineOf({ at, type: 'DATA' }))
    const dump = [...lines, ...more, lineOf(description('4.0.5'))].join('\n')
    const { roots } = readHeap(memorySource(bytesOf(dump)))
    return roots.find((each) => each.category === 'finalizers')?.references ?? 0
  }
  const stack = 'machine_context'
  expect(found(array(1, 3, [3, 4], old), stack)).toBe(1)
  expect(found(array(1, 3, [3, 4], young), stack)).toBe(1)
  expect(found(array(2, 2, [3], young), stack)).toBe(1)
  // Garbage, a list of a running method, one of objects alone, an empty one, one that is held.
  expect(found(array(2, 2, [3], ''), stack)).toBe(0)
  expect(found(array(1, 2, [3, 4], old), stack)).toBe(0)
  expect(found(array(2, 2, [3, 4], young), stack)).toBe(0)
  expect(found(array(2, 1, [], young), stack)).toBe(0)
  expect(found(array(1, 3, [3, 4], old), 'global_tbl')).toBe(0)
})

test('of lines that repeat an address the last one counts, in everything', () => {
  const long = 2 ** 32 + 8
  const heap = read(
    { at: 1, type: 'STRING', more: ', "bytesize":1, "capacity":7', to: [2] },
    { at: 3, type: 'CLASS', more: ', "name":"First"' },
    { at: 2, type: 'STRING', more: `, "bytesize":2, "capacity":8, "memsize":${long}` },
    { at: 3, type: 'CLASS', more: `, "superclass":${address(5)}, "name":"Last"` },
    { at: 1, type: 'ARRAY', to: [3] },
    { at: 5, type: 'CLASS' },
  )
  expect([heap.count, heap.duplicates]).toEqual([4, 2])
  expect(edgesOf(heap)).toEqual({ 2: [], 3: [], 1: [3], 5: [] })
  expect(Array.from(heap.columns.type)).toEqual([
    R.TYPE_STRING,
    R.TYPE_CLASS,
    R.TYPE_ARRAY,
    R.TYPE_CLASS,
  ])
  expect([...heap.giants]).toEqual([[0, long]])
  expect([[...heap.capacityRow], [...heap.capacity]]).toEqual([[0], [8]])
  expect([heap.classes.name, [...heap.classes.superclass]]).toEqual([
    ['Last', ''],
    [3, R.NONE],
  ])
})

test('random heaps resolve as the slow reader resolves them', () => {
  const number = fc.integer({ min: 1, max: 40 })
  const object = fc.record({
    at: number,
    type: fc.constantFrom('OBJECT', 'ARRAY', 'IMEMO', 'CLASS', 'ZOMBIE', 'NONE', 'STRING'),
    class: fc.option(number, { nil: undefined }),
    to: fc.array(number, { maxLength: 5 }),
  })
  const line: fc.Arbitrary<Line> = fc.oneof(
    {
      weight: 5,
      arbitrary: object.map(({ class: own, ...rest }): Line =>
        own === undefined ? rest : { ...rest, class: own },
      ),
    },
    fc
      .tuple(fc.constantFrom('vm', 'end_proc'), fc.array(number, { maxLength: 6 }))
      .map(([category, to]) => root(category, ...to)),
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
      const all = [...lines, { at: 50, type: 'OBJECT' }]
      const heap = read(...all)
      const slow = readSlowly(bytesOf(all.map(lineOf).join('\n')), false)
      const { edges, roots } = inSlowWords(heap)
      expect([...edges]).toEqual([...slow.objects].map(([at, one]) => [at, one.edges]))
      expect(roots).toEqual(slow.roots)
      expect([heap.dangling, heap.duplicates, heap.freeSlots]).toEqual([
        slow.dangling,
        slow.duplicates,
        slow.freeSlots,
      ])
    }),
    { numRuns: 150, seed: 21 },
  )
})
