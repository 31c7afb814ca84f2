import { expect, test } from 'vitest'
import { MadeHeap } from '../heap/testing/made-heap.ts'
import { referencesOf } from './references.ts'
import { studyOf } from './testing/study-of.ts'

test.each([3, 3000])('each of %i references once, in order, and all of them', (count) => {
  const names = Array.from({ length: count }, (_, n) => `text ${n}`)
  const twice = [...names.toReversed(), ...names]
  const made = new MadeHeap('3.3.0').root('vm', 'list')
  for (const name of names) made.add(name, 'STRING', { bytesize: 1, value: 'a' })
  made.add('list', 'ARRAY', { length: twice.length, references: twice })
  const { nodes, all } = referencesOf(studyOf(made.read()), made.row('list'))
  const rows = (of: readonly string[]): number[] => of.map((name) => made.row(name))
  expect([...nodes]).toEqual(rows(names.toReversed()))
  expect([...all]).toEqual(rows(twice))
})
