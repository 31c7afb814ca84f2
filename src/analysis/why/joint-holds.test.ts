// What the parts of a finding hold together, on made heaps.
import { expect, test } from 'vitest'
import type { MadeHeap } from '../../heap/testing/made-heap.ts'
import { answer, program } from '../rules/testing/made-program.ts'

const COUNT = 60
const TEXT = 5000

/** Methods made from blocks; each two of them have a text in common, which the class may have as well. */
function methods(isOfClass: boolean): MadeHeap {
  const heap = program().klass('Proc', { superclass: 'Object' })
  const all = Array.from({ length: COUNT }, (_, i) => i)
  const texts = all.filter((i) => i % 2 === 0).map((i) => `t${i}`)
  heap.add('kept', 'STRING', { class: 'String', bytesize: 1 })
  const references = [...all.map((i) => `m${i}`), ...(isOfClass ? texts : [])]
  heap.klass('Page', { superclass: 'Object', references })
  for (const i of all) {
    heap.add(`m${i}`, 'IMEMO', { imemo_type: 'ment', references: ['Page', `p${i}`] })
    heap.add(`p${i}`, 'DATA', { class: 'Proc', struct: 'proc', references: [`v${i}`] })
    const shared = [`t${i - (i % 2)}`]
    heap.add(`v${i}`, 'IMEMO', { imemo_type: 'env', references: shared, memsize: 4000 })
  }
  for (const text of texts) heap.add(text, 'STRING', { class: 'String', memsize: TEXT })
  return heap
}

test('is told with the finding', () => {
  const { findings } = answer(methods(false))
  expect(findings).toHaveLength(1)
  expect(findings[0].rule).toBe('closure')
  expect(findings[0].bytes).toBeGreaterThanOrEqual(COUNT * 4000 + (COUNT / 2) * TEXT)
})

test('is not, where something else refers to it', () => {
  const { findings } = answer(methods(true))
  expect(findings.map(({ rule }) => rule)).toContain('closure')
  const closure = findings.find(({ rule }) => rule === 'closure')
  expect(closure?.bytes).toBeLessThan(COUNT * 4000 + (COUNT / 2) * TEXT)
  expect(findings.length).toBeGreaterThan(1)
})
