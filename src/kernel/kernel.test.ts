// Both kernels, held to each other and to JSON.parse.
import fc from 'fast-check'
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { anyLine, bytesOf, oddLine, rubyLine } from '../../test/reference/dump-lines.ts'
import { FOLDERS, fixtures, joinLines, linesOf } from '../../test/reference/fixtures.ts'
import { expectedRow, rowsOf } from '../../test/reference/part-rows.ts'
import { emptySide, takePart } from '../dump/part.ts'
import { contentHash, contentHashHigh } from './content-hash.ts'
import type { Kernel, KernelViews } from './kernel.ts'
import { viewsOf } from './kernel.ts'
import * as L from './layout.ts'
import { createTypeScriptKernel } from './typescript-kernel.ts'
import { canRunWasm, createWasmKernel } from './wasm-kernel.ts'

interface Held {
  readonly kernel: Kernel
  readonly views: KernelViews
}

const wasm = hold(createWasmKernel())
const twin = hold(createTypeScriptKernel())

function hold(kernel: Kernel): Held {
  return { kernel, views: viewsOf(kernel.memory) }
}

interface Stop {
  readonly at: number
  readonly status: number
}

/** Scans whole lines, stepping over those that need the slow path; tells where it stopped. */
function scanLines({ kernel, views }: Held, bytes: Uint8Array): Stop[] {
  kernel.reset()
  views.bytes.set(bytes, L.INPUT_BASE)
  const end = L.INPUT_BASE + bytes.length
  const stops: Stop[] = []
  let from: number = L.INPUT_BASE
  while (from < end) {
    from = kernel.scan(from, end, end, L.INPUT_BASE)
    stops.push({ at: from - L.INPUT_BASE, status: views.state[L.STATE_STATUS] })
    if (views.state[L.STATE_STATUS] !== L.STATUS_SLOW) break
    const newline = views.bytes.subarray(from, end).indexOf(0x0a)
    if (newline < 0) break
    from += newline + 1
  }
  return stops
}

/** All that a scan leaves behind. */
function tablesOf({ views }: Held): Record<string, ArrayLike<number>> {
  const { state } = views
  const rows = state[L.STATE_ROWS]
  const cut = (column: Uint32Array | Uint16Array | Uint8Array, length: number) =>
    column.slice(0, length)
  return {
    state: state.slice(0, L.STATE_SLOTS),
    code: cut(views.code, rows),
    shape: cut(views.shape, rows),
    size: cut(views.size, rows),
    line: cut(views.line, rows),
    length: cut(views.length, rows),
    flags: cut(views.flags, rows),
    refEnd: cut(views.refEnd, rows),
    hashLow: cut(views.hashLow, rows),
    hashHigh: cut(views.hashHigh, rows),
    site: cut(views.site, rows),
    generation: cut(views.generation, rows),
    word: cut(views.word, rows),
    slot: cut(views.slot, rows),
    type: cut(views.type, rows),
    refs: cut(views.refs, state[L.STATE_REFS]),
    pages: cut(views.pages, state[L.STATE_PAGES] * 2),
    words: cut(views.words, state[L.STATE_WORDS] * 2),
    sites: cut(views.sites, state[L.STATE_SITES] * 2),
    texts: cut(views.texts, state[L.STATE_TEXTS] * 2),
    aux: cut(views.aux, state[L.STATE_AUX] * 3),
    pool: views.bytes.slice(L.POOL_BASE, L.POOL_BASE + state[L.STATE_POOL]),
  }
}

function expectAgreement(bytes: Uint8Array): void {
  const stops = scanLines(wasm, bytes)
  expect(scanLines(twin, bytes)).toEqual(stops)
  const ours = tablesOf(wasm)
  const theirs = tablesOf(twin)
  for (const name of Object.keys(ours)) {
    // `toEqual` takes seconds for a column, so it is only asked to explain.
    if (!isSame(ours[name], theirs[name])) expect(theirs[name], name).toEqual(ours[name])
  }
}

