import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { fixture } from '../../../test/reference/fixtures.ts'
import { memorySource } from '../../dump/memory-source.ts'
import { readHeap } from '../../heap/read-heap.ts'
import { MadeHeap } from '../../heap/testing/made-heap.ts'
import type { Why } from '../../workbench/results.ts'
import type { NamedStudy } from '../diff/compared.ts'
import type { Study } from '../study.ts'
import { slowRetained } from '../testing/slow-retained.ts'
import { studyOf } from '../testing/study-of.ts'
import { why } from './why.ts'

const EXAMPLE = new URL('../../../examples/routes-proxy/dumps/', import.meta.url)

function example(name: string): NamedStudy {
  const bytes = new Uint8Array(gunzipSync(readFileSync(new URL(`${name}.json.gz`, EXAMPLE))))
  return { name, study: studyOf(readHeap(memorySource(bytes))) }
}

/** Rows whose class, or whose own name for classes, is this. */
function rowsNamed({ heap, names }: Study, label: string): Set<number> {
  const rows = new Set<number>()
  for (let row = 0; row < heap.count; row++) {
    if (names.kinds.labelOf(names.kinds.kindOf(row)) === label) rows.add(row)
  }
  return rows
}

describe('the routes proxy leak', () => {
  let dumps: NamedStudy[]
  let answers: Why[]
  beforeAll(() => {
    dumps = ['before', 'after', 'later'].map(example)
    answers = [why(dumps.slice(2)), why(dumps.slice(1)), why(dumps)]
  })

  test('one dump, two and three: the first finding is the cause', () => {
    for (const { findings, healthy, sentence } of answers) {
      const [first] = findings
      expect(first.rule).toBe('callcache-pin')
      expect(first.verdict).toBe('plateau')
      expect(first.verdictBecause).toContain('1,023')
      expect(first.count).toBe(363)
      expect(first.title).toContain('363 RoutesProxy objects')
      expect(first.title).toContain('363 WorksController objects')
      expect(first.because).toContain('lib/routes_proxy.rb:24')
      expect(first.rubies).toBe('up to Ruby 3.2')
      // Not the title again.
      expect(sentence).toContain(
        "RoutesProxy objects and what they hold, kept by Ruby's global call cache",
      )
      expect(sentence).not.toContain(first.title)
      expect(healthy).toBe(false)
    }
  })

  test('the path names each step, with counts', () => {
    const steps = answers[0].findings[0].path.map(({ label, count, edge }) => [label, count, edge])
    expect(steps).toEqual([
      ['ROOT vm', 1, undefined],
      ['callcache', 879, "the VM's global call cache"],
      ['ment', 519, 'its method entry'],
      ['#<Class:#<RoutesProxy>>', 363, 'the class that has the method'],
      ['#<RoutesProxy>', 363, 'attached object'],
      ['#<WorksController>', 363, undefined],
      ['#<WorkImageShowComponent>', 363, undefined],
      ['#<Work>', 363, undefined],
    ])
  })

  test('bytes: more than the proxies alone hold, less than all call caches would free', () => {
    const { study } = dumps[2]
    const { bytes, contents, share } = answers[0].findings[0]
    const proxies = slowRetained(study.heap, rowsNamed(study, '#<RoutesProxy>'))
    const caches = slowRetained(study.heap, rowsNamed(study, 'callcache'))
    expect(bytes).toBeGreaterThan(proxies)
    expect(bytes).toBeLessThanOrEqual(caches)
    expect(bytes - proxies).toBeLessThan(bytes * 0.12)
    expect(share).toBeCloseTo(bytes / study.trees.dominators.retained[study.heap.graph.root], 9)
    expect(contents[0].name).toBe('String')
  })

  test('growth is that of each dump, and nothing else is called growing', () => {
    const { findings } = answers[2]
    expect(findings[0].growth?.map(({ count }) => count)).toEqual([30, 234, 363])
    for (const { verdict } of findings) expect(verdict).not.toBe('growing')
  })

  test('the signature is the same in each dump, and another one for another cause', () => {
    const signatures = ['before', 'after', 'later'].map(
      (name) => why([example(name)]).findings[0].signature,
    )
    expect(new Set(signatures).size).toBe(1)
    const others = answers[0].findings.slice(1).map(({ signature }) => signature)
    expect(others).not.toContain(signatures[0])
  })

  test('the tracer is no suspect', () => {
    for (const { findings, unsuspicious } of answers) {
      for (const { title } of findings) expect(title).not.toContain('tracer')
      expect(unsuspicious.join(' ')).toContain("allocation tracer's own table")
    }
  })
})

