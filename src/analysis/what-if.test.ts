import { expect, test } from 'vitest'
import { fixture } from '../../test/reference/fixtures.ts'
import { memorySource } from '../dump/memory-source.ts'
import type { Heap } from '../heap/heap.ts'
import { readHeap } from '../heap/read-heap.ts'
import { MadeHeap } from '../heap/testing/made-heap.ts'
import { reached, sizeOf, slowRetained } from './testing/slow-retained.ts'
import { studyOf } from './testing/study-of.ts'
import { findTarget } from './targets.ts'
import { whatIf } from './what-if.ts'

const RUBY = readHeap(memorySource(fixture('whole', 'native-3.3-bare.json.gz').bytes))

/** Bytes lost without the edges for which `isCut` says so: the obvious way. */
function lostWithout(heap: Heap, isCut: (source: number, target: number) => boolean): number {
  const { offsets, targets, root } = heap.graph
  const seen = new Set([root])
  for (const node of seen) {
    for (let edge = offsets[node]; edge < offsets[node + 1]; edge++) {
      if (!isCut(node, targets[edge])) seen.add(targets[edge])
    }
  }
  let bytes = 0
  for (const node of reached(heap, new Set())) if (!seen.has(node)) bytes += sizeOf(heap, node)
  return bytes
}

function instances(study: ReturnType<typeof studyOf>, name: string): Set<number> {
  return new Set(findTarget(study, name).instances?.())
}

