// Inputs at the edge of what a heap dump is: partial, joined, foreign, empty.
import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { bytesOf } from '../../test/reference/dump-lines.ts'
import { fixture, fixtures, joinLines, linesOf } from '../../test/reference/fixtures.ts'
import { inSlowWords, readSlowly } from '../../test/reference/slow-heap.ts'
import { LoupeError } from '../base/errors.ts'
import * as R from '../base/record.ts'
import { memorySource } from '../dump/memory-source.ts'
import type { Heap } from './heap.ts'
import { readHeap } from './read-heap.ts'

const read = (...lines: string[]): Heap => readHeap(memorySource(bytesOf(lines.join('\n') + '\n')))

function refusalOf(bytes: Uint8Array): LoupeError {
  try {
    readHeap(memorySource(bytes))
  } catch (error) {
    if (error instanceof LoupeError) return error
    throw error
  }
  throw new Error('this was read as a heap dump')
}

test('`since:` dumps: objects without roots', () => {
  for (const { name, bytes } of fixtures('extra').filter((one) => one.name.startsWith('since'))) {
    const heap = readHeap(memorySource(bytes))
    const slow = readSlowly(bytes, false)
    expect(heap.count, name).toBe(slow.objects.size)
    expect(inSlowWords(heap).edges).toEqual(
      new Map([...slow.objects].map(([at, one]) => [at, one.edges])),
    )
    expect([heap.roots, heap.dangling]).toEqual([[], slow.dangling])
    expect(heap.graph.nodeCount).toBe(heap.count + 1)
    expect(heap.dialect.traced).toBe(true)
    expect(heap.damage.badLines).toBe(0)
  }
})

test('shapes alone: a heap without objects', () => {
  for (const { bytes } of fixtures('extra').filter(({ name }) => name.startsWith('shapes'))) {
    const heap = readHeap(memorySource(bytes))
    expect(heap.count).toBe(0)
    expect(heap.shapes.count).toBe(linesOf(bytes).length)
    expect(heap.graph).toMatchObject({ nodeCount: 1, root: 0 })
    expect(heap.damage.badLines).toBe(0)
  }
})

test('`full: true`: free slots are counted, zombies are objects without a class edge', () => {
  for (const { name, bytes } of fixtures('extra').filter((one) => one.name.startsWith('full'))) {
    const heap = readHeap(memorySource(bytes))
    const slow = readSlowly(bytes, false)
    expect([heap.freeSlots, heap.count], name).toEqual([slow.freeSlots, slow.objects.size])
    expect(heap.freeSlots).toBeGreaterThan(0)
    const zombies = heap.columns.type.indexOf(R.TYPE_ZOMBIE)
    expect(zombies).toBeGreaterThanOrEqual(0)
    expect(heap.columns.flags[zombies] & R.FLAG_CLASS_EDGE).toBe(0)
    expect(heap.dangling).toBe(slow.dangling)
  }
})

test('special constants alone: no heap, said so', () => {
  for (const { name, bytes } of fixtures('extra').filter((one) => one.name.startsWith('special'))) {
    const error = refusalOf(bytes)
    expect(error.code, name).toBe('not-a-dump')
    expect(error.message).toMatch(/no heap objects/)
  }
})

test('the single line of ObjectSpace.dump, with or without a newline', () => {
  const line =
    '{"address":"0x7f10", "type":"STRING", "class":"0x7f20", "bytesize":3, "value":"abc", "memsize":40}'
  for (const end of ['', '\n', '\r\n', '\n\n']) {
    const heap = readHeap(memorySource(bytesOf(line + end)))
    expect([heap.count, heap.dangling, heap.damage.badLines]).toEqual([1, 1, 0])
    expect(heap.damage.truncated).toBe(false)
  }
})

