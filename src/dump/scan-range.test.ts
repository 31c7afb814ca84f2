// Reading as a whole, below the heap: the same whatever the ranges, the buffers and the kernel, and
// the same as JSON.parse.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyLine, bytesOf } from '../../test/reference/dump-lines.ts'
import { fixture, fixtures, joinLines, linesOf } from '../../test/reference/fixtures.ts'
import { digestOf } from '../../test/reference/heap-digest.ts'
import { expectedRow, rowsOf } from '../../test/reference/part-rows.ts'
import { LoupeError } from '../base/errors.ts'
import { buildHeap } from '../heap/build-heap.ts'
import { TableBuilder } from '../heap/table-builder.ts'
import type { KernelName } from './create-kernel.ts'
import { createKernel } from './create-kernel.ts'
import { estimateHeap } from './estimate.ts'
import { memorySource } from './memory-source.ts'
import type { Part } from './part.ts'
import { READ_BYTES, scanRange } from './scan-range.ts'

const kernels = { wasm: createKernel('wasm'), typescript: createKernel('typescript') }

function partsOf(bytes: Uint8Array, from: number, to: number, kernel: KernelName = 'wasm'): Part[] {
  const parts: Part[] = []
  scanRange(memorySource(bytes), kernels[kernel], from, to, { onPart: (part) => parts.push(part) })
  return parts
}

/** The dump read in ranges between cuts, the last range first. */
function readInRanges(bytes: Uint8Array, cuts: readonly number[], kernel: KernelName = 'wasm') {
  const borders = [0, ...[...cuts].sort((a, b) => a - b), bytes.length]
  const ranges: Part[][] = []
  for (let i = borders.length - 2; i >= 0; i--) {
    ranges.unshift(partsOf(bytes, borders[i], borders[i + 1], kernel))
  }
  const builder = new TableBuilder(
    estimateHeap(memorySource(bytes)),
    (size) => new ArrayBuffer(size),
  )
  for (const part of ranges.flat()) builder.append(part)
  try {
    return digestOf(buildHeap(builder.finish(), memorySource(bytes)))
  } catch (error) {
    if (error instanceof LoupeError) return error.message
    throw error
  }
}

function expectSame(found: unknown, wanted: unknown, what: string): void {
  // `toEqual` takes a millisecond; there are thousands of cases.
  if (JSON.stringify(found) !== JSON.stringify(wanted)) expect(found, what).toEqual(wanted)
}

const text = (...lines: string[]) => bytesOf(lines.join('\n'))

/** A small dump with all that makes borders difficult. */
const tricky = joinLines([
  ...linesOf(fixture('lines', 'native-3.3.jsonl').bytes)
    .slice(0, 3)
    .map((line) => line.subarray(0, 900)),
  ...linesOf(fixture('malformed', '3.3-file-newline.jsonl').bytes),
  bytesOf('puts: text of the program'),
  ...linesOf(fixture('malformed', '3.3-file-quote-backslash.jsonl').bytes),
  bytesOf(''),
  bytesOf('\r'),
  bytesOf('{"address":"0x7f0000000010", "type":"STRING", "bytesize":1, "memsize":40}\r'),
  ...linesOf(fixture('malformed', '3.3-file-newline.jsonl').bytes),
  bytesOf('{"address":"0x7f0000000040", "type":"ARRAY", "references":["0x7f0000000010"'),
  bytesOf('{"type":"ROOT", "root":"vm", "references":["0x7f0000000010", "0x7f0000000010"]}'),
  bytesOf('{ not a line at all'),
  bytesOf('}'),
  bytesOf(' {"address":"0x7f0000000068", "type":"STRING", "file":"a'),
  bytesOf('b", "memsize":40}'),
  bytesOf('text before {"address":"0x7f0000000090", "type":"HASH", "size":0, "memsize":40}'),
  bytesOf(
    '{"address":"0x7f00000000b8", "type":"OBJECT", "ivars":1, "memsize":40, "flags":{"old":true}}',
  ),
  bytesOf('{"address":"0x7f00000000e0", "type":"OBJECT", "ivars":1, "mems'),
]).subarray(0, -1)

test('every line of the fixtures becomes what JSON.parse says, by either kernel', () => {
  for (const { name, bytes } of fixtures('lines', 'extra')) {
    const lines = linesOf(bytes).filter((line) => line[0] === 0x7b)
    const wanted = lines.map(expectedRow).filter((row) => row !== undefined)
    for (const kernel of ['wasm', 'typescript'] as const) {
      expect(partsOf(joinLines(lines), 0, bytes.length, kernel).flatMap(rowsOf), name).toEqual(
        wanted,
      )
    }
  }
})