/** A program whose constant LIST, an array, and variable of Store, a hash, hold so many entries each. */
function program(listed: number, stored: number, table: number = 200): MadeHeap {
  const heap = new MadeHeap('3.3.0').root('vm', 'Object', 'main')
  heap.klass('Class').klass('Object', { references: ['List', 'Store', 'Entry', 'Array', 'Table'] })
  heap.klass('Array').klass('Entry').add('rb', 'STRING', { value: '/app/list.rb', frozen: true })
  heap.klass('List', { references: ['list', 'rb'] })
  heap.klass('Store', { references: ['Object', 'store', 'rb'] })
  heap.klass('Table', { references: ['table', 'rb'] })
  heap.add('main', 'OBJECT', { class: 'Object', memsize: 100_000 })
  const fill = (name: string, entry: string, count: number): void => {
    const references = Array.from({ length: count }, (_, i) => `${entry}${i}`)
    heap.add(name, 'ARRAY', { class: 'Array', length: count, references })
    for (const each of references) heap.add(each, 'OBJECT', { class: 'Entry', memsize: 1000 })
  }
  fill('table', 't', table)
  fill('list', 'l', listed)
  fill('store', 's', stored)
  return heap
}

const studied = (...heaps: MadeHeap[]): NamedStudy[] =>
  heaps.map((heap, i) => ({ name: `dump ${i}`, study: studyOf(heap.read()) }))

test('what grows is found, with how much in each dump; what does not is no finding', () => {
  const { findings, healthy, unsuspicious } = why(
    studied(program(100, 50), program(200, 50), program(300, 50)),
  )
  expect(healthy).toBe(false)
  expect(findings.length).toBe(1)
  const [{ rule, verdict, holder, count, bytes, growth, title }] = findings
  expect({ rule, verdict, count, bytes }).toEqual({
    rule: 'constant-container',
    verdict: 'growing',
    count: 300,
    bytes: 300_040,
  })
  expect(holder.label).toBe('Array (300 elements)')
  expect(title).toBe('A constant of List holds 300 Entry objects')
  expect(growth).toEqual([
    { count: 100, bytes: 100_040 },
    { count: 200, bytes: 200_040 },
    { count: 300, bytes: 300_040 },
  ])
  expect(unsuspicious.join(' ')).toContain('A constant of Table holds 200 Entry objects')
})

test.each([
  ['fills up and stops', [100, 300, 300], 'one-time'],
  ['flattens', [100, 300, 350], 'plateau'],
  ['comes late', [100, 100, 300], 'one-time'],
])('a list that %s is not growing, and the heap is healthy', (_, counts, verdict) => {
  const { findings, healthy } = why(studied(...counts.map((count) => program(count, 50))))
  expect(healthy).toBe(true)
  expect(findings.map((finding) => finding.verdict)).toEqual([verdict])
})

test('what came once and stopped leads away from what grows: a line, no finding', () => {
  const grown = [program(100, 50), program(200, 400), program(300, 400)]
  const { findings, unsuspicious } = why(studied(...grown))
  expect(findings.map(({ verdict }) => verdict)).toEqual(['growing'])
  expect(unsuspicious.join(' ')).toMatch(/Grew once, and then no more: .*Store holds 400 Entry/)
  // By itself it is a finding, and nothing has to be done.
  const [alone] = why(studied(program(100, 50), program(100, 400), program(100, 400))).findings
  expect(alone.advice).toMatch(/^Nothing, if it is meant to stay: it has stopped growing\. Else: /)
})

test('nothing grows: no finding, and it says so', () => {
  const same = [program(100, 50), program(100, 50), program(100, 50)]
  const { findings, healthy, sentence } = why(studied(...same))
  expect(findings).toEqual([])
  expect(healthy).toBe(true)
  expect(sentence).toContain('Nothing suspicious')
})

test('two that grow: the one that explains more of it first', () => {
  const grown = [program(100, 10), program(120, 110), program(140, 210)]
  const { findings } = why(studied(...grown))
  expect(findings.map(({ holder }) => holder.label)).toEqual([
    'Array (210 elements)',
    'Array (140 elements)',
  ])
  expect(findings.map(({ rank }) => rank)).toEqual([1, 2])
})

