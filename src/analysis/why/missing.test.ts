import { expect, test } from 'vitest'
import { parseCapture } from '../../heap/capture-facts.ts'
import { MadeHeap } from '../../heap/testing/made-heap.ts'
import { studyOf } from '../testing/study-of.ts'
import { missingFacts } from './missing.ts'

const made = (ruby: string, traced = false, lost = 0) => {
  const heap = new MadeHeap(ruby).root('vm', 'Object').klass('Class').klass('Object')
  const site = traced ? { file: '/a.rb', line: 1, generation: 3 } : {}
  heap.add('work', 'OBJECT', { class: 'Object', memsize: 1000, ...site })
  return lost === 0 ? heap : heap.add('lost', 'OBJECT', { class: 'Object', memsize: lost })
}

const said = (heap: MadeHeap, dumps = 1, capture?: object): string => {
  const parsed = capture === undefined ? undefined : parseCapture(JSON.stringify(capture))
  const study = { ...studyOf(heap.read()), facts: parsed?.facts }
  const all = study.heap.columns.size.reduce((sum, size) => sum + size, 0)
  return missingFacts(
    Array.from({ length: dumps }, () => ({ name: 'a', study })),
    all,
  ).join('\n')
}

test('each thing that is missing is said, and only then', () => {
  expect(said(made('3.3.0'))).toMatch(/One dump/)
  expect(said(made('3.3.0'), 3)).not.toMatch(/One dump/)
  expect(said(made('3.3.0'))).toMatch(/Not traced/)
  expect(said(made('3.3.0', true))).not.toMatch(/Not traced/)
  expect(said(made('3.1.2'))).toMatch(/not write the names of instance variables/)
  expect(said(made('3.3.0'))).not.toMatch(/not write the names of instance variables/)
  expect(said(made('3.3.0'))).toMatch(/No capture file/)
  expect(said(made('3.3.0', true, 100_000))).toMatch(/cannot be reached/)
  expect(said(made('3.3.0', true))).not.toMatch(/damaged/)
  expect(said(made('3.3.0', true).raw('{"address":"0x7f'))).toMatch(/damaged/)
})

test('memory outside of the dump, where a capture file has that of the process', () => {
  const capture = { kind: 'loupe-capture', version: 1, memory: { rss: 10 * 1024 * 1024 } }
  expect(said(made('3.3.0'), 1, capture)).toMatch(/The process had 10.0 MB.*no heap dump shows it/)
  expect(said(made('3.3.0'), 1, capture)).not.toMatch(/No capture file/)
  // Of an old Ruby too, and of a new one.
  expect(said(made('3.1.2'), 1, capture)).not.toMatch(/capture file/i)
  expect(said(made('3.1.2'), 1, capture)).toMatch(/The process had 10.0 MB/)
})