test('every generated line becomes what JSON.parse says, however odd', () => {
  fc.assert(
    fc.property(fc.array(anyLine, { minLength: 1, maxLength: 8 }), (lines) => {
      const bytes = joinLines(lines.map(bytesOf))
      const wanted = lines
        .map((line) => expectedRow(bytesOf(line)))
        .filter((row) => row !== undefined)
      expect(partsOf(bytes, 0, bytes.length).flatMap(rowsOf)).toEqual(wanted)
    }),
    { numRuns: 3000, seed: 11 },
  )
})

test('key order and spacing change nothing: the slow path says what the kernel says', () => {
  for (const { name, bytes } of fixtures('lines')) {
    const lines = linesOf(bytes).filter((line) => line[2] === 0x61)
    // Without blanks the kernel takes no line.
    const compact = lines.map((line) => {
      const fields = JSON.parse(new TextDecoder().decode(line)) as Record<string, unknown>
      const raw = new TextDecoder().decode(line)
      // 64-bit numbers would lose digits, `file` is raw.
      return raw.includes('\\') || raw.includes('"line":1844')
        ? line
        : bytesOf(JSON.stringify(fields))
    })
    const [fast] = partsOf(joinLines(lines), 0, 2 ** 30)
    const [slow] = partsOf(joinLines(compact), 0, 2 ** 30)
    expect(slow.features, name).toBe(fast.features)
    expect(rowsOf(slow), name).toEqual(rowsOf(fast))
    expect([slow.badLines, slow.repaired, slow.freeSlots]).toEqual([0, 0, fast.freeSlots])
  }
})

test('a cut at any byte of a difficult dump changes nothing', () => {
  const whole = readInRanges(tricky, [])
  expectSame(readInRanges(tricky, [], 'typescript'), whole, 'typescript')
  for (let cut = 1; cut < tricky.length; cut++) {
    expectSame(readInRanges(tricky, [cut]), whole, `cut at ${cut}`)
  }
})

test('any number of ranges gives the same heap, for real dumps and concatenated ones', () => {
  const dumps = [
    ...fixtures('extra', 'malformed').map(({ bytes }) => bytes),
    ...fixtures('lines').map(({ bytes }) => bytes.subarray(0, 20_000)),
    joinLines([tricky, fixture('extra', 'since-3.3.jsonl').bytes, tricky]),
  ]
  fc.assert(
    fc.property(
      fc.constantFrom(...dumps),
      fc.array(fc.noBias(fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 9 }),
      fc.constantFrom('wasm' as const, 'typescript' as const),
      (bytes, shares, kernel) => {
        const cuts = shares.map((share) => Math.floor(share * bytes.length))
        expectSame(
          readInRanges(bytes, cuts, kernel),
          readInRanges(bytes, []),
          `cuts ${cuts.join()}`,
        )
      },
    ),
    { numRuns: 400, seed: 12 },
  )
  const { bytes } = fixture('whole', 'native-3.4-bare.json.gz')
  const whole = readInRanges(bytes, [])
  expectSame(readInRanges(bytes, [1_000_001, 2_000_000, 2_000_001, 5_000_000]), whole, '5 ranges')
  expectSame(readInRanges(bytes, [777_777], 'typescript'), whole, 'typescript')
})

test('the end of a read may fall on any byte', () => {
  const wanted = partsOf(tricky, 0, tricky.length).flatMap(rowsOf)
  const [first] = partsOf(tricky, 0, tricky.length)
  for (let shown = 1; shown < tricky.length; shown++) {
    // A blank line in front moves the dump to where the first read shows `shown` bytes of it.
    const bytes = new Uint8Array(READ_BYTES - shown + tricky.length).fill(0x20)
    const at = READ_BYTES - shown
    bytes[at - 1] = 0x0a
    bytes.set(tricky, at)
    const parts = partsOf(bytes, 0, bytes.length, shown % 8 === 0 ? 'typescript' : 'wasm')
    expectSame(parts.flatMap(rowsOf), wanted, `read ends at ${shown}`)
    expectSame(
      parts[0].notes.map(({ byte, why }) => [byte - at, why]),
      first.notes.map(({ byte, why }) => [byte, why]),
      `notes, read ends at ${shown}`,
    )
  }
})

test('a dump cut off at any byte: whole lines count, the cut one is named', () => {
  const lines = linesOf(fixture('lines', 'native-3.4.jsonl').bytes)
    .filter((line) => expectedRow(line) !== undefined && line.length < 400)
    .slice(0, 6)
  const bytes = joinLines(lines)
  let ends = 0
  for (let size = 1; size < bytes.length; size++) {
    const whole = linesOf(bytes.subarray(0, size)).filter((line) => line.at(-1) === 0x7d)
    const parts = partsOf(bytes.subarray(0, size), 0, size)
    const rows = parts.reduce((sum, part) => sum + part.rows, 0)
    const truncated = parts.some((part) => part.truncated)
    const lineEnd = bytes[size - 1] === 0x0a || bytes[size] === 0x0a
    if (lineEnd) {
      expect([rows, truncated]).toEqual([whole.length, false])
      ends++
    } else {
      expect([size, rows, truncated]).toEqual([size, ends / 2, true])
      const note = parts.at(-1)?.notes.at(-1)
      expect(note?.why).toMatch(/ends in the middle/)
      expect(note?.byte).toBe(bytes.subarray(0, size).lastIndexOf(0x0a) + 1)
    }
  }
})