test('one dump: all that is large is told, and none is said to grow', () => {
  const { findings, healthy, missing } = why(studied(program(300, 50)))
  expect(findings[0].title).toBe('A constant of List holds 300 Entry objects')
  expect(findings[0].verdict).toBe('unknown')
  expect(healthy).toBe(true)
  expect(missing.join(' ')).toContain('What grows: take two more dumps')
  expect(missing.join(' ')).toContain('not traced')
})

test('a list and an index of the same: the finding has what both hold, once', () => {
  const heap = new MadeHeap('3.3.0').root('vm', 'Object')
  heap
    .klass('Class')
    .klass('Object', { references: ['Registry', 'Entry', 'Array'] })
    .klass('Array')
  heap.klass('Entry').add('rb', 'STRING', { value: '/app/r.rb', frozen: true })
  heap.klass('Registry', { references: ['list', 'rb', 'index', 'rb'] })
  const references = Array.from({ length: 50 }, (_, i) => `e${i}`)
  for (const name of ['list', 'index']) {
    heap.add(name, 'ARRAY', { class: 'Array', length: 50, references, memsize: 400 })
  }
  for (const each of references) heap.add(each, 'OBJECT', { class: 'Entry', memsize: 1000 })
  const { findings } = why(studied(heap))
  expect(findings.length).toBe(1)
  expect(findings[0].title).toBe('A constant of Registry holds 50 Entry objects')
  expect(findings[0].because).toContain('also held by an array of a constant of Registry')
  expect(findings[0].bytes).toBe(50_800)
})

test.each(['3.0', '3.1', '3.2', '3.3', '3.4', '4.0'])(
  'Ruby %s, a program that has only started: healthy, and no byte in two findings',
  (ruby) => {
    const { bytes } = fixture('whole', `native-${ruby}-bare.json.gz`)
    const study = studyOf(readHeap(memorySource(bytes)))
    const { findings, healthy } = why([{ name: ruby, study }])
    expect(healthy).toBe(true)
    const told = findings.reduce((sum, finding) => sum + finding.bytes, 0)
    expect(told).toBeLessThanOrEqual(study.trees.dominators.retained[study.heap.graph.root])
    for (const { verdict } of findings) expect(verdict).not.toBe('growing')
    for (const { contents, bytes: own } of findings) {
      expect(contents.reduce((sum, each) => sum + each.bytes, 0)).toBeLessThanOrEqual(own)
    }
  },
)

test('without roots there is no telling', () => {
  const heap = new MadeHeap('3.3.0').klass('Class').add('a', 'OBJECT', { class: 'Class' })
  expect(() => why(studied(heap))).toThrow(/no roots/)
  expect(() => why([])).toThrow(/no dump/)
})

describe('dumps that do not belong together', () => {
  test('three of one process leave no doubt', () => {
    const { doubts } = why(studied(program(100, 100), program(200, 100), program(300, 100)))
    expect(doubts).toBeUndefined()
  })

  test('one named twice', () => {
    const [first] = studied(program(100, 100))
    const { doubts } = why([first, first])
    expect(doubts).toEqual([
      'dump 0 and dump 0 are the same dump: nothing can have grown between them.',
    ])
  })

  test('one that is damaged, wherever it stands', () => {
    const torn = program(200, 100).raw('{"address":"0x7f')
    const { doubts } = why(studied(program(100, 100), torn, program(300, 100)))
    expect(doubts).toHaveLength(1)
    expect(doubts?.join('')).toMatch(/^dump 1 is damaged \(.*\): what it lost looks as if/)
  })

  test('one of another process', () => {
    const other = new MadeHeap('3.2.0').root('vm', 'Object').klass('Class').klass('Object')
    const { doubts } = why(studied(program(100, 100), other))
    expect(doubts).toEqual([
      'dump 0 and dump 1 are of different processes: what differs need not be growth.',
    ])
  })

  test('one without roots is named', () => {
    const partial = new MadeHeap('3.3.0').klass('Class').add('a', 'OBJECT', { class: 'Class' })
    expect(() => why(studied(program(100, 100), partial))).toThrow(/^dump 1 has no roots/)
  })
})
