import { expect, test } from 'vitest'
import { fixture, fixtures } from '../../test/reference/fixtures.ts'
import { readSlowly } from '../../test/reference/slow-heap.ts'
import type { LoupeError } from '../base/errors.ts'
import { memorySource } from '../dump/memory-source.ts'
import { readHeap } from '../heap/read-heap.ts'
import { MadeHeap } from '../heap/testing/made-heap.ts'
import { GROUPINGS } from '../workbench/results.ts'
import type { Where } from '../workbench/results.ts'
import { slowRetained } from './testing/slow-retained.ts'
import { studyOf } from './testing/study-of.ts'
import { top } from './top.ts'
import { rowsWhere } from './where.ts'

const WHOLE = fixtures('whole').filter(({ ruby }) => ['2.7', '3.1', '3.3', 'head'].includes(ruby))

test.each(WHOLE.map((each) => [each.name, each] as const))(
  '%s: groups and the rest add up to the whole, however grouped',
  (_name, { bytes }) => {
    const heap = readHeap(memorySource(bytes))
    const study = studyOf(heap)
    const whole = top(study, { by: 'type', limit: 100 }).total
    expect(whole.count).toBe(heap.count)
    for (const by of GROUPINGS) {
      const { groups, total, ungrouped, groupCount } = top(study, { by, limit: 1e6 })
      expect(groups.length, by).toBe(groupCount)
      expect(total.count + ungrouped.count, by).toBe(whole.count)
      expect(total.bytes + ungrouped.bytes, by).toBe(whole.bytes)
      expect(
        groups.reduce((sum, group) => sum + group.bytes, 0),
        by,
      ).toBe(total.bytes)
      // Long texts are cut and may begin alike: they are told apart by their example.
      const keys = groups.map(({ name, example = '' }) => example + name)
      expect(new Set(keys).size, by).toBe(groups.length)
    }
  },
)

test('what a class retains: its objects are gone one by one, nothing is counted twice', () => {
  const made = new MadeHeap()
    .root('vm', 'outer', 'Shared')
    .klass('Class')
    .klass('Node')
    .klass('Shared', { references: ['shared'] })
    .add('outer', 'OBJECT', { class: 'Node', references: ['inner', 'shared'], memsize: 100 })
    .add('inner', 'OBJECT', { class: 'Node', references: ['text', 'outer'], memsize: 10 })
    .add('text', 'STRING', { bytesize: 4, memsize: 1 })
    .add('shared', 'STRING', { bytesize: 4, memsize: 1000 })
  const heap = made.read()
  const groups = top(studyOf(heap), { by: 'class', limit: 100 }).groups
  const node = groups.find(({ name }) => name === 'Node')
  const gone = new Set([made.row('outer'), made.row('inner')])
  expect(node).toMatchObject({ count: 2, bytes: 110 })
  // The class Node itself is lost with its last instance.
  expect(node?.retained).toBe(slowRetained(heap, gone))
})

test('on a real heap, retained by class is what the largest members retain', () => {
  const heap = readHeap(memorySource(fixture('whole', 'native-3.3-bare.json.gz').bytes))
  const study = studyOf(heap)
  const { groups } = top(study, { by: 'class', limit: 1e6 })
  const { groupOf, names } = study.names.groups
  for (const { name, retained, count } of groups) {
    if (count !== 1) continue
    const row = groupOf.indexOf(names.indexOf(name))
    if (study.trees.dominators.positionOf[row] >= study.trees.dominators.reachable) continue
    expect(retained, name).toBe(study.trees.dominators.retained[row])
  }
})

test.each(WHOLE.map((each) => [each.name, each] as const))(
  '%s: references are what the lines list, where the dump has the object',
  (_name, { bytes }) => {
    const heap = readHeap(memorySource(bytes))
    const study = studyOf(heap)
    const { objects } = readSlowly(bytes, false)
    const slow = new Map<string, number>()
    for (const { type, fields } of objects.values()) {
      const listed = (fields['references'] ?? []) as string[]
      const there = listed.filter((address) => objects.has(address)).length
      slow.set(type, (slow.get(type) ?? 0) + there)
    }
    const { groups } = top(study, { by: 'type', sort: 'refs', limit: 100 })
    expect(new Map(groups.map(({ name, references }) => [name, references]))).toEqual(
      new Map(groups.map(({ name }) => [name, slow.get(name) ?? 0])),
    )
    const figures = groups.map(({ references = -1 }) => references)
    expect(figures).toEqual(figures.toSorted((a, b) => b - a))
  },
)

test('only copies can be wasted', () => {
  const study = studyOf(new MadeHeap().root('vm').read())
  expect(() => top(study, { by: 'class', sort: 'wasted' })).toThrow(/--by value|cannot be sorted/)
})

test('sorting', () => {
  const study = studyOf(readHeap(memorySource(fixture('whole', 'native-3.3-bare.json.gz').bytes)))
  const by = (sort: 'retained' | 'bytes' | 'count' | 'name') =>
    top(study, { by: 'size-class', sort, limit: 99 })
  expect(by('name').groups.map(({ name }) => name)).toEqual([
    '40 B',
    '80 B',
    '160 B',
    '320 B',
    '640 B',
  ])
  for (const sort of ['retained', 'bytes', 'count'] as const) {
    const figures = by(sort).groups.map((group) => group[sort] ?? 0)
    expect(figures).toEqual(figures.toSorted((a, b) => b - a))
  }
  expect(top(study, { by: 'class', limit: 3 }).groups.length).toBe(3)
  expect(top(study, { by: 'site' }).groups).toEqual([])
})