test('two dumps in one file: the last line of an address counts', () => {
  const once = fixture('whole', 'native-2.7-bare.json.gz').bytes
  const lines = linesOf(once).slice(0, 3000)
  const twice = readHeap(memorySource(joinLines([...lines, ...lines])))
  const slow = readSlowly(joinLines([...lines, ...lines]), false)
  expect(twice.count).toBe(slow.objects.size)
  expect(twice.duplicates).toBe(slow.duplicates)
  expect(inSlowWords(twice).edges).toEqual(
    new Map([...slow.objects].map(([at, one]) => [at, one.edges])),
  )
  expect(inSlowWords(twice).roots).toEqual(slow.roots)

  const other = fixture('whole', 'wasm-3.4-bare.json.gz').bytes
  const mixed = joinLines([
    ...linesOf(other).slice(0, 2000),
    ...lines,
    ...linesOf(other).slice(1000, 3000),
  ])
  const heap = readHeap(memorySource(mixed))
  const wanted = readSlowly(mixed, false)
  expect([heap.count, heap.duplicates]).toEqual([wanted.objects.size, wanted.duplicates])
})

test('CRLF, blank lines and a byte-order mark are no damage', () => {
  const lines = linesOf(fixture('lines', 'native-3.2.jsonl').bytes)
  const plain = readHeap(memorySource(joinLines(lines)))
  const text = lines.map((line) => new TextDecoder().decode(line))
  const crlf = readHeap(memorySource(bytesOf(`\uFEFF${text.join('\r\n\r\n')}\r\n`)))
  expect([crlf.count, crlf.dangling]).toEqual([plain.count, plain.dangling])
  expect(crlf.damage.badLines).toBe(0)
  expect([...crlf.columns.size]).toEqual([...plain.columns.size])
})

test('a null reference (`0x`) is none', () => {
  const heap = read(
    '{"address":"0x7f10", "type":"ARRAY", "class":"0x", "references":["0x", "0x7f10"], "memsize":40}',
  )
  expect([heap.count, heap.dangling]).toEqual([1, 0])
  expect([...heap.graph.targets]).toEqual([0])
})

test('what is no heap dump gets one clear sentence', () => {
  const log = Array.from(
    { length: 5000 },
    (_, i) => `2026-11-23 12:00:${i} INFO GET /works/${i} 200 OK`,
  )
  const others: Record<string, Uint8Array> = {
    png: Uint8Array.from([
      0x89,
      0x50,
      0x4e,
      0x47,
      0x0d,
      0x0a,
      0x1a,
      0x0a,
      ...deflateSync(bytesOf(log.join())),
    ]),
    'JSON array': bytesOf(JSON.stringify(log.map((message) => ({ message, address: 1 })))),
    'pretty JSON': bytesOf(JSON.stringify({ objects: log }, undefined, 2)),
    'JSON lines': bytesOf(
      log.map((message) => JSON.stringify({ type: 'log', message })).join('\n'),
    ),
    log: bytesOf(log.join('\n')),
    NULs: new Uint8Array(100_000),
    'one byte': bytesOf('{'),
    'binary without newlines': Uint8Array.from(
      { length: 300_000 },
      (_, i) => ((i * i) % 251) | 0x20,
    ),
  }
  for (const [name, bytes] of Object.entries(others)) {
    const error = refusalOf(bytes)
    expect(error.code, name).toBe('not-a-dump')
    expect(error.message, name).toMatch(/^This is not a Ruby heap dump|ends before its first line/)
    expect(error.next).toBeDefined()
  }
  expect(refusalOf(new Uint8Array(0)).message).toMatch(/empty/)
})

test('a dump among other output is read, and the rest counted', () => {
  const lines = linesOf(fixture('lines', 'native-4.0.jsonl').bytes)
  const plain = readHeap(memorySource(joinLines(lines)))
  const noisy = lines.flatMap((line, i) =>
    i % 10 === 0 ? [bytesOf('=> nil, and so on'), line] : [line],
  )
  const heap = readHeap(memorySource(joinLines(noisy)))
  expect(heap.count).toBe(plain.count)
  expect(heap.damage.badLines).toBe(Math.ceil(lines.length / 10))
})
