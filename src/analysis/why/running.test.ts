// What a thread itself refers to, on made heaps: about as many as before are its methods' at work.
import { expect, test } from 'vitest'
import type { MadeHeap } from '../../heap/testing/made-heap.ts'
import { answer, program } from '../rules/testing/made-program.ts'

/** A thread that refers to so many arrays of so many bytes. */
function working(count: number, memsize: number): MadeHeap {
  const heap = program('3.3.0').klass('Thread', { superclass: 'Object' })
  const references = Array.from({ length: count }, (_, i) => `list ${i}`)
  heap.root('global_list', 'thread').add('kept', 'STRING', { class: 'String', bytesize: 1 })
  heap.add('thread', 'DATA', { class: 'Thread', struct: 'VM/thread', references })
  for (const list of references) heap.add(list, 'ARRAY', { class: 'Array', length: 9, memsize })
  return heap
}

test('about as many as before, and larger: nothing that grows', () => {
  const { findings, healthy } = answer(working(84, 2000), working(86, 2200), working(88, 2400))
  expect(findings.filter(({ verdict }) => verdict === 'growing')).toEqual([])
  expect(healthy).toBe(true)
})

test('very many more are variables of the thread', () => {
  const { findings } = answer(working(84, 2000), working(168, 2000), working(252, 2000))
  expect(findings[0]).toMatchObject({ verdict: 'growing', count: 252 })
})
