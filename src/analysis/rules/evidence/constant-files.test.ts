// Files of constants are no variable of the class.
import { expect, test } from 'vitest'
import type { MadeHeap } from '../../../heap/testing/made-heap.ts'
import { answer, program } from '../testing/made-program.ts'

const COUNT = 60

/** A module with so many constants, and behind each a string. */
function namespace(textOf: (index: number) => string): MadeHeap {
  const heap = program('3.1.2').add('kept', 'STRING', { class: 'String' })
  const each = Array.from({ length: COUNT }, (_, i) => i)
  const references = each.flatMap((i) => [`page${i}`, `file${i}`])
  heap.root('vm', 'Back').klass('Back', { superclass: 'Object', references })
  for (const i of each) {
    heap.add(`page${i}`, 'OBJECT', { class: 'Page', memsize: 2000 })
    const value = textOf(i)
    heap.add(`file${i}`, 'STRING', { class: 'String', value, bytesize: value.length, memsize: 400 })
  }
  return heap
}

const titles = (heap: MadeHeap): string => {
  const { findings, unsuspicious } = answer(heap)
  return [...findings.map(({ title }) => title), ...unsuspicious].join('\n')
}

test('strings behind constants are told where they are not files', () => {
  expect(titles(namespace((i) => `/srv/back/page${i}.rb`))).not.toContain('60 strings')
  expect(titles(namespace((i) => `what page ${i} says`))).toContain('60 strings')
})