test('allocation sites, methods, files, gems and generations', () => {
  const made = new MadeHeap().root('vm', 'a', 'b', 'c', 'd')
  const gem = '/usr/lib/ruby/gems/3.1.0/gems/rack-2.2.4/lib/rack.rb'
  made
    .add('a', 'STRING', { bytesize: 1, file: gem, line: 3, method: 'call', generation: 4 })
    .add('b', 'STRING', { bytesize: 1, file: gem, line: 3, method: 'new', generation: 4 })
    .add('c', 'STRING', { bytesize: 1, file: '/app/x.rb', line: 9, method: 'call', generation: 11 })
    .add('d', 'STRING', { bytesize: 1, file: '/app/x.rb', line: 10, generation: 11 })
  const study = studyOf(made.read())
  const groups = (by: (typeof GROUPINGS)[number]) =>
    Object.fromEntries(
      top(study, { by, sort: 'name' }).groups.map(({ name, count }) => [name, count]),
    )
  expect(groups('site')).toEqual({ '/app/x.rb:10': 1, '/app/x.rb:9': 1, [`${gem}:3`]: 2 })
  expect(groups('file')).toEqual({ '/app/x.rb': 2, [gem]: 2 })
  expect(groups('method')).toEqual({ call: 2, new: 1 })
  expect(groups('gem')).toEqual({ app: 2, 'rack 2.2.4': 2 })
  expect(top(study, { by: 'generation', sort: 'name' }).groups.map(({ name }) => name)).toEqual([
    '4',
    '11',
  ])
  expect(top(study, { by: 'method' }).ungrouped.count).toBe(2)
})

const RUBY = fixture('whole', 'native-3.3-bare.json.gz')

test('conditions hold for all and only the objects that are left', () => {
  const heap = readHeap(memorySource(RUBY.bytes))
  const study = studyOf(heap)
  const rows = [...readSlowly(RUBY.bytes, false).objects.values()]
  const size = (row: number) => Number(rows[row].fields['memsize'])
  const cases: [Where, (row: number) => boolean][] = [
    [{ type: 'STRING' }, (row) => rows[row].type === 'STRING'],
    [{ type: 't_hash' }, (row) => rows[row].type === 'HASH'],
    [{ flag: 'frozen' }, (row) => rows[row].fields['frozen'] === true],
    [{ size: { min: 100 } }, (row) => size(row) >= 100],
    [{ size: { min: 41, max: 100 } }, (row) => size(row) >= 41 && size(row) <= 100],
    [{ type: 'STRING', flag: 'fstring' }, (row) => rows[row].fields['fstring'] === true],
  ]
  for (const [where, holds] of cases) {
    const found = rowsWhere(study, where)
    for (let row = 0; row < heap.count; row++) {
      expect((found[row >>> 5] & (1 << row)) !== 0, `${JSON.stringify(where)} ${row}`).toBe(
        holds(row),
      )
    }
  }
  const requirements = top(study, { by: 'class', where: { class: 'Gem::*' }, limit: 100 }).groups
  expect(requirements.every(({ name }) => name.startsWith('Gem::'))).toBe(true)
  expect(requirements.length).toBeGreaterThan(3)
  expect(top(study, { by: 'class', where: { class: '/^gem::/i' }, limit: 100 }).groups).toEqual(
    requirements,
  )
})

test('what an object retains, and what all instances of a class do', () => {
  const made = new MadeHeap()
    .root('vm', 'x', 'y')
    .klass('Class')
    .klass('Box')
    .add('x', 'OBJECT', { class: 'Box', references: ['in x', 'in both'] })
    .add('y', 'OBJECT', { class: 'Box', references: ['in both'] })
    .add('in x', 'STRING', { bytesize: 1 })
    .add('in both', 'STRING', { bytesize: 1 })
  const study = studyOf(made.read())
  const names = (retainedBy: string) => {
    const rows = rowsWhere(study, { retainedBy })
    return ['x', 'y', 'in x', 'in both'].filter((name) => (rows[0] & (1 << made.row(name))) !== 0)
  }
  expect(names(`@${made.row('x')}`)).toEqual(['x', 'in x'])
  expect(names('Box')).toEqual(['x', 'y', 'in x', 'in both'])
})

test('conditions that mean nothing are refused', () => {
  const study = studyOf(readHeap(memorySource(RUBY.bytes)))
  const code = (where: Where): string => {
    try {
      rowsWhere(study, where)
      return 'none'
    } catch (error) {
      return (error as LoupeError).code
    }
  }
  expect(code({ type: 'STRNIG' })).toBe('usage')
  expect(code({ flag: 'forzen' })).toBe('usage')
  expect(code({ generation: { min: 1 } })).toBe('no-answer')
  expect(code({ class: 'Strnig' })).toBe('no-answer')
  expect(code({ class: '/(/' })).toBe('usage')
  expect(code({ retainedBy: '@99999999' })).toBe('no-answer')
})