test('without objects: what is lost when they are taken away', () => {
  const study = studyOf(RUBY)
  for (const words of ['Gem::Specification', 'Thread', 'Hash', 'IMEMO iseq']) {
    const removed = instances(study, words)
    expect(removed.size).toBeGreaterThan(0)
    const result = whatIf(study, [words], { limit: 10_000 })
    expect(result.freed.bytes).toBe(slowRetained(RUBY, removed))
    expect(result.without).toEqual([{ words, kind: 'objects', count: removed.size }])
    expect(result.classes.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(result.freed.bytes)
    expect(result.classes.reduce((sum, { count }) => sum + count, 0)).toBe(result.freed.count)
  }
  const two = whatIf(study, ['Gem::Specification', 'Thread'])
  const both = new Set([...instances(study, 'Gem::Specification'), ...instances(study, 'Thread')])
  expect(two.freed.bytes).toBe(slowRetained(RUBY, both))
})

test('without references: what is lost when they are cut', () => {
  const study = studyOf(RUBY)
  for (const [from, to] of [
    ['iseq', 'constcache'],
    ['Gem::Specification', 'Array'],
    ['ROOT vm', 'Array'],
    ['Class', 'ment'],
  ] as const) {
    const result = whatIf(study, [`${from} -> ${to}`])
    const sources = from.startsWith('ROOT')
      ? new Set([findTarget(study, from).node])
      : instances(study, from === 'iseq' ? 'IMEMO iseq' : from)
    const ends = instances(study, /^[a-z]/.test(to) ? `IMEMO ${to}` : to)
    const lost = lostWithout(RUBY, (source, target) => sources.has(source) && ends.has(target))
    expect(result.freed.bytes).toBe(lost)
    expect(result.without[0]?.kind).toBe('references')
    expect(result.without[0]?.count).toBeGreaterThan(0)
  }
})

test('an instance variable of all of a class', () => {
  const study = studyOf(RUBY)
  const { offsets } = RUBY.graph
  const requirements = [...instances(study, 'Gem::Requirement')]
  const cut = new Set<number>()
  for (const row of requirements) {
    for (let edge = offsets[row]; edge < offsets[row + 1]; edge++) {
      if (study.names.edges.nameOf(row, edge) === '@requirements') cut.add(edge)
    }
  }
  expect(cut.size).toBeGreaterThan(0)
  const result = whatIf(study, ['Gem::Requirement.@requirements'])
  expect(result.without[0]).toMatchObject({ kind: 'references', count: cut.size })
  // Each has one such reference, so its two ends say which.
  const ends = new Set([...cut].map((edge) => RUBY.graph.targets[edge]))
  const owners = new Set(requirements)
  const lost = lostWithout(RUBY, (source, target) => owners.has(source) && ends.has(target))
  expect(result.freed.bytes).toBe(lost)
  expect(lost).toBeGreaterThan(0)
})

function shared(): MadeHeap {
  const made = new MadeHeap('3.3.0').root('vm', 'first', 'second', 'String', 'Array')
  made.klass('String').klass('Array')
  made.add('first', 'ARRAY', { class: 'Array', length: 1, references: ['list'] })
  made.add('second', 'ARRAY', { class: 'Array', length: 1, references: ['list'], memsize: 80 })
  made.add('list', 'ARRAY', { class: 'Array', length: 2, references: ['a', 'back'], memsize: 500 })
  made.add('a', 'STRING', { class: 'String', value: 'a', bytesize: 1, memsize: 1000 })
  made.add('back', 'ARRAY', { class: 'Array', length: 1, references: ['list'], memsize: 60 })
  return made
}

test('where nothing comes back it is said who else holds it', () => {
  const made = shared()
  const study = studyOf(made.read())
  const words = `@${made.row('first')} -> @${made.row('list')}`
  const result = whatIf(study, [words])
  expect(result.freed).toEqual({ count: 0, bytes: 0 })
  // The list's own elements refer back to it, and do not hold it.
  const other = `@${made.row('second')} -> @${made.row('list')}`
  expect(result.stays).toEqual({
    count: 1,
    bytes: 1560,
    by: [
      {
        from: 'Array (1 element)',
        to: 'Array (2 elements)',
        references: 1,
        example: `@${made.row('second')}`,
        without: other,
      },
    ],
    others: 0,
  })
  const both = whatIf(study, [words, other])
  expect(both.freed).toEqual({ count: 3, bytes: 1560 })
  expect(both.stays).toBeUndefined()
})

test('what an object owns and caches hold stays', () => {
  const made = new MadeHeap('3.3.0').root('vm', 'Shop', 'code', 'Array').klass('Array')
  made.add('Shop', 'MODULE', { name: 'Shop', references: ['list'], memsize: 100 })
  made.add('list', 'ARRAY', { class: 'Array', length: 0, memsize: 5000 })
  made.add('code', 'IMEMO', { imemo_type: 'iseq', references: ['cache'], memsize: 70 })
  made.add('cache', 'IMEMO', { imemo_type: 'constcache', references: ['list'], memsize: 40 })
  const study = studyOf(made.read())
  const result = whatIf(study, ['Shop'])
  expect(result.freed).toEqual({ count: 1, bytes: 100 })
  expect(result.stays).toMatchObject({ count: 1, bytes: 5000, by: [{ from: 'constcache' }] })
  const next = result.stays?.by[0]?.without ?? ''
  expect(whatIf(study, ['Shop', next]).freed).toEqual({ count: 2, bytes: 5100 })
})

test('what cannot be cut is said, with what to do', () => {
  const made = shared()
  const study = studyOf(made.read())
  expect(() => whatIf(study, [])).toThrow('what is to go is not said')
  expect(() => whatIf(study, [' '])).toThrow('what is to go is not said')
  expect(() => whatIf(study, ['a -> b -> c'])).toThrow('two ends')
  expect(() => whatIf(study, ['String -> Array'])).toThrow('nothing refers from String to Array')
  expect(() => whatIf(study, ['Nonsense'])).toThrow('no class or module')
  expect(() => whatIf(study, ['String.@x'])).toThrow('no String has an object in @x')
  const partial = studyOf(new MadeHeap('3.3.0').add('x', 'STRING', {}).read())
  expect(() => whatIf(partial, ['@0'])).toThrow('no roots')
})
