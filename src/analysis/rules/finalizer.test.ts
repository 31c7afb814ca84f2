// Finalizers that Ruby itself defines are told from those of programs.
import { expect, test } from 'vitest'
import type { MadeHeap } from '../../heap/testing/made-heap.ts'
import { answer, program } from './testing/made-program.ts'

const COUNT = 60

/** So many finalizers, each with something of this class behind it. */
function finalizers(through: 'ifunc' | 'env', name: string): MadeHeap {
  const heap = program('3.1.2').klass('Proc', { superclass: 'Object' })
  if (name !== 'Page') heap.klass(name, { superclass: 'Object' })
  heap.add('kept', 'STRING', { class: 'String', bytesize: 1 })
  const lists = Array.from({ length: COUNT }, (_, i) => `f${i}`)
  heap.root('finalizers', ...lists)
  for (const list of lists) {
    heap.add(list, 'ARRAY', { length: 2, references: [`${list}p`] })
    heap.add(`${list}p`, 'DATA', { class: 'Proc', struct: 'proc', references: [`${list}i`] })
    heap.add(`${list}i`, 'IMEMO', { imemo_type: through, references: [`${list}o`] })
    heap.add(`${list}o`, 'DATA', { class: name, struct: 'x', memsize: 3000 })
  }
  return heap
}

test('those of weak maps are nothing to worry about', () => {
  const { findings, healthy } = answer(finalizers('ifunc', 'ObjectSpace::WeakMap'))
  expect(healthy).toBe(true)
  expect(findings.map(({ title }) => title)).toEqual([
    '60 ObjectSpace::WeakMap objects wait for the end of what they refer to',
  ])
  expect(findings[0].advice).toMatch(/^Nothing here/)
})

test('blocks of a program that keep objects are', () => {
  const [finding] = answer(finalizers('env', 'Page')).findings
  expect(finding.title).toMatch(/^60 Page objects are kept alive by finalizers/)
})
