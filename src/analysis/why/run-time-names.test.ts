// Names that were made at run time and are in Ruby's table of symbols for good, on made heaps.
import { expect, test } from 'vitest'
import type { MadeHeap } from '../../heap/testing/made-heap.ts'
import { answer, program } from '../rules/testing/made-program.ts'

const TEXT_BYTES = 300
const EACH = 40 + TEXT_BYTES

interface Made {
  /** ARRAY is the table that keeps them; a hidden HASH has those that go when they are not used. */
  readonly table?: 'ARRAY' | 'HASH'
  readonly nameOf?: (index: number) => string
  /** With a symbol that is an object; else the text alone, as of names in code. */
  readonly isDynamic?: boolean
  readonly root?: string
}

/** So many names in the table. */
function names(count: number, made: Made = {}, heap: MadeHeap = program('3.1.2')): MadeHeap {
  const { table = 'ARRAY', nameOf = (i) => `stub_${i}`, isDynamic = true, root = 'vm' } = made
  const isListed = root === 'pin_array_list'
  heap
    .klass('Symbol', { superclass: 'Object' })
    .root(isListed ? 'vm' : root, isListed ? 'list' : 'rows')
  if (isListed) heap.add('list', 'DATA', { struct: 'VM/pin_array_list', references: ['rows'] })
  heap.add('kept', 'STRING', { class: 'String', bytesize: 1 })
  heap.add('rows', 'ARRAY', { length: 1, references: ['row'] })
  const all = Array.from({ length: count }, (_, i) => i)
  const references = all.flatMap((i) => (isDynamic ? [`t${i}`, `s${i}`] : [`t${i}`]))
  heap.add('row', table, { length: references.length, size: count, references, memsize: 4000 })
  for (const i of all) {
    const value = nameOf(i)
    const own = { value, bytesize: value.length }
    if (isDynamic) heap.add(`s${i}`, 'SYMBOL', { class: 'Symbol', memsize: 40, ...own })
    const text = { class: 'String', fstring: true, frozen: true, memsize: TEXT_BYTES }
    heap.add(`t${i}`, 'STRING', { ...text, ...own })
  }
  return heap
}

test('names that become more are told with their texts, on whichever root the table is', () => {
  for (const root of ['vm', 'global_symbols', 'pin_array_list']) {
    const { findings, healthy, unsuspicious } = answer(
      ...[400, 800, 1200].map((count) => names(count, { root })),
    )
    expect(findings).toHaveLength(1)
    const [first] = findings
    expect(first).toMatchObject({ rule: 'accumulation', verdict: 'growing', count: 1200 })
    expect(first.title).toMatch(/^1,200 symbols made at run time .* symbol table, such as "stub_/)
    expect(first.growth?.map(({ bytes }) => bytes)).toEqual([400, 800, 1200].map((n) => n * EACH))
    expect(first.bytes).toBe(1200 * EACH)
    expect(healthy).toBe(false)
    expect(unsuspicious.join(' ')).not.toContain('table of symbols')
  }
})

test('where there were many before, only those that came are told', () => {
  const nameOf = (i: number): string => (i < 3000 ? `attribute${'x'.repeat(i)}` : `n${i}`)
  const [first] = answer(...[3000, 3400, 3800].map((count) => names(count, { nameOf }))).findings
  expect(first).toMatchObject({ count: 800, bytes: 800 * EACH, verdict: 'growing' })
})

test('names made from strings have a text alone', () => {
  const made = { isDynamic: false }
  const [first] = answer(...[400, 800, 1200].map((count) => names(count, made))).findings
  expect(first).toMatchObject({ count: 1200, bytes: 1200 * TEXT_BYTES })
  expect(first.title).toMatch(/^1,200 names made at run time/)
})

test('names in code are none of them', () => {
  const nameOf = (i: number): string => (i < 3000 ? 'q'.repeat(i + 1) : `n${i}_x`)
  const made = { isDynamic: false, nameOf }
  const [first] = answer(...[3400, 3800, 4200].map((count) => names(count, made))).findings
  expect(first).toMatchObject({ count: 1200, bytes: 1200 * TEXT_BYTES })
  expect(answer(names(4200, made)).findings[0]).toMatchObject({ count: 1200 })
  expect(answer(names(3600, made)).findings).toEqual([])
})

test('of one dump those with numbers, where they are most and many', () => {
  expect(answer(names(1200)).findings[0]).toMatchObject({ count: 1200, verdict: 'unknown' })
  expect(answer(names(1200)).healthy).toBe(true)
  const words = (i: number): string => `name_${'abcdefghij'[i % 10].repeat(i / 10 + 1)}_changed?`
  expect(answer(names(1200, { nameOf: words })).findings).toEqual([])
  expect(answer(names(300)).findings).toEqual([])
})

test('names that are as many as before, or came once, are nothing', () => {
  expect(answer(names(800), names(800), names(800)).findings).toEqual([])
  expect(answer(names(400), names(800), names(800)).healthy).toBe(true)
})

test('symbols that go when they are not used are not said to stay', () => {
  const made = { table: 'HASH' } as const
  const { findings } = answer(...[400, 800, 1200].map((count) => names(count, made)))
  expect(findings.map(({ title }) => title).join()).not.toContain('symbol table')
})

/** A class with so many methods made from blocks, whose scopes have the names of the methods. */
function methods(count: number): MadeHeap {
  const heap = program('3.1.2').klass('Proc', { superclass: 'Object' })
  const all = Array.from({ length: count }, (_, i) => i)
  names(count, {}, heap)
  heap.add('kept', 'STRING', { class: 'String', bytesize: 1 })
  heap.klass('Page', { superclass: 'Object', references: all.map((i) => `m${i}`) })
  for (const i of all) {
    heap.add(`m${i}`, 'IMEMO', { imemo_type: 'ment', references: ['Page', `p${i}`] })
    heap.add(`p${i}`, 'DATA', { class: 'Proc', struct: 'proc', references: [`v${i}`] })
    const shared = `z${i - (i % 2)}`
    heap.add(`v${i}`, 'IMEMO', { imemo_type: 'env', references: [`s${i}`, shared], memsize: 400 })
    if (shared === `z${i}`) heap.add(shared, 'STRING', { class: 'String', memsize: 500 })
  }
  return heap
}

test('names of methods, and what the methods hold together, are told with the methods', () => {
  const dumps = [400, 800, 1200].map(methods)
  for (const asked of [dumps, dumps.slice(-1)]) {
    const { findings, unsuspicious } = answer(...asked)
    expect(findings).toHaveLength(1)
    const [first] = findings
    expect(first.rule).toBe('closure')
    expect(first.count).toBe(1200)
    expect(first.because).toContain("Their names, 1,200 in all, stay in Ruby's table of symbols")
    expect(first.bytes).toBeGreaterThanOrEqual(1200 * (EACH + 400) + 600 * 500)
    expect(unsuspicious.join(' ')).not.toContain('table of symbols')
  }
})
