import { expect, test } from 'vitest'
import { MadeHeap } from './testing/made-heap.ts'
import { LONGEST_LINE, lineOf, wholeRecordOf } from './line-of.ts'
import { recordOf } from './record-of.ts'

test('the line as it stands, and its record', () => {
  const made = new MadeHeap().add('s', 'STRING', { bytesize: 3, value: 'a\n"' })
  const heap = made.read()
  const line = new TextDecoder().decode(made.bytes()).split('\n')[1]
  expect(lineOf(heap, made.row('s'))).toBe(line)
  expect(wholeRecordOf(heap, made.row('s'))).toEqual(JSON.parse(line))
})

test('a line of two megabytes is whole, where a record is cut', () => {
  const value = 'x'.repeat(2_000_000)
  const made = new MadeHeap().add('s', 'STRING', { bytesize: value.length, value })
  const heap = made.read()
  const row = made.row('s')
  expect(recordOf(heap, row).cut).toEqual(['value'])
  expect(wholeRecordOf(heap, row)['value']).toBe(value)
  expect(JSON.parse(lineOf(heap, row))).toMatchObject({ memsize: 40, value })
})

test('bytes that are no UTF-8 come out as U+FFFD', () => {
  const bytes = new MadeHeap().add('f', 'OBJECT', { file: 'caf?.rb' }).bytes()
  bytes[bytes.indexOf(0x3f)] = 0xe9
  const made = new MadeHeap().add('f', 'OBJECT', { file: 'caf?.rb' })
  const heap = { ...made.read() }
  const source = {
    size: bytes.length,
    read(target: Uint8Array, offset: number) {
      const part = bytes.subarray(offset, offset + target.length)
      target.set(part)
      return part.length
    },
  }
  expect(lineOf({ ...heap, source }, made.row('f'))).toContain('"file":"caf\uFFFD.rb"')
})

test('a line that fits no string is refused with its size and place', () => {
  const made = new MadeHeap().add('s', 'STRING', { bytesize: 3, value: 'abc' })
  const heap = made.read()
  // A dump whose last line goes on for ever, as far as anybody reads.
  const source = {
    size: LONGEST_LINE + 10_000,
    read(target: Uint8Array, offset: number) {
      const length = Math.min(target.length, this.size - offset)
      target.fill(0x78, 0, length)
      return length
    },
  }
  expect(() => lineOf({ ...heap, source }, made.row('s'))).toThrowError(
    /the line of this object has 256.0 MB, more than fits/,
  )
})
