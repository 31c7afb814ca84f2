// Lines far longer than the kernel's buffer, made while they are read.
import { expect, test } from 'vitest'
import * as R from '../base/record.ts'
import { readHeap } from '../heap/read-heap.ts'
import { INPUT_BYTES } from '../kernel/layout.ts'
import type { ByteSource } from './byte-source.ts'
import { memorySource } from './memory-source.ts'

/** `before`, then `pattern` over and over for `bytes` bytes, then `after`. */
function longSource(before: string, pattern: string, bytes: number, after: string): ByteSource {
  const encode = (text: string) => new TextEncoder().encode(text)
  const [head, unit, tail] = [encode(before), encode(pattern), encode(after)]
  const middle = Math.floor(bytes / unit.length) * unit.length
  // Some thousand units, so that a read is a few copies.
  const block = new Uint8Array(unit.length * 8192)
  for (let at = 0; at < block.length; at += unit.length) block.set(unit, at)
  const size = head.length + middle + tail.length
  return {
    size,
    read(target, offset) {
      const length = Math.min(target.length, size - offset)
      let at = 0
      while (at < length) {
        const position = offset + at
        let piece: Uint8Array
        if (position < head.length) piece = head.subarray(position)
        else if (position >= head.length + middle)
          piece = tail.subarray(position - head.length - middle)
        else {
          const from = (position - head.length) % block.length
          piece = block.subarray(
            from,
            from + Math.min(block.length, head.length + middle - position),
          )
        }
        piece = piece.subarray(0, length - at)
        target.set(piece, at)
        at += piece.length
      }
      return length
    },
  }
}

const STRING =
  '{"address":"0x7f0000000010", "type":"STRING", "class":"0x7f0000000100", "bytesize":1, "value":"x", "memsize":40}\n'
const CLASS =
  '{"address":"0x7f0000000100", "type":"CLASS", "class":"0x7f0000000100", "name":"String", "memsize":600}\n'
const ROOT = '{"type":"ROOT", "root":"vm", "references":["0x7f0000000200"]}\n'
const MEGABYTES = 1_000_000

const START =
  '{"address":"0x7f0000000200", "type":"ARRAY", "class":"0x7f0000000100", "length":7, "references":["0x7f0000000010"'
const END =
  '], "file":"a.rb", "line":3, "generation":9, "memsize":99, "flags":{"wb_protected":true}}\n'

test('an array of millions of references, on one line of 300 MB', () => {
  const source = longSource(
    ROOT + STRING + START,
    ', "0x7f0000000010"',
    300 * MEGABYTES,
    END + CLASS,
  )
  const started = performance.now()
  const heap = readHeap(source)
  expect(performance.now() - started).toBeLessThan(10_000)

  const references = 1 + Math.floor((300 * MEGABYTES) / 18)
  const { columns, graph } = heap
  expect(heap.count).toBe(3)
  expect(heap.damage).toMatchObject({ badLines: 0, repaired: 0, truncated: false })
  expect(heap.dangling).toBe(0)
  expect(columns.type[1]).toBe(R.TYPE_ARRAY)
  expect([columns.length[1], columns.size[1], columns.generation[1]]).toEqual([7, 99, 9])
  expect(columns.flags[1] & R.FLAG_WB_PROTECTED).toBe(R.FLAG_WB_PROTECTED)
  expect(heap.sites.strings[heap.sites.file[columns.site[1]]]).toBe('a.rb')
  expect(graph.offsets[2] - graph.offsets[1]).toBe(1 + references)
  expect(graph.targets[graph.offsets[1]]).toBe(2)
  expect(
    graph.targets.subarray(graph.offsets[1] + 1, graph.offsets[2]).every((row) => row === 0),
  ).toBe(true)
  expect(columns.lineLow[2]).toBe(source.size - CLASS.length)
  // The string's class edge leads on behind the long line.
  expect(graph.targets[0]).toBe(2)
}, 60_000)