test('damage is counted and located', () => {
  const good = '{"address":"0x10", "type":"STRING", "bytesize":0, "memsize":40}'
  const bytes = text(
    good, // 64 bytes with its newline
    'program output',
    good.replace('0x10', '0x18'),
    '{"address":"0x20", "type":"DATA", "struct":"a"b", "memsize":48}',
    '[1, 2]',
    '{"level":"info"}',
    '\0\0\0\0',
    'null',
    good.replace('0x10', '0x21'),
  )
  const [part] = partsOf(bytes, 0, bytes.length)
  expect(part).toMatchObject({ rows: 3, badLines: 5, repaired: 1, constants: 1, truncated: false })
  expect(part.notes).toEqual([
    { byte: 64, why: 'not a line of a heap dump', excerpt: 'program output', repaired: false },
    {
      byte: 143,
      why: 'not valid JSON: recovered field by field',
      excerpt: '{"address":"0x20", "type":"DATA", "struct":"a"b", "memsize":48}',
      repaired: true,
    },
    { byte: 207, why: 'not an object line', excerpt: '[1, 2]', repaired: false },
    { byte: 214, why: 'no type', excerpt: '{"level":"info"}', repaired: false },
    {
      byte: 231,
      why: 'not a line of a heap dump',
      excerpt: '\\x00\\x00\\x00\\x00',
      repaired: false,
    },
    {
      byte: 241,
      why: 'impossible address',
      excerpt: good.replace('0x10', '0x21'),
      repaired: false,
    },
  ])
})

test('two records on one line are both read; text around them is damage', () => {
  const record = (n: number) =>
    `{"address":"0x${n}0", "type":"STRING", "bytesize":0, "memsize":4${n}}`
  const bytes = text(
    `${record(1)}${record(2)}`,
    `output ${record(3)}`,
    `${record(4).slice(0, 40)}${record(5)}`,
  )
  const [part] = partsOf(bytes, 0, bytes.length)
  expect(rowsOf(part).map(({ address, size }) => [address, size])).toEqual([
    ['0x10', 41],
    ['0x20', 42],
    ['0x30', 43],
    ['0x40', 0],
    ['0x50', 45],
  ])
  expect([part.badLines, part.repaired]).toEqual([1, 1])
  expect(Array.from(part.line)).toEqual([0, 63, 134, 198, 238])
})

test('a dump without newlines (ObjectSpace.dump writes none) is read, in time', () => {
  const record = (n: number) =>
    `{"address":"0x${(n * 8).toString(16)}", "type":"STRING", "class":"0x8", "bytesize":0, "memsize":40}`
  const bytes = bytesOf(Array.from({ length: 150_000 }, (_, n) => record(n + 1)).join(''))
  const parts = partsOf(bytes, 0, bytes.length)
  expect(parts.reduce((sum, part) => sum + part.rows, 0)).toBe(150_000)
  expect(parts.every((part) => part.badLines + part.repaired === 0)).toBe(true)
})

test('more records on one line than a part has rows', () => {
  const record = (n: number) => `{"address":"0x${(n * 8).toString(16)}","type":"HASH"}`
  const bytes = bytesOf(Array.from({ length: 300_000 }, (_, n) => record(n + 1)).join(''))
  const parts = partsOf(bytes, 0, bytes.length)
  expect(parts.map((part) => part.rows)).toEqual([262_144, 300_000 - 262_144])
  expect(rowsOf(parts[1])[0].address).toBe('0x200008')
  const [, second] = parts
  expect(second.origin + second.line[0]).toBe(
    bytesOf(Array.from({ length: 262_144 }, (_, n) => record(n + 1)).join('')).length,
  )
})

test('lines that only the slow path takes, beyond what one part holds', () => {
  const name = 'x'.repeat(60)
  // The blank in front keeps the kernel from taking them; each has texts of its own.
  const line = (n: number) =>
    ` {"address":"0x${(n * 8).toString(16)}", "type":"CLASS", "name":"${name}${n}", "memsize":1}`
  const bytes = bytesOf(Array.from({ length: 280_000 }, (_, n) => line(n + 1)).join('\n'))
  const parts = [...partsOf(bytes, 0, 1), ...partsOf(bytes, 1, bytes.length)]
  expect(parts.length).toBe(2)
  const builder = new TableBuilder(
    estimateHeap(memorySource(bytes)),
    (size) => new ArrayBuffer(size),
  )
  for (const part of parts) builder.append(part)
  const { count, classes } = buildHeap(builder.finish(), memorySource(bytes))
  expect(count).toBe(280_000)
  expect(classes.name.every((text, i) => text === `${name}${i + 1}`)).toBe(true)
})
