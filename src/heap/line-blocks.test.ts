import { expect, test } from 'vitest'
import { memorySource } from '../dump/memory-source.ts'
import { FLAG_REPAIRED } from '../base/record.ts'
import { realDumps } from '../library/testing/opened.ts'
import type { Heap } from './heap.ts'
import { createLineBlocks, lineBlocks } from './line-blocks.ts'
import { lineOf, wholeRecordOf } from './line-of.ts'
import { readHeap } from './read-heap.ts'
import { MadeHeap } from './testing/made-heap.ts'

const dumps = realDumps().map(({ name, bytes }) => ({
  name,
  heap: readHeap(memorySource(bytes)),
}))

for (const block of [1 << 20, 700]) {
  test.each(dumps)(`$name, blocks of ${block}: what a line on its own has`, ({ heap }) => {
    const texts = createLineBlocks(heap, block)
    const lines = createLineBlocks(heap, block)
    for (let row = 0; row < heap.count; row++) {
      const isMended = (heap.columns.flags[row] & FLAG_REPAIRED) !== 0
      const record = wholeRecordOf(heap, row)
      const text = texts.valueAt(row)
      if (text !== undefined && !isMended) expect(text).toBe(record['value'])
      const line = lines.lineAt(row)
      if (line === undefined) continue
      expect(line.fields).toEqual(record)
      expect(line.text).toBe(lineOf(heap, row))
    }
  })
}

test('rows in order are read in blocks, others not at all', () => {
  const made = new MadeHeap()
  for (let i = 0; i < 5000; i++) made.add(`s${i}`, 'STRING', { bytesize: 4, value: `${1000 + i}` })
  const { heap, reads } = counted(made.read())
  const rows = Array.from({ length: 5000 }, (_, i) => made.row(`s${i}`))
  const blocks = lineBlocks(heap)
  expect(blocks).toBe(lineBlocks(heap))
  const texts = rows.map((row) => blocks.valueAt(row))
  // The first is not known to be followed by another.
  expect(texts[0]).toBe(undefined)
  expect(texts.slice(1)).toEqual(rows.slice(1).map((_, i) => `${1001 + i}`))
  expect(reads()).toBeLessThanOrEqual(2)
  const small = createLineBlocks(heap, 200)
  const before = reads()
  expect(rows.toReversed().map((row) => small.valueAt(row))).toEqual(rows.map(() => undefined))
  expect(reads()).toBe(before)
})

test('escapes, quotes and what looks like the field inside another', () => {
  const values = ['a"b', 'back\\', '\\"', '"value":"x', 'new\nline', '', 'tab\t\u0001']
  const made = new MadeHeap()
  made.add('first', 'STRING', { bytesize: 1, value: 'x' })
  for (const value of values) {
    made.add(value, 'STRING', { file: '"value":"no', bytesize: value.length, value, memsize: 40 })
  }
  const heap = made.read()
  const blocks = createLineBlocks(heap)
  blocks.valueAt(made.row('first'))
  for (const value of values) expect(blocks.valueAt(made.row(value))).toBe(value)
})

test('a line longer than a block is left to others, and those behind it are not', () => {
  const made = new MadeHeap().add('a', 'STRING', { value: 'a' })
  made.add('long', 'STRING', { value: 'x'.repeat(3000) }).add('b', 'STRING', { value: 'b' })
  const heap = made.read()
  const blocks = createLineBlocks(heap, 1000)
  expect(blocks.valueAt(made.row('a'))).toBe(undefined)
  expect(blocks.valueAt(made.row('long'))).toBe(undefined)
  expect(blocks.lineAt(made.row('long'))).toBe(undefined)
  expect(blocks.valueAt(made.row('b'))).toBe('b')
})

function counted(heap: Heap): { heap: Heap; reads: () => number } {
  let count = 0
  const source = {
    size: heap.source.size,
    read(target: Uint8Array, offset: number) {
      count++
      return heap.source.read(target, offset)
    },
  }
  return { heap: { ...heap, source }, reads: () => count }
}
