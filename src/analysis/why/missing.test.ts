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
  const studies = Array.from({ length: dumps }, () => ({ name: 'a', study }))
  return missingFacts(
    studies,
    studies.map(() => all),
  ).join('\n')
}

test('each thing that is missing is said, and only then', () => {
  expect(said(made('3.3.0'))).toMatch(/What grows: take two more dumps/)
  expect(said(made('3.3.0'), 3)).not.toMatch(/What grows: take two more dumps/)
  expect(said(made('3.3.0'))).toMatch(/not traced/)
  expect(said(made('3.3.0', true))).not.toMatch(/not traced/)
  expect(said(made('3.1.2'))).toMatch(/not in dumps of Ruby up to 3.1/)
  expect(said(made('3.3.0'))).not.toMatch(/not in dumps of Ruby up to 3.1/)
  expect(said(made('3.3.0'))).toMatch(/no capture file/)
  expect(said(made('3.3.0', true, 100_000))).toMatch(/no root leads to them/)
  expect(said(made('3.3.0', true))).not.toMatch(/damaged/)
  expect(said(made('3.3.0', true).raw('{"address":"0x7f'))).toMatch(/damaged/)
})

test('heaps that get smaller each time may be in the wrong order', () => {
  const dump = { name: 'a', study: studyOf(made('3.3.0').read()) }
  const of = (...bytes: number[]): string =>
    missingFacts(
      bytes.map(() => dump),
      bytes,
    ).join('\n')
  expect(of(3000, 2000, 1000)).toMatch(/^Whether the dumps are in order/)
  for (const bytes of [[1000], [1000, 2000, 3000], [2000, 1000, 3000], [1000, 1000], [1000, 990]]) {
    expect(of(...bytes)).not.toMatch(/in order/)
  }
})

test('memory outside of the dump, where a capture file has that of the process', () => {
  const capture = { kind: 'loupe-capture', version: 1, memory: { rss: 10 * 1024 * 1024 } }
  expect(said(made('3.3.0'), 1, capture)).toMatch(/The process had 10.0 MB.*no heap dump shows it/)
  expect(said(made('3.3.0'), 1, capture)).not.toMatch(/no capture file/)
  // Of an old Ruby too, and of a new one.
  expect(said(made('3.1.2'), 1, capture)).not.toMatch(/capture file|beside the dump/i)
  expect(said(made('3.1.2'), 1, capture)).toMatch(/The process had 10.0 MB/)
})

test('growth outside of the dumps, of one process only', () => {
  const MB = 1024 * 1024
  const dumpOf = (pid: number, megabytes: number) => {
    const file = {
      kind: 'loupe-capture',
      version: 1,
      process: { pid },
      memory: { rss: megabytes * MB },
    }
    const { facts } = parseCapture(JSON.stringify(file))
    return { name: 'a', study: { ...studyOf(made('3.3.0').read()), facts } }
  }
  const of = (before: [number, number], after: [number, number], pids = [7, 7]): string =>
    missingFacts(
      [dumpOf(pids[0] ?? 0, before[0]), dumpOf(pids[1] ?? 0, after[0])],
      [before[1] * MB, after[1] * MB],
    ).join('\n')
  expect(of([60, 30], [80, 31])).toMatch(
    /the process grew by 20\.0 MB, its objects grew by 1\.0 MB: what grows is not in the dumps\./,
  )
  expect(of([60, 30], [80, 35])).toMatch(
    /the process grew by 20\.0 MB, its objects grew by 5\.0 MB\.$/m,
  )
  expect(of([60, 30], [63, 30])).toMatch(
    /the process grew by 3\.0 MB, its objects stayed as large\.$/m,
  )
  expect(of([60, 30], [58, 29])).toMatch(
    /the process shrank by 2\.0 MB, its objects shrank by 1\.0 MB/,
  )
  expect(of([60, 30], [80, 32], [7, 8])).not.toMatch(/From the first dump/)
})
