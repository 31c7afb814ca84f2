import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { countBits } from '../../base/bitset.ts'
import type { LoupeError } from '../../base/errors.ts'
import { memorySource } from '../../dump/memory-source.ts'
import { NONE } from '../../base/record.ts'
import { MadeHeap } from '../../heap/testing/made-heap.ts'
import { readHeap } from '../../heap/read-heap.ts'
import { createComparison, type Comparison } from '../../workbench/comparison.ts'
import { DIFF_GROUPINGS, DIFF_SORTS, type DiffGroup } from '../../workbench/results.ts'
import type { Study } from '../study.ts'
import { studyOf } from '../testing/study-of.ts'
import { CLASSES } from './testing/slots.ts'

type Fields = Readonly<Record<string, unknown>>

/** Addresses are given, so that two heaps can have objects in common. */
const at = (slot: number) => `0x${(0x7f20_0000_0000 + slot * 40).toString(16)}`

function heap(
  objects: readonly (readonly [slot: number, type: string, fields: Fields])[],
  {
    roots = [1],
    ruby = '3.1.2',
    shift = '',
  }: { roots?: number[]; ruby?: string; shift?: string } = {},
): Study {
  const made = new MadeHeap(ruby)
  // Another process has its classes elsewhere.
  if (shift !== '') for (let i = 0; i < 5; i++) made.add(`${shift} ${i}`, 'STRING')
  if (roots.length > 0) made.root('vm', ...CLASSES, ...roots.map(at))
  for (const name of CLASSES) made.klass(name)
  for (const [slot, type, fields] of objects) made.add(at(slot), type, fields)
  return studyOf(made.read())
}

function compare(...studies: readonly Study[]): Comparison {
  return createComparison(studies.map((study, i) => ({ study, name: ['a', 'b', 'c'][i] })))
}

const list = (...slots: number[]) =>
  [1, 'ARRAY', { class: 'Array', length: slots.length, references: slots.map(at) }] as const
const work = (slot: number, memsize = 40, references: number[] = []) =>
  [slot, 'OBJECT', { class: 'Work', memsize, references: references.map(at) }] as const

const BEFORE = heap([list(2, 3), work(2), work(3)])
const AFTER = heap([list(2, 4, 5), work(2), work(4, 100, [6]), work(5), work(6, 1000)])
const LATER = heap([list(2, 4), work(2), work(4, 100, [6]), work(6, 1000)])

const groupOf = (groups: readonly DiffGroup[], name: string) =>
  groups.find((group) => group.name === name)

test('groups are counted, and their growth with all that they hold', () => {
  const { groups, total, sort } = compare(BEFORE, AFTER).diff()
  expect(sort).toBe('net')
  expect(groups[0]).toEqual({
    name: 'Work',
    before: { count: 2, bytes: 80 },
    after: { count: 4, bytes: 1180 },
    new: { count: 3, bytes: 1140 },
    freed: { count: 1, bytes: 40 },
    kept: { count: 1, bytes: 40 },
    net: { count: 2, bytes: 1100 },
    retainedGrowth: 1100,
  })
  expect(groupOf(groups, 'Array')?.retainedGrowth).toBe(1100)
  expect(total.net).toEqual({ count: 2, bytes: 1100 })
})

test('a third dump is not looked at for what the first two tell', () => {
  const third = new Proxy({} as Study, {
    get() {
      throw new Error('the third dump is looked at')
    },
  })
  const comparison = compare(BEFORE, AFTER, third)
  expect(countBits(comparison.membersOf('new'))).toBe(3)
  expect(countBits(comparison.membersOf('freed'))).toBe(1)
  expect(() => comparison.membersOf('retained')).toThrow('the third dump')
})

test('of three dumps, what is new and stays was retained', () => {
  const { groups, sort, quality } = compare(BEFORE, AFTER, LATER).diff()
  expect(sort).toBe('retained')
  expect(quality).toHaveLength(2)
  expect(groups[0]).toMatchObject({
    name: 'Work',
    later: { count: 3, bytes: 1140 },
    new: { count: 3, bytes: 1140 },
    retained: { count: 2, bytes: 1100 },
    net: { count: 1, bytes: 1060 },
  })
})

test('objects are listed, most retained first, with what they grew in', () => {
  const comparison = compare(BEFORE, AFTER, LATER)
  const { set, total, items } = comparison.objects()
  expect(set).toBe('retained')
  expect(total).toEqual({ count: 2, bytes: 1100 })
  expect(items.map(({ address, retained }) => [address, retained])).toEqual([
    [at(4), 1100],
    [at(6), 1000],
  ])
  // Not the new object that it lies in: what was there before.
  expect(items[1].holder?.address).toBe(at(1))
  expect(comparison.objects({ set: 'new' }).total.count).toBe(3)
  expect(comparison.objects({ set: 'freed' }).items.map(({ address }) => address)).toEqual([at(3)])
  expect(comparison.objects({ set: 'kept', where: { class: 'Work' } }).total.count).toBe(1)
  expect(comparison.objects({ set: 'new', limit: 1 }).items).toHaveLength(1)
})