function isSame(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** What a kernel made of one line, or undefined where it left the line to the slow path. */
function rowsFrom(held: Held, line: Uint8Array) {
  const [stop] = scanLines(held, joinLines([line]))
  if (stop.status === L.STATUS_SLOW) return undefined
  expect(stop).toEqual({ at: line.length + 1, status: L.STATUS_MORE })
  return rowsOf(takePart(held.views, emptySide(), 0))
}

/** Accepted lines are valid JSON and mean what JSON.parse says. */
function expectHonesty(line: Uint8Array): boolean {
  const rows = rowsFrom(wasm, line)
  if (rows === undefined) return false
  const wanted = expectedRow(line)
  expect(rows).toEqual(wanted === undefined ? [] : [wanted])
  return true
}

test('this platform runs the WebAssembly kernel', () => expect(canRunWasm()).toBe(true))

test('the stored kernel is what its sources give', () => {
  const script = fileURLToPath(new URL('../../scripts/build-kernel.mjs', import.meta.url))
  execFileSync(process.execPath, [script, '--check'], { stdio: 'pipe' })
})

for (const folder of FOLDERS) {
  test(`fixtures/${folder}: both kernels leave the same behind`, () => {
    for (const { bytes } of fixtures(folder)) expectAgreement(bytes.subarray(0, L.INPUT_BYTES))
  })

  test(`fixtures/${folder}: what a kernel accepts is what JSON.parse reads`, () => {
    for (const { name, bytes } of fixtures(folder)) {
      const stops = scanLines(wasm, bytes)
      const part = takePart(wasm.views, emptySide(), 0)
      const rows = rowsOf(part)
      const accepted = linesOf(bytes).filter(
        (line) => !stops.some(({ at }) => at === line.byteOffset - bytes.byteOffset),
      )
      const wanted = accepted.map(expectedRow).filter((row) => row !== undefined)
      expect(rows.length, name).toBe(wanted.length)
      // One by one: a difference in a list of ten thousand takes minutes to print.
      for (const [i, row] of rows.entries()) {
        if (JSON.stringify(row) !== JSON.stringify(wanted[i])) expect(row, name).toEqual(wanted[i])
      }
    }
  })
}

test('a kernel takes every object line of a Ruby since 2.7 but those with odd text', () => {
  for (const { name, bytes } of fixtures('whole')) {
    const objects = linesOf(bytes).filter((line) => line[2] === 0x61 && !isShape(line))
    const stops = scanLines(wasm, joinLines(objects))
    expect(stops.length, name).toBeLessThan(5)
  }
})

function isShape(line: Uint8Array): boolean {
  return new TextDecoder().decode(line.subarray(0, 60)).includes('"SHAPE"')
}

test('generated lines: agreement of the kernels', () => {
  const dump = fc.array(anyLine, { maxLength: 12 }).map((lines) => joinLines(lines.map(bytesOf)))
  fc.assert(fc.property(dump, expectAgreement), { numRuns: 1500, seed: 1 })
})

test('generated lines as Ruby writes them: accepted, and read as JSON.parse reads them', () => {
  let accepted = 0
  fc.assert(
    fc.property(rubyLine, (line) => {
      if (expectHonesty(bytesOf(line))) accepted++
    }),
    { numRuns: 3000, seed: 2 },
  )
  expect(accepted).toBeGreaterThan(300)
})

test('generated lines that are odd JSON: read as JSON.parse does, or left alone', () => {
  fc.assert(
    fc.property(oddLine, (line) => void expectHonesty(bytesOf(line))),
    { numRuns: 3000, seed: 3 },
  )
})

test('lines with wrong bytes: nothing accepted that is no JSON', () => {
  const real = fixtures('lines').flatMap(({ bytes }) =>
    linesOf(bytes).filter((line) => line.length < 500),
  )
  const line = fc.oneof(fc.constantFrom(...real), rubyLine.map(bytesOf))
  const likely = bytesOf('0011223344556789abcdefabcdefxtrue",: {}[]\\')
  const byte = fc.oneof(
    { weight: 1, arbitrary: fc.nat(255) },
    { weight: 9, arbitrary: fc.constantFrom(...likely) },
  )
  const edits = fc.array(fc.tuple(fc.noBias(fc.nat(500)), byte), { minLength: 1, maxLength: 2 })
  let accepted = 0
  fc.assert(
    fc.property(line, edits, (whole, changes) => {
      const bytes = whole.slice()
      for (const [at, value] of changes) bytes[at % bytes.length] = value
      if (bytes.includes(0x0a)) return
      const rows = rowsFrom(wasm, bytes)
      expect(rowsFrom(twin, bytes)).toEqual(rows)
      if (rows === undefined) return
      accepted++
      JSON.parse(new TextDecoder().decode(bytes))
      // Invalid UTF-8 in a value is hashed as it stands.
      if (new TextDecoder().decode(bytes).includes('\uFFFD')) return
      const wanted = expectedRow(bytes)
      expect(rows).toEqual(wanted === undefined ? [] : [wanted])
    }),
    { numRuns: 8000, seed: 4 },
  )
  expect(accepted).toBeGreaterThan(300)
})

test('a line cut anywhere leaves nothing but whole pages, words and sites', () => {
  for (const { bytes } of fixtures('lines').filter(({ ruby }) =>
    ['2.7', '3.3', 'head'].includes(ruby),
  )) {
    for (const line of linesOf(bytes).slice(0, 40)) {
      if (rowsFrom(wasm, line) === undefined) continue
      const whole = wasm.views.pages.slice(0, wasm.views.state[L.STATE_PAGES] * 2)
      for (let cut = 1; cut <= line.length && cut < 700; cut++) {
        for (const held of [wasm, twin]) {
          held.kernel.reset()
          held.views.bytes.set(line, L.INPUT_BASE)
          const end = L.INPUT_BASE + cut
          expect(held.kernel.scan(L.INPUT_BASE, end, end, L.INPUT_BASE)).toBe(L.INPUT_BASE)
          const { state } = held.views
          expect(state[L.STATE_STATUS]).toBe(L.STATUS_SLOW)
          expect([state[L.STATE_ROWS], state[L.STATE_REFS], state[L.STATE_FEATURES]]).toEqual([
            0, 0, 0,
          ])
          expect([state[L.STATE_AUX], state[L.STATE_TEXTS]]).toEqual([0, 0])
          // What is interned is a beginning of what the whole line interns.
          const pages = held.views.pages.slice(0, state[L.STATE_PAGES] * 2)
          expect(pages).toEqual(whole.slice(0, pages.length))
        }
      }
    }
  }
})

test('addresses become codes that tell them apart, up to 64 bits', () => {
  const half = fc.nat(0xffffffff)
  fc.assert(
    fc.property(fc.array(fc.tuple(half, half), { maxLength: 30 }), (addresses) => {
      for (const { kernel, views } of [wasm, twin]) {
        kernel.reset()
        for (const [high, low] of addresses) {
          const code = kernel.code(high, low)
          if (low % 4 !== 0) {
            expect(code).toBe(L.NONE)
            continue
          }
          const page = code >>> 14
          const number =
            BigInt(views.pages[2 * page + 1]) * 4294967296n + BigInt(views.pages[2 * page])
          const address = number * 65_536n + BigInt((code & 0x3fff) * 4)
          expect(address).toBe(BigInt(high) * 4294967296n + BigInt(low))
        }
      }
      expect(tablesOf(twin)).toEqual(tablesOf(wasm))
    }),
    { seed: 5 },
  )
})

test('full tables: both kernels stop at the same line, and can be reset', () => {
  const line = (n: number, more: string) =>
    `{"address":"0x${(0x10000 + n * 8).toString(16)}", "type":"DATA", ${more}, "memsize":40}`
  const words = Array.from({ length: L.WORD_CAPACITY + 10 }, (_, n) =>
    line(n, `"struct":"word ${n}"`),
  )
  const pages = Array.from({ length: 9000 }, (_, n) => {
    const refs = Array.from(
      { length: 30 },
      (__, i) => `"0x${((n * 30 + i + 5) * 65_536).toString(16)}"`,
    )
    const own = `"class":"0x${((n + 300_000) * 65_536).toString(16)}"`
    return line(n, `${own}, "references":[${refs.join(', ')}]`).replace('DATA', 'IMEMO')
  })
  for (const lines of [words, pages]) {
    const bytes = joinLines(lines.map(bytesOf)).subarray(0, L.INPUT_BYTES)
    expectAgreement(bytes)
    expect(wasm.views.state[L.STATE_STATUS]).toBe(L.STATUS_FULL)
    expectAgreement(joinLines([bytesOf(line(1, '"struct":"word"'))]))
    expect(wasm.views.state[L.STATE_ROWS]).toBe(1)
  }
})

test('the content hash is one function, in both languages', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
      const low = contentHash(bytes, 0, bytes.length)
      const high = contentHashHigh
      for (const { kernel, views } of [wasm, twin]) {
        views.bytes.set(bytes, L.SCRATCH_BASE)
        kernel.hash(L.SCRATCH_BASE, bytes.length)
        expect([views.state[L.STATE_HASH_LOW], views.state[L.STATE_HASH_HIGH]]).toEqual([low, high])
      }
    }),
  )
})
