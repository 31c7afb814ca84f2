// Symbols made at run time, and their texts in Ruby's own table, on made heaps.
import { expect, test } from 'vitest'
import type { MadeHeap } from '../../heap/testing/made-heap.ts'
import { answer, program } from '../rules/testing/made-program.ts'

const TEXT_BYTES = 300
/** With the array, and with the class Symbol, to which nothing else refers here. */
const own = (count: number): number => count * (40 + TEXT_BYTES) + 80

/** A constant's list of symbols, and the VM's table of `texts` of them. */
function symbols(count: number, texts: number = count): MadeHeap {
  const heap = program('3.1.2').klass('Symbol', { superclass: 'Object' }).root('vm', 'names')
  const all = Array.from({ length: count }, (_, i) => `s${i}`)
  heap.add('kept', 'ARRAY', { class: 'Array', length: count, references: all })
  all.forEach((name, i) => {
    const value = `caller_${i}`
    heap.add(name, 'SYMBOL', { class: 'Symbol', value, bytesize: value.length, memsize: 40 })
  })
  const kept = Array.from({ length: texts }, (_, i) => `t${i}`)
  heap.add('names', 'ARRAY', { length: 1, references: ['table'] })
  heap.add('table', 'HASH', { size: texts, references: kept, memsize: 5000 })
  kept.forEach((name, i) => {
    const value = `caller_${i}`
    const fields = { value, bytesize: value.length, memsize: TEXT_BYTES }
    heap.add(name, 'STRING', { class: 'String', fstring: true, frozen: true, ...fields })
  })
  return heap
}

test('texts are told with their symbols, in each dump', () => {
  const { findings, unsuspicious } = answer(symbols(400), symbols(800), symbols(1200))
  const [first] = findings
  expect(first.title).toMatch(/holds 1,200 symbols$/)
  expect(first.bytes).toBe(own(1200))
  expect(first.growth?.map(({ bytes }) => bytes)).toEqual([400, 800, 1200].map(own))
  expect(first.because).toContain('Ruby also keeps the text of each')
  expect(first.advice).toContain('to_sym')
  expect(findings).toHaveLength(1)
  expect(unsuspicious.join(' ')).not.toContain('Grew, but does not matter')
})

test('of one dump as well', () => {
  expect(answer(symbols(1200)).findings[0].bytes).toBe(own(1200))
})

test('other texts in the table are none of theirs', () => {
  const [first] = answer(symbols(1200, 3000)).findings
  expect(first.bytes).toBe(own(1200))
})
