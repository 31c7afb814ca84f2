// What the stack of a call in progress holds is told only while it becomes more.
import { expect, test } from 'vitest'
import type { MadeHeap } from '../../heap/testing/made-heap.ts'
import { answer, program } from './testing/made-program.ts'

/** So many pages that only the C stack leads to. */
function onStack(pages: number): MadeHeap {
  const heap = program().add('kept', 'STRING', { class: 'String', memsize: 500_000 })
  const references = Array.from({ length: pages }, (_, i) => `p${i}`)
  heap.root('machine_context', 'list')
  heap.add('list', 'ARRAY', { class: 'Array', length: pages, references })
  for (const each of references) heap.add(each, 'OBJECT', { class: 'Page', memsize: 4000 })
  return heap
}

const rules = (...pages: readonly number[]): string[] =>
  answer(...pages.map(onStack)).findings.map(({ rule }) => rule)

test('what came once and is as large as before is not told', () => {
  expect(rules(0, 30, 30)).toEqual([])
  expect(rules(30, 60, 90)).toEqual(['machine-stack'])
})