test('a string of 300 MB', () => {
  const before = `${CLASS}{"address":"0x7f0000000200", "type":"STRING", "class":"0x7f0000000100", "bytesize":5, "value":"`
  const after = `", "encoding":"UTF-8", "memsize":${300 * MEGABYTES}, "flags":{"old":true}}\n${STRING}${ROOT}`
  const source = longSource(before, 'text \\" \\\\ ', 300 * MEGABYTES, after)
  const started = performance.now()
  const heap = readHeap(source)
  expect(performance.now() - started).toBeLessThan(10_000)

  const { columns } = heap
  expect(heap.count).toBe(3)
  expect(heap.damage).toMatchObject({ badLines: 0, repaired: 0, truncated: false })
  expect([columns.length[1], columns.size[1]]).toEqual([5, 300 * MEGABYTES])
  // Its text is not looked at, so it has no hash.
  expect(columns.flags[1] & R.FLAG_VALUE).toBe(0)
  expect(heap.words[columns.word[1]]).toBe('UTF-8')
  expect(heap.roots).toEqual([{ category: 'vm', references: 1 }])
}, 60_000)

test('lines about as long as the buffer, in references, in text, in a root', () => {
  for (const excess of [-200, -1, 0, 1, 2, 100]) {
    for (const [head, unit, tail] of [
      [START, ', "0x7f0000000010"', END],
      ['{"address":"0x7f0000000200", "type":"STRING", "value":"', 'x', '", "memsize":40}\n'],
      ['{"type":"ROOT", "root":"vm", "references":["0x7f0000000010"', ', "0x7f0000000010"', ']}\n'],
    ]) {
      const fixed = head.length + tail.length
      const source = longSource(STRING + head, unit, INPUT_BYTES + excess - fixed, tail + CLASS)
      const heap = readHeap(source)
      expect(heap.damage).toMatchObject({ badLines: 0, repaired: 0, truncated: false })
      expect(heap.count).toBe(head.includes('ROOT') ? 2 : 3)
      const middle = source.size - STRING.length - CLASS.length - fixed
      if (head === START) {
        expect(heap.graph.offsets[2] - heap.graph.offsets[1]).toBe(2 + middle / unit.length)
      }
      if (head.includes('ROOT')) expect(heap.roots).toEqual([{ category: 'vm', references: 1 }])
    }
  }
}, 60_000)

test('a long line cut off by the end of the dump', () => {
  for (const [head, unit] of [
    [START, ', "0x7f0000000010"'],
    ['{"address":"0x7f0000000200", "type":"STRING", "value":"', 'x'],
  ]) {
    const heap = readHeap(longSource(CLASS + STRING + head, unit, INPUT_BYTES + 1000, ''))
    expect(heap.count).toBe(2)
    expect(heap.damage).toMatchObject({ badLines: 1, repaired: 0, truncated: true })
    expect(heap.damage.notes[0].byte).toBe(CLASS.length + STRING.length)
  }
})

test('long lines that are no records, or broken ones', () => {
  const twenty = INPUT_BYTES + 4 * MEGABYTES
  const log = readHeap(longSource(CLASS, 'log log log ', twenty, `\n${STRING}`))
  expect([log.count, log.damage.badLines, log.damage.notes[0].byte]).toEqual([2, 1, CLASS.length])

  const nested = readHeap(longSource(CLASS, '[', twenty, `\n${STRING}`))
  expect([nested.count, nested.damage.badLines]).toEqual([2, 1])

  const unclosed = readHeap(
    longSource(`${CLASS}{"address":"0x10", "type":"DATA", "struct":"`, 'a', twenty, `\n${STRING}`),
  )
  expect(unclosed.count + unclosed.damage.badLines).toBe(3)

  const broken = readHeap(
    longSource(`${CLASS}${START}`, ', "0x7f00000000G0"', twenty, END + STRING),
  )
  expect([broken.count, broken.damage.repaired]).toEqual([3, 1])
})

test('a dump that becomes shorter while it is read', () => {
  const bytes = new TextEncoder().encode(CLASS.repeat(10_000))
  const whole = memorySource(bytes)
  const source: ByteSource = {
    size: whole.size,
    read: (target, offset) => (offset > 500_000 ? 0 : whole.read(target, offset)),
  }
  expect(() => readHeap(source)).toThrow(/became shorter/)
})
