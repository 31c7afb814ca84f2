import { expect, test } from 'vitest'
import { fixtures, linesOf } from '../../test/reference/fixtures.ts'
import { memorySource } from '../dump/memory-source.ts'
import { readHeap } from './read-heap.ts'
import { glanceAt, lineStart, recordOf } from './record-of.ts'
import { MadeHeap } from './testing/made-heap.ts'

test.each(fixtures('whole').map((each) => [each.name, each] as const))(
  '%s: every record is what its line says',
  (_name, { bytes }) => {
    const heap = readHeap(memorySource(bytes))
    const decoder = new TextDecoder()
    let next = 0
    let start = 0
    for (const line of linesOf(bytes)) {
      if (next < heap.count && lineStart(heap, next) === start) {
        const fields: unknown = JSON.parse(decoder.decode(line))
        if (next % 7 === 0) {
          const record = recordOf(heap, next)
          expect(record).toEqual({ fields, byte: start, length: line.length, cut: [] })
          // A list may be cut where the glance ends.
          const { references: _, value: __, ...seen } = glanceAt(heap, next)
          expect(fields).toMatchObject(seen)
        }
        next++
      }
      start += line.length + 1
    }
    expect(next).toBe(heap.count)
  },
)

const MANY = 60_000

function longLists(): MadeHeap {
  const references = Array.from({ length: MANY }, () => 'text')
  const value = 'say \\"x\\", "y": \\\\ '.repeat(90_000)
  return new MadeHeap()
    .root('vm', 'list', 'long')
    .add('text', 'STRING', { bytesize: 2, value: 'hi' })
    .add('list', 'ARRAY', { length: MANY, references, memsize: 480_040 })
    .add('long', 'STRING', { bytesize: value.length, value, encoding: 'UTF-8', memsize: 2_000_000 })
    .add('last', 'STRING', { bytesize: 3, value: 'end' })
}

test('of a very long line the beginning and the end are read', () => {
  const made = longLists()
  const heap = made.read()
  const list = recordOf(heap, made.row('list'))
  expect(list.cut).toEqual(['references'])
  expect(list.fields).toMatchObject({
    type: 'ARRAY',
    length: MANY,
    memsize: 480_040,
    flags: { old: true },
  })
  const listed = list.fields['references'] as string[]
  expect(listed.length).toBeGreaterThan(1000)
  expect(new Set(listed)).toEqual(new Set([made.address('text')]))
  expect(list.length).toBeGreaterThan(MANY * 16)

  const long = recordOf(heap, made.row('long'))
  expect(long.cut).toEqual(['value'])
  expect(long.fields).toMatchObject({ encoding: 'UTF-8', memsize: 2_000_000 })
  expect(String(long.fields['value'])).toMatch(/^say \\"x\\", "y": /)
  expect(recordOf(heap, made.row('last')).fields).toMatchObject({ value: 'end' })
})

test('a glance takes one small read, however long the line', () => {
  const made = longLists()
  const source = memorySource(made.bytes())
  let read = 0
  const heap = readHeap(source)
  const counting = {
    ...heap,
    source: {
      ...source,
      read(target: Uint8Array, offset: number) {
        read += target.length
        return source.read(target, offset)
      },
    },
  }
  expect(glanceAt(counting, made.row('list'))).toMatchObject({ type: 'ARRAY', length: MANY })
  expect(String(glanceAt(counting, made.row('long'))['value'])).toMatch(/^say \\"x\\", "y": /)
  expect(glanceAt(counting, made.row('last'))).toMatchObject({ value: 'end' })
  expect(read).toBeLessThanOrEqual(3 * 1024)
})

test('a record that older Rubies broke is recovered', () => {
  for (const { name, bytes } of fixtures('malformed')) {
    if (name.includes('truncated')) continue
    const heap = readHeap(memorySource(bytes))
    for (let row = 0; row < heap.count; row++) {
      const { fields } = recordOf(heap, row)
      expect(fields, name).toMatchObject({ address: heap.pages.addressOf(heap.columns.code[row]) })
      expect(glanceAt(heap, row), name).toMatchObject({ type: fields['type'] })
    }
  }
})
