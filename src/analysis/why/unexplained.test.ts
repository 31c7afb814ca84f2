// Growth that is in many places, a little in each: told, and the heap is not called healthy.
import { expect, test } from 'vitest'
import type { MadeHeap } from '../../heap/testing/made-heap.ts'
import { answer, program } from '../rules/testing/made-program.ts'

const PLACES = 120

/**
 * So many objects of classes of their own, all in one array that is frozen, each with `each` strings; and
 * a list of so many pages, which is a place.
 */
function scattered(each: number, pages: number = 0): MadeHeap {
  const heap = program()
  const kept = Array.from({ length: pages }, (_, i) => `p${i}`)
  heap.add('kept', 'ARRAY', { class: 'Array', length: pages, references: kept })
  for (const name of kept) heap.add(name, 'OBJECT', { class: 'Page', memsize: 1000 })
  for (let i = 0; i < PLACES; i++) {
    const texts = Array.from({ length: each }, (_, text) => `t${i}x${text}`)
    heap.klass(`Kind${i}`, { superclass: 'Object', references: [`list${i}`] })
    heap.add(`list${i}`, 'OBJECT', { class: `Kind${i}`, references: texts })
    for (const text of texts) heap.add(text, 'STRING', { class: 'String', memsize: 400 })
    heap.root('vm', `Kind${i}`)
  }
  return heap
}

test('even growth in many places is a finding, with its bytes, classes and commands', () => {
  const { findings, healthy, sentence } = answer(scattered(4), scattered(8), scattered(12))
  expect(healthy).toBe(false)
  expect(findings).toHaveLength(1)
  const [{ rule, verdict, title, bytes, count, growth, contents, evidence }] = findings
  expect({ rule, verdict }).toEqual({ rule: 'unexplained-growth', verdict: 'growing' })
  expect(title).toMatch(/^The heap grew by 375\.0 KB, and no single place explains it$/)
  expect(bytes).toBe(PLACES * 8 * 400)
  expect(count).toBe(PLACES * 8)
  expect(growth?.map((each) => each.bytes)).toEqual([0, PLACES * 4 * 400, PLACES * 8 * 400])
  expect(contents).toEqual([{ name: 'String', count: PLACES * 8, bytes: PLACES * 8 * 400 }])
  expect(evidence[0].words).toEqual(['diff', 'dump 0', 'dump 1', 'dump 2', '--by', 'holder'])
  expect(sentence).toMatch(/growth that no single place explains: still growing/)
})

test('growth that comes once, levels off or is little is none; nor do two dumps show it', () => {
  const rules = (...each: readonly number[]): string[] =>
    answer(...each.map((texts) => scattered(texts))).findings.map(({ rule }) => rule)
  expect(rules(4, 12, 12)).toEqual([])
  expect(rules(4, 4, 12)).toEqual([])
  expect(rules(4, 10, 12)).toEqual([])
  expect(rules(12, 8, 4)).toEqual([])
  expect(rules(40, 41, 42)).toEqual([])
  expect(rules(4, 12)).toEqual([])
})

test('a place that grew more is the cause; what grew besides comes first where it is more', () => {
  const more = answer(scattered(4, 100), scattered(5, 400), scattered(6, 700))
  expect(more.findings.map(({ rule }) => rule)).toEqual(['constant-container'])
  const less = answer(scattered(4, 100), scattered(8, 150), scattered(12, 200))
  expect(less.findings.map(({ rule }) => rule)).toEqual([
    'unexplained-growth',
    'constant-container',
  ])
  expect(less.findings.map(({ rank }) => rank)).toEqual([1, 2])
  expect(less.sentence).toContain('growth that no single place explains')
  const [rest, place] = less.findings
  expect(place.bytes).toBeGreaterThan(200_000)
  expect(rest.bytes).toBe(PLACES * 8 * 400)
})

test('many places of which only the first seven are told do not explain it', () => {
  // Each place has a list of many, large enough to be told by itself.
  const each = (texts: number) => scattered(texts)
  const { findings, healthy } = answer(each(25), each(50), each(75))
  expect(healthy).toBe(false)
  expect(findings).toHaveLength(7)
  expect(findings.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(findings[0].rule).toBe('unexplained-growth')
  expect(findings[0].bytes).toBeGreaterThan(PLACES * 50 * 400 * 0.9)
})
