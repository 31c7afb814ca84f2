import { expect, test } from 'vitest'
import { fixtures } from '../../test/reference/fixtures.ts'
import { readSlowly } from '../../test/reference/slow-heap.ts'
import { memorySource } from '../dump/memory-source.ts'
import { readHeap } from '../heap/read-heap.ts'
import { MadeHeap } from '../heap/testing/made-heap.ts'
import { studyOf } from './testing/study-of.ts'
import { top } from './top.ts'
import { rowsWhere } from './where.ts'

test.each(fixtures('whole').map((each) => [each.name, each] as const))(
  '%s: the texts that JSON.parse finds, as often, with the same copies',
  (_name, { bytes }) => {
    const slow = new Map<string, number[]>()
    for (const { type, fields } of readSlowly(bytes, false).objects.values()) {
      const text = fields['value']
      if (type !== 'STRING' || typeof text !== 'string') continue
      slow.set(text, [...(slow.get(text) ?? []), Number(fields['memsize'])])
    }
    expect(slow.size).toBeGreaterThan(100)
    const result = top(studyOf(readHeap(memorySource(bytes))), { by: 'value', limit: 1e6 })
    const sum = (sizes: number[]) => sizes.reduce((total, size) => total + size, 0)
    const expected = [...slow].map(([text, sizes]) =>
      JSON.stringify([
        text.length > 200 ? `${text.slice(0, 200)}…` : text,
        sizes.length,
        sum(sizes),
        sum(sizes) - Math.max(...sizes),
      ]),
    )
    const found = result.groups.map(({ name, count, bytes: own, wasted }) =>
      JSON.stringify([name, count, own, wasted]),
    )
    expect(found.toSorted()).toEqual(expected.toSorted())
    expect(result.groupCount).toBe(slow.size)
    const copies = [...slow.values()].map((sizes) => sum(sizes) - Math.max(...sizes))
    expect(result.wasted).toBe(sum(copies))
    const wasted = result.groups.map((group) => group.wasted ?? -1)
    expect(wasted).toEqual(wasted.toSorted((a, b) => b - a))
  },
)

function kitchen(): MadeHeap {
  const long = 'x'.repeat(5000)
  return new MadeHeap()
    .root('vm', 'one', 'two', 'three', 'long', 'longer', 'none', 'symbol', 'empty')
    .add('one', 'STRING', { value: 'tea', bytesize: 3, memsize: 40, generation: 1 })
    .add('two', 'STRING', { value: 'tea', bytesize: 3, memsize: 100, generation: 2 })
    .add('three', 'STRING', { value: 'tea', bytesize: 3, memsize: 60, generation: 2 })
    .add('long', 'STRING', { value: `${long}a`, bytesize: 5001, memsize: 5041 })
    .add('longer', 'STRING', { value: `${long}b`, bytesize: 5001, memsize: 5041 })
    .add('none', 'STRING', { bytesize: 3, memsize: 40, shared: true })
    .add('symbol', 'SYMBOL', { value: 'tea', bytesize: 3, memsize: 40 })
    .add('empty', 'STRING', { value: '', bytesize: 0, memsize: 40 })
}

test('all but the largest are copies, and what has no text is none', () => {
  const made = kitchen()
  const { groups, ungrouped, total, wasted } = top(studyOf(made.read()), { by: 'value' })
  expect(groups[0]).toMatchObject({ name: 'tea', count: 3, bytes: 200, wasted: 100 })
  expect(groups[0]?.example).toBe(`@${made.row('one')}`)
  // MadeHeap has a RUBY_DESCRIPTION of its own.
  expect(groups.length).toBe(5)
  expect(groups.some(({ name, count }) => name === '' && count === 1)).toBe(true)
  expect({ wasted, ungrouped: ungrouped.count, total: total.count }).toEqual({
    wasted: 100,
    ungrouped: 2,
    total: 7,
  })
})

test('texts that begin alike are two, and their names say that they are cut', () => {
  const { groups } = top(studyOf(kitchen().read()), { by: 'value' })
  const long = groups.filter(({ name }) => name.startsWith('xxx'))
  expect(long.map(({ name, count }) => [name, count])).toEqual([
    [`${'x'.repeat(200)}…`, 1],
    [`${'x'.repeat(200)}…`, 1],
  ])
})

test('copies are counted, and the example taken, among those asked about', () => {
  const made = kitchen()
  const where = { generation: { min: 2 } }
  const { groups } = top(studyOf(made.read()), { by: 'value', where })
  expect(groups).toMatchObject([
    { name: 'tea', count: 2, bytes: 160, wasted: 60, example: `@${made.row('two')}` },
  ])
})

test('by name, the texts are sorted', () => {
  const { groups } = top(studyOf(kitchen().read()), { by: 'value', sort: 'name' })
  const names = groups.map(({ name }) => name)
  expect(names).toEqual(names.toSorted())
})

test('--where same-text: the strings with the text of one, and a reason where it has none', () => {
  const made = kitchen()
  const study = studyOf(made.read())
  const rows = rowsWhere(study, { sameText: `@${made.row('three')}` })
  const found = ['one', 'two', 'three', 'long', 'none', 'symbol', 'empty'].filter(
    (name) => (rows[made.row(name) >>> 5] & (1 << made.row(name))) !== 0,
  )
  expect(found).toEqual(['one', 'two', 'three'])
  for (const name of ['none', 'symbol']) {
    expect(() => rowsWhere(study, { sameText: `@${made.row(name)}` })).toThrow(/no string whose/)
  }
})
