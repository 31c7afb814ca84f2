// Damaged dumps by the thousand, from fixed seeds. Whatever the bytes: no other error than
// LoupeError, no hang, the same from both kernels, no damage left uncounted, and every line that is
// valid is in the heap with what it says. docs/reliability.md tells the outcomes.
//
// FUZZ_CASES=20000 tries more of them, FUZZ_TABLE=1 prints the table of docs/reliability.md.
import { expect, test } from 'vitest'
import * as R from '../src/base/record.ts'
import { LoupeError } from '../src/base/errors.ts'
import { createKernel } from '../src/dump/create-kernel.ts'
import { memorySource } from '../src/dump/memory-source.ts'
import { estimateHeap } from '../src/dump/estimate.ts'
import { scanRange } from '../src/dump/scan-range.ts'
import { buildHeap } from '../src/heap/build-heap.ts'
import type { Heap } from '../src/heap/heap.ts'
import { TableBuilder } from '../src/heap/table-builder.ts'
import { MUTATIONS } from './fuzz/mutations.ts'
import { randomFrom } from './fuzz/random.ts'
import { fixture, fixtures, linesOf } from './reference/fixtures.ts'
import { digestOf } from './reference/heap-digest.ts'
import type { PlainRow } from './reference/part-rows.ts'
import { expectedRow } from './reference/part-rows.ts'

const CASES = Number(process.env['FUZZ_CASES'] ?? 4000)
/** No case takes a hundredth of this on an idle machine. */
const CASE_MILLISECONDS = 5000

const kernels = { wasm: createKernel('wasm'), typescript: createKernel('typescript') }

/** Some forty short lines of each real dump, roots and shapes among them. */
const excerpts = fixtures('lines').map(({ name, bytes }) => {
  const short = linesOf(bytes).filter((line) => line.length < 700)
  const traced = linesOf(fixture('extra', 'since-3.3.jsonl').bytes).filter(
    (line) => line.length < 600,
  )
  return { name, lines: [...short.slice(0, 12), ...short.slice(-28), ...traced.slice(-4)] }
})

function read(bytes: Uint8Array, kernel: keyof typeof kernels): Heap | LoupeError {
  const source = memorySource(bytes)
  const builder = new TableBuilder(estimateHeap(source), (size) => new ArrayBuffer(size))
  try {
    scanRange(source, kernels[kernel], 0, bytes.length, { onPart: (part) => builder.append(part) })
    return buildHeap(builder.finish(), source)
  } catch (error) {
    if (error instanceof LoupeError) return error
    throw error
  }
}

function digest(result: Heap | LoupeError): unknown {
  return result instanceof LoupeError ? [result.code, result.message] : digestOf(result)
}

interface GoodLine {
  readonly at: number
  readonly row: PlainRow
}

/** Valid records, whether anything else is no JSON, and whether a line may continue another. */
function judge(bytes: Uint8Array): { good: GoodLine[]; bad: boolean; continued: boolean } {
  const good: GoodLine[] = []
  const indented: GoodLine[] = []
  let bad = false
  let continued = false
  for (const line of linesOf(bytes)) {
    if (line[0] !== 0x7b && !isBlank(line)) continued = true
    for (const record of isJson(line) ? [line] : recordsOf(line)) {
      if (isBlank(record)) continue
      if (!isJson(record)) bad = true
      else {
        const blanks = record.findIndex((byte) => byte !== 0x20 && byte !== 0x09)
        const row = record[blanks] === 0x7b ? expectedRow(record) : undefined
        const list = blanks > 0 ? indented : good
        if (row) list.push({ at: record.byteOffset - bytes.byteOffset + blanks, row })
      }
    }
  }
  // A line that does not begin with a brace may be taken for the rest of a broken one before it.
  return { good: bad ? good : [...good, ...indented], bad, continued }
}

function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d)
}

function isJson(line: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder().decode(line))
    return true
  } catch {
    return false
  }
}

/** A line that is no JSON may hold several records. */
function recordsOf(line: Uint8Array): Uint8Array[] {
  const text = Buffer.from(line).toString('latin1')
  const starts = [...text.matchAll(/\{"(?:address": ?"0x|type": ?"ROOT")/g)].map(
    ({ index }) => index,
  )
  const borders = [0, ...starts.filter((at) => at > 0), line.length]
  return borders.slice(1).map((end, i) => line.subarray(borders[i], end))
}

/** What the heap says of a row, in the words of `expectedRow`. */
function rowOf(heap: Heap, row: number): Partial<PlainRow> {
  const { columns, classes, sites, graph } = heap
  const entry = classes.entryOf(row)
  const site = columns.site.length === 0 ? R.NONE : columns.site[row]
  return {
    address: heap.pages.addressOf(columns.code[row]),
    type: columns.type[row],
    flags: columns.flags[row] & ~R.FLAG_CLASS_EDGE,
    shape: columns.shape[row],
    slot: columns.slot[row],
    size: heap.giants.get(row) ?? columns.size[row],
    length: columns.length[row],
    refs: Array.from(graph.targets.subarray(graph.offsets[row], graph.offsets[row + 1]), (target) =>
      heap.pages.addressOf(columns.code[target]),
    ),
    word: heap.words[columns.word[row]],
    generation: columns.generation.length === 0 ? R.NONE : columns.generation[row],
    file: site === R.NONE ? undefined : sites.strings[sites.file[site]],
    line: site === R.NONE ? 0 : sites.line[site],
    name: entry < 0 ? undefined : classes.name[entry],
  }
}

