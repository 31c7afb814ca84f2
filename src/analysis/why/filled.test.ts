import { expect, test } from 'vitest'
import type { MadeHeap } from '../../heap/testing/made-heap.ts'
import { studyOf } from '../testing/study-of.ts'
import { answer, list, program } from '../rules/testing/made-program.ts'
import { filledOf, isLeaping } from './filled.ts'

/** An object `kept` of one large table. */
function table(type: string, fields: Readonly<Record<string, unknown>>): MadeHeap {
  return program().klass('Set').add('kept', type, fields)
}

function filled(type: string, fields: Readonly<Record<string, unknown>>, bytes?: number) {
  const study = studyOf(table(type, fields).read())
  const row = study.heap.count - 1
  return filledOf(study, row, bytes ?? study.heap.columns.size[row])
}

test('how many are in what is large itself', () => {
  const memsize = 50_000
  expect(filled('HASH', { class: 'Hash', size: 900, memsize })).toEqual({
    of: 'entries',
    amount: 900,
  })
  expect(filled('ARRAY', { class: 'Array', length: 900, memsize })).toEqual({
    of: 'elements',
    amount: 900,
  })
  expect(filled('STRING', { class: 'String', bytesize: 900, memsize })).toEqual({
    of: 'bytes',
    amount: 900,
  })
  expect(filled('DATA', { class: 'Set', struct: 'set', memsize })).toEqual({ of: 'unknown' })
  expect(filled('HASH', { class: 'Hash', size: 900, memsize }, 200_000)).toBeUndefined()
  expect(filled('OBJECT', { class: 'Page', memsize: 80 })).toBeUndefined()
  expect(filled('CLASS', { class: 'Class', memsize })).toBeUndefined()
})

test('what was not there before did not leap', () => {
  const table = { count: 1, bytes: 50_000, filled: { of: 'unknown' } } as const
  expect(isLeaping([table, table, { ...table, bytes: 100_000 }])).toBe(true)
  expect(isLeaping([table, table, { ...table, bytes: 55_000 }])).toBe(false)
  expect(isLeaping([{ count: 0, bytes: 0 }, table, table])).toBe(false)
})

test('a hash that fills up before it is made larger is told by its entries', () => {
  const heaps = [
    [18_000, 500_000],
    [36_000, 500_000],
    [54_000, 2_000_000],
  ].map(([size, memsize]) => table('HASH', { class: 'Hash', size, memsize }))
  const [{ verdict, growth }] = answer(...heaps).findings
  expect(verdict).toBe('growing')
  expect(growth?.map(({ entries }) => entries)).toEqual([18_000, 36_000, 54_000])
})

/** Sessions in a list, each with a string of so many bytes that takes so much. */
function sessions(bytesize: number, memsize: number): MadeHeap {
  const heap = program().klass('Session', { superclass: 'Object' })
  return list(heap, 60, (name) => {
    heap.add(name, 'OBJECT', { class: 'Session', references: [`${name}s`] })
    heap.add(`${name}s`, 'STRING', { class: 'String', bytesize, memsize })
  })
}

test('many that fill up while their room is as large as before grow; full or emptied ones do not', () => {
  const grown = answer(sessions(900, 1600), sessions(1800, 3200), sessions(2700, 3200))
  expect(grown.findings[0]).toMatchObject({
    verdict: 'growing',
    verdictBecause:
      'It grew by about as much each time. Judged by how much is in it: the room for that is made in leaps.',
    count: 60,
  })
  const verdicts = (...each: readonly (readonly [number, number])[]): string[] =>
    answer(...each.map(([used, room]) => sessions(used, room))).findings.map(
      ({ verdict }) => verdict,
    )
  expect(verdicts([900, 1600], [1800, 3200], [1800, 3200])).toEqual(['one-time'])
  expect(verdicts([900, 1600], [1800, 3200], [2100, 3200])).toEqual(['plateau'])
  expect(verdicts([1800, 1600], [900, 3200], [900, 3200])).toEqual(['one-time'])
})
