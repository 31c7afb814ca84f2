// Tables that are loaded at once against what requests leave behind, by where it lies.
import { describe, expect, test } from 'vitest'
import type { MadeHeap } from '../../../heap/testing/made-heap.ts'
import { TYPE_ARRAY } from '../../../base/record.ts'
import { studyOf } from '../../testing/study-of.ts'
import { attributed } from '../../ownership/attributed.ts'
import { isMadeInRow } from './made-in-row.ts'
import { answer, program } from '../testing/made-program.ts'

const COUNT = 120

/** Pages in a list, with so many objects between each two that are gone, or nearly. */
function pages(between: number, count = COUNT, ruby = '3.1.2'): MadeHeap {
  const heap = program(ruby)
  const references = Array.from({ length: count }, (_, i) => `p${i}`)
  for (const name of references) {
    heap.add(name, 'OBJECT', { class: 'Page', memsize: 40 })
    for (let i = 0; i < between; i++) heap.add(`${name}x${i}`, 'OBJECT', { class: 'Page' })
  }
  return heap.add('kept', 'ARRAY', { class: 'Array', length: count, references })
}

function isInRow(heap: MadeHeap): boolean {
  const study = studyOf(heap.read())
  const owned = attributed(study)
  const { tree } = owned
  const { offsets, targets } = study.heap.graph
  const list = study.heap.columns.type.indexOf(TYPE_ARRAY)
  const positions = targets
    .slice(offsets[list], offsets[list + 1])
    .filter((node) => study.names.label(node) === '#<Page>')
    .map((node) => tree.positionOf[node])
  return isMadeInRow(study, owned, { positions, count: positions.length })
}

describe('pages in a list', () => {
  test.each([
    ['one after the other', pages(0), true],
    ['one after the other, with a little between', pages(3), true],
    ['with what a request makes between them', pages(30), false],
    ['too few to tell', pages(0, 60), false],
    ['under a Ruby with pages for each size', pages(0, COUNT, '3.3.0'), false],
  ])('%s', (_, heap, isSo) => {
    expect(isInRow(heap)).toBe(isSo)
  })
})

test('with one dump, what lies in a row is told after what does not, though it is more', () => {
  const two = pages(0, 300).klass('Bill', { superclass: 'Object' })
  const references = Array.from({ length: 200 }, (_, i) => `b${i}`)
  for (const name of references) {
    two.add(name, 'OBJECT', { class: 'Bill' })
    for (let i = 0; i < 30; i++) two.add(`${name}x${i}`, 'OBJECT', { class: 'Bill' })
  }
  two.klass('Bills', { superclass: 'Object', references: ['bills', 'rb'] }).root('vm', 'Bills')
  two.add('bills', 'ARRAY', { class: 'Array', length: 200, references })
  const titles = answer(two).findings.map(({ title }) => / \d+ \w+/.exec(title)?.[0])
  expect(titles).toEqual([' 200 Bill', ' 300 Page'])
})