function expectGoodLines(heap: Heap, good: readonly GoodLine[]): number {
  const rowAt = new Map(Array.from(heap.columns.lineLow, (at, row) => [at, row]))
  const lineOf = new Map<string, number>()
  for (const [at, row] of rowAt) lineOf.set(heap.pages.addressOf(heap.columns.code[row]), at)
  let found = 0
  for (const { at, row: wanted } of good) {
    const row = rowAt.get(at)
    if (row === undefined) {
      // Only because a later line repeats the address.
      expect(lineOf.get(wanted.address) ?? -1, `line at ${at} is missing`).toBeGreaterThan(at)
      continue
    }
    found++
    const said = rowOf(heap, row)
    const expected = {
      ...wanted,
      flags: wanted.flags & ~R.FLAG_CLASS_EDGE,
      refs: wanted.refs.filter((address) => lineOf.has(address)),
      name: said.name === undefined ? undefined : (wanted.name ?? ''),
    }
    for (const key of Object.keys(said) as (keyof PlainRow)[]) {
      // Bytes that are no UTF-8 become U+FFFD where they are decoded, sooner or later.
      if (JSON.stringify(said[key]) !== JSON.stringify(expected[key])) {
        expect(said[key], `${key} of the line at ${at}`).toEqual(expected[key])
      }
    }
  }
  return found
}

interface Outcome {
  cases: number
  lines: number
  good: number
  repaired: number
  bad: number
  truncated: number
  refused: number
  slowest: number
}

const outcomes = new Map<string, Outcome>()

function tally(
  kind: string,
  result: Heap | LoupeError,
  lines: number,
  good: number,
  took: number,
): void {
  const sum = outcomes.get(kind) ?? {
    cases: 0,
    lines: 0,
    good: 0,
    repaired: 0,
    bad: 0,
    truncated: 0,
    refused: 0,
    slowest: 0,
  }
  outcomes.set(kind, sum)
  sum.cases++
  sum.lines += lines
  sum.good += good
  sum.slowest = Math.max(sum.slowest, took)
  if (result instanceof LoupeError) sum.refused++
  else {
    sum.repaired += result.damage.repaired
    sum.bad += result.damage.badLines
    if (result.damage.truncated) sum.truncated++
  }
}

function runCase(seed: number): void {
  const random = randomFrom(seed)
  const kinds = Object.keys(MUTATIONS)
  const kind = kinds[seed % kinds.length]
  const { lines } = random.pick(excerpts)
  const { lines: other } = random.pick(excerpts)
  let damaged = MUTATIONS[kind](lines, random, other)
  // Every fourth case is damaged in a second way.
  const twice = seed % 4 === 3
  if (twice) damaged = MUTATIONS[random.pick(kinds)](damaged, random, other)
  const newline = Uint8Array.of(0x0a)
  const whole = Buffer.concat(damaged.flatMap((line) => [line, newline]))
  const bytes = new Uint8Array(
    whole.subarray(0, whole.length - (random.below(2) || kind === 'cut short' ? 1 : 0)),
  )

  const started = performance.now()
  const result = read(bytes, 'wasm')
  const took = performance.now() - started
  expect(took).toBeLessThan(CASE_MILLISECONDS)
  const twin = digest(read(bytes, 'typescript'))
  if (JSON.stringify(twin) !== JSON.stringify(digest(result))) expect(twin).toEqual(digest(result))

  const { good, bad, continued } = judge(bytes)
  if (result instanceof LoupeError) {
    expect(result.code).toBe('not-a-dump')
    expect(good.length).toBe(0)
  } else {
    const found = expectGoodLines(result, good)
    const { badLines, repaired, truncated, notes } = result.damage
    expect(found).toBeLessThanOrEqual(result.count)
    expect(notes.length).toBe(Math.min(20, badLines + repaired))
    if (truncated) expect(badLines).toBeGreaterThan(0)
    // A line broken where JSON allows white space is joined again, without loss.
    if (bad && !continued) expect(badLines + repaired).toBeGreaterThan(0)
  }
  tally(twice ? 'two of these' : kind, result, linesOf(bytes).length, good.length, took)
}

test(`${CASES} damaged dumps`, () => {
  for (let seed = 1; seed <= CASES; seed++) {
    try {
      runCase(seed)
    } catch (error) {
      const kinds = Object.keys(MUTATIONS)
      throw new Error(`case ${seed} (${kinds[seed % kinds.length]})`, { cause: error })
    }
  }
  if (process.env['FUZZ_TABLE']) console.log(table())
}, 600_000)

function table(): string {
  const rows = [...outcomes].map(([kind, sum]) => {
    const { cases, lines, good, repaired, bad, truncated, refused, slowest } = sum
    return [kind, cases, lines, good, repaired, bad, truncated, refused, Math.ceil(slowest)]
  })
  return ['', ...rows.map((row) => row.join(' | '))].join('\n| ')
}
