import { expect, test } from 'vitest'
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
    Uint32Array.from({ length: study.heap.count }, (_, i) => i),
  )
  expect(sites).toEqual([
    { name: '/a.rb:3', count: 2, bytes: 180 },
    { name: '/a.rb:4', count: 1, bytes: 150 },
  ])
})
