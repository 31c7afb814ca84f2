import { expect, test } from 'vitest'
import { bitsetOf } from '../../base/bitset.ts'
import { MadeHeap } from '../../heap/testing/made-heap.ts'
import { studyOf } from '../testing/study-of.ts'
import { contentsOf } from './contents.ts'

test('a line is one site, whatever methods and classes it allocates for', () => {
  const heap = new MadeHeap('3.3.0').root('vm', 'Object').klass('Class').klass('Object')
  const add = (name: string, line: number, method: string, memsize: number) =>
    heap.add(name, 'OBJECT', { class: 'Object', memsize, file: '/a.rb', line, method })
  add('a', 3, 'new', 100)
  add('b', 4, 'dup', 150)
  add('c', 3, 'initialize', 80)
  const study = studyOf(heap.read())
  const { sites } = contentsOf(
    study,
    bitsetOf(
      study.heap.count,
      Array.from({ length: study.heap.count }, (_, i) => i),
    ),
  )
  expect(sites).toEqual([
    { name: '/a.rb:3', count: 2, bytes: 180 },
    { name: '/a.rb:4', count: 1, bytes: 150 },
  ])
})

test('classes of the program are told besides the six largest, three of them', () => {
  const heap = new MadeHeap('3.3.0').root('vm', 'Object').klass('Class').klass('Object')
  const sizes = { Array: 900, Hash: 800, String: 700, Regexp: 600, Range: 500, Time: 400 }
  const small = { Set: 90, Visit: 80, Page: 70, Tag: 60, Note: 50 }
  for (const [name, memsize] of Object.entries({ ...sizes, ...small })) {
    heap.klass(name).add(`a ${name}`, 'OBJECT', { class: name, memsize })
  }
  const study = studyOf(heap.read())
  const rows = Uint32Array.from({ length: study.heap.count }, (_, i) => i)
  const made = rows.filter((row) => study.names.label(row).startsWith('#<'))
  expect(
    contentsOf(study, bitsetOf(study.heap.count, made)).classes.map(({ name }) => name),
  ).toEqual([...Object.keys(sizes), 'Visit', 'Page', 'Tag'])
})