test('what grew inside what', () => {
  const { groups } = compare(BEFORE, AFTER).diff({ by: 'holder' })
  expect(groups[0].holder?.address).toBe(at(1))
  expect(groups[0].new).toEqual({ count: 3, bytes: 1140 })
  expect(groups[0].freed).toEqual({ count: 1, bytes: 40 })
  expect(groups[0].retainedGrowth).toBe(1100)
})

test('what grew at a root is told by what hangs there', () => {
  const after = heap([list(2, 3), work(2), work(3), work(7, 500, [8]), work(8, 50)], {
    roots: [1, 7],
  })
  const { groups } = compare(BEFORE, after).diff({ by: 'holder' })
  expect(groups[0].name).toBe('ROOT vm → #<Work>')
  expect(groups[0].new).toEqual({ count: 2, bytes: 550 })
})

test('an object is looked up by its handle in all dumps', () => {
  const { handle } = compare(BEFORE, AFTER).objects({ set: 'kept', where: { class: 'Array' } })
    .items[0]
  const { groups } = compare(BEFORE, AFTER).diff({ where: { retainedBy: handle } })
  expect(groupOf(groups, 'Work')?.before.count).toBe(2)
  expect(groupOf(groups, 'Work')?.after.count).toBe(4)
  expect(groupOf(groups, 'String')).toBeUndefined()
})

test('a class that only one dump has is no error, one that none has is', () => {
  const after = heap([list(2), [2, 'OBJECT', { class: 'Other7' }]])
  const { total } = compare(BEFORE, after).diff({ where: { class: 'Other7' } })
  expect([total.before.count, total.after.count]).toEqual([0, 1])
  expect(() => compare(BEFORE, after).diff({ where: { class: 'Nowhere' } })).toThrow('Nowhere')
})

test('different processes: groups only, and a reason', () => {
  const other = heap([list(2, 4), work(2), work(4, 500)], { shift: 'elsewhere' })
  const comparison = compare(BEFORE, other)
  const { groups, quality, notes } = comparison.diff({ sort: 'new' })
  expect(quality[0].process).toBe('different')
  expect(notes.join()).toContain('different processes')
  expect(groups[0]).toEqual({
    name: 'Work',
    before: { count: 2, bytes: 80 },
    after: { count: 2, bytes: 540 },
    net: { count: 0, bytes: 460 },
    retainedGrowth: 460,
  })
  for (const ask of [() => comparison.diff({ by: 'holder' }), () => comparison.objects()]) {
    expect(ask).toThrow('different processes')
    try {
      ask()
    } catch (error) {
      expect((error as LoupeError).next).toContain('path')
    }
  }
  const paths = comparison.diff({ by: 'path' })
  expect(paths.groups[0].name).toBe('ROOT vm → Array → #<Work>')
  expect(paths.groups[0].net.bytes).toBe(460)
})

test('two Rubies are two processes', () => {
  const { quality } = compare(BEFORE, heap([list(2)], { ruby: '3.1.4' })).diff()
  expect(quality[0]).toMatchObject({ process: 'different' })
  expect(quality[0].because).toContain('3.1.4')
})

test('allocation sites of two versions of a gem are one', () => {
  const from = (version: string, count: number) =>
    heap([
      list(...Array.from({ length: count }, (_, i) => i + 2)),
      ...Array.from({ length: count }, (_, i) => {
        const file = `/gems/activerecord-${version}/lib/a.rb`
        return [i + 2, 'OBJECT', { class: 'Work', file, line: 3, generation: 1 }] as const
      }),
    ])
  const comparison = compare(from('7.0.8', 2), from('7.1.2', 5))
  const site = comparison.diff({ by: 'site' }).groups[0]
  expect([site.name, site.before.count, site.after.count]).toEqual([
    '/gems/activerecord-*/lib/a.rb:3',
    2,
    5,
  ])
  expect(comparison.diff({ by: 'gem' }).groups[0].name).toBe('activerecord')
  const same = compare(from('7.0.8', 2), from('7.0.8', 5))
  expect(same.diff({ by: 'gem' }).groups[0].name).toBe('activerecord 7.0.8')
})

test('untraced dumps, dumps without roots and the same dump have their sentence', () => {
  for (const by of ['site', 'gem', 'generation'] as const) {
    expect(() => compare(BEFORE, AFTER).diff({ by })).toThrow('not traced')
  }
  const partial = heap([list(2), work(2)], { roots: [] })
  const result = compare(partial, AFTER).diff()
  expect(result.notes.join()).toContain('a has no roots')
  expect(result.groups[0].retainedGrowth).toBeUndefined()
  expect(() => compare(partial, AFTER).diff({ by: 'holder' })).toThrow('no roots')
  const self = compare(AFTER, AFTER).diff()
  expect(self.notes).toEqual(['a and b are the same dump: nothing can differ.'])
  expect(self.total).toMatchObject({ new: { count: 0 }, freed: { count: 0 }, net: { bytes: 0 } })
  expect(() => compare(AFTER)).toThrow('two or three')
})

const DUMPS = ['before', 'after', 'later'].map((name) => {
  const file = new URL(`../../../examples/routes-proxy/dumps/${name}.json.gz`, import.meta.url)
  return { study: studyOf(readHeap(memorySource(gunzipSync(readFileSync(file))))), name }
})

test.each(DIFF_GROUPINGS)('of real dumps, groups by %s add up to the total', (by) => {
  const { groups, total } = createComparison(DUMPS).diff({ by, limit: Infinity })
  for (const key of ['before', 'after', 'later', 'new', 'freed', 'kept', 'retained'] as const) {
    const sum = { count: 0, bytes: 0 }
    for (const group of groups) {
      sum.count += group[key]?.count ?? 0
      sum.bytes += group[key]?.bytes ?? 0
    }
    expect([key, sum]).toEqual([key, total[key]])
  }
  expect((total.new?.count ?? 0) + (total.kept?.count ?? 0)).toBe(total.after.count)
  expect((total.freed?.count ?? 0) + (total.kept?.count ?? 0)).toBe(total.before.count)
  expect(total.after.count).toBe(DUMPS[1].study.heap.count)
})

test.each(DIFF_SORTS)('sorted by %s, the first is the most', (sort) => {
  const { groups } = createComparison(DUMPS).diff({ sort, limit: Infinity })
  const key = (group: DiffGroup): number => {
    if (sort === 'growth') return group.retainedGrowth ?? 0
    return sort === 'name' ? 0 : (group[sort]?.bytes ?? 0)
  }
  if (sort === 'name') {
    const names = groups.map(({ name }) => name)
    expect(names).toEqual([...names].sort((a, b) => (a < b ? -1 : 1)))
    return
  }
  // Groups that have not changed come last whatever they are sorted by.
  const keys = groups.map(key).filter((each) => each !== 0)
  expect(keys).toEqual([...keys].sort((a, b) => b - a))
})

test('the growth of the tracer itself is said to be that', () => {
  const { notes } = createComparison(DUMPS).diff()
  expect(notes).toHaveLength(1)
  expect(notes[0]).toMatch(/^3\.1 MB of the growth is the allocation tracer's own table/)
})

test('dumps in the wrong order are seen, traced or not', () => {
  const [before, after] = DUMPS
  expect(createComparison([after, before]).diff().notes[0]).toBe(
    'after looks younger than before: name the earlier dump first.',
  )
  const none = new Uint32Array(0)
  const [first, second] = [after, before].map(({ study: { heap: own } }) =>
    studyOf({ ...own, columns: { ...own.columns, site: none, generation: none } }),
  )
  expect(compare(first, second).matchings[0].quality.order).toBe('wrong')
  expect(compare(second, first).matchings[0].quality.order).toBe('right')
})

test('without generations, the same objects are found', () => {
  const none = new Uint32Array(0)
  const bare = DUMPS.map(({ study: { heap: own }, name }) => ({
    study: studyOf({ ...own, columns: { ...own.columns, site: none, generation: none } }),
    name,
  }))
  const truth = createComparison(DUMPS).matchings
  const found = createComparison(bare).matchings
  for (const pair of [0, 1]) {
    let fresh = 0
    let missed = 0
    let wrong = 0
    truth[pair].earlierOf.forEach((earlier, row) => {
      const says = found[pair].earlierOf[row] === NONE
      if (earlier === NONE) fresh++
      if (earlier === NONE && !says) missed++
      if (earlier !== NONE && says) wrong++
    })
    // Measured: of 14,116 and 13,730 new ones 1 and 43 are missed, where address and type would miss
    // 4 and 234, address alone 13 and 802; and 1 kept one is called new, the dumping File.
    expect(missed).toBeLessThan(fresh * 0.01)
    expect(wrong).toBeLessThan(5)
    expect(truth[pair].quality.missedByAddress).toBeGreaterThan(missed)
  }
})

const WHOLE = new URL('../../../test/fixtures/whole/', import.meta.url)

test.each(readdirSync(WHOLE).filter((name) => name.endsWith('.gz')))(
  '%s with itself: nothing is new, nothing is freed',
  (name) => {
    const bytes = gunzipSync(readFileSync(new URL(name, WHOLE)))
    const read = () => studyOf(readHeap(memorySource(bytes)))
    const { total, notes } = compare(read(), read()).diff()
    expect(total).toMatchObject({
      new: { count: 0 },
      freed: { count: 0 },
      net: { count: 0, bytes: 0 },
    })
    expect(notes).toEqual(['a and b are the same dump: nothing can differ.'])
  },
)
