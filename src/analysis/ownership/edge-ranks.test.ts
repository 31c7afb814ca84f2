import { expect, test } from 'vitest'
import { MadeHeap } from '../../heap/testing/made-heap.ts'
import { studyOf } from '../testing/study-of.ts'
import { DOUBTFUL, edgeRanks, OWNER, PLUMBING, REDUNDANT } from './edge-ranks.ts'

/** The rank of the reference from one object to another, both as the test calls them. */
function ranksOf(made: MadeHeap): (from: string, to: string) => number {
  const heap = made.read()
  const { rankOf } = edgeRanks(studyOf(heap))
  const { offsets, targets } = heap.graph
  return (from, to) => {
    const root = heap.roots.findIndex(({ category }) => category === from)
    const source = root < 0 ? made.row(from) : heap.count + root
    for (let edge = offsets[source]; edge < offsets[source + 1]; edge++) {
      if (targets[edge] === made.row(to)) return rankOf(source, edge)
    }
    throw new Error(`${from} does not refer to ${to}`)
  }
}

const imemo = (kind: string, ...references: string[]) => ({ imemo_type: kind, references })

/** Classes, one of them with a method, an instance with a singleton class, code with its caches. */
function program(ruby: string): MadeHeap {
  const made = new MadeHeap(ruby).root('vm', 'Object', 'cache').root('machine_context', 'text')
  made.klass('Class').klass('String').klass('Array')
  made.add('Object', 'CLASS', { class: 'Class', name: 'Object', references: ['Work', 'Base'] })
  made.add('Base', 'CLASS', {
    class: 'Class',
    name: 'Base',
    superclass: 'Object',
    references: ['Object', 'inherited'],
  })
  made.add('Work', 'CLASS', {
    class: 'Class',
    name: 'Work',
    superclass: 'Base',
    references: ['Base', 'own', 'inherited', 'list'],
  })
  made.add('own', 'IMEMO', imemo('ment', 'Work', 'iseq', 'cref'))
  made.add('inherited', 'IMEMO', imemo('ment', 'Base'))
  made.add('iseq', 'IMEMO', imemo('iseq', 'text', 'block', 'constcache', 'cache', 'path', 'list'))
  made.add('block', 'IMEMO', imemo('iseq', 'text'))
  made.add('constcache', 'IMEMO', imemo('constcache', 'list'))
  made.add('cache', 'IMEMO', imemo('callcache', 'own'))
  made.add('cref', 'IMEMO', imemo('cref', 'Work'))
  made.add('env', 'IMEMO', imemo('env', 'list', 'block'))
  made.add('path', 'ARRAY', { class: 'Array', length: 2, references: ['text', 'text'] })
  made.add('list', 'ARRAY', { class: 'Array', length: 3, references: ['work'] })
  made.add('text', 'STRING', { class: 'String', value: 'x', bytesize: 1 })
  made.add('work', 'OBJECT', { class: 'Single', references: ['text'] })
  made.add('Single', 'CLASS', {
    class: 'Class',
    singleton: true,
    superclass: 'Work',
    references: ['work', 'Work'],
  })
  return made
}

test('what owns', () => {
  const rank = ranksOf(program('3.3.0'))
  expect(rank('Object', 'Work')).toBe(OWNER)
  expect(rank('Work', 'list')).toBe(OWNER)
  expect(rank('list', 'work')).toBe(OWNER)
  expect(rank('work', 'text')).toBe(OWNER)
  expect(rank('iseq', 'text')).toBe(OWNER)
  expect(rank('env', 'list')).toBe(OWNER)
  expect(rank('vm', 'Object')).toBe(OWNER)
})

test('what is plumbing: an object’s singleton class, a class’s method', () => {
  const rank = ranksOf(program('3.3.0'))
  expect(rank('work', 'Single')).toBe(PLUMBING)
  expect(rank('Work', 'own')).toBe(PLUMBING)
  expect(rank('Base', 'inherited')).toBe(PLUMBING)
})

test('what is redundant, and what is doubtful', () => {
  const rank = ranksOf(program('3.3.0'))
  for (const [from, to] of [
    ['list', 'Array'],
    ['text', 'String'],
    ['Work', 'Base'],
    ['Single', 'Work'],
    ['Work', 'inherited'],
    ['own', 'Work'],
    ['own', 'cref'],
    ['cref', 'Work'],
    ['constcache', 'list'],
    ['cache', 'own'],
    ['iseq', 'cache'],
    ['vm', 'cache'],
    ['env', 'block'],
  ] as const) {
    expect([from, to, rank(from, to)]).toEqual([from, to, REDUNDANT])
  }
  expect(rank('machine_context', 'text')).toBe(DOUBTFUL)
})

test('an array that code refers to is a literal, unless code caches constants itself', () => {
  const rank = ranksOf(program('3.3.0'))
  expect(rank('iseq', 'list')).toBe(OWNER)
  const made = new MadeHeap('2.7.8').root('vm', 'iseq').klass('Array')
  made.add('iseq', 'IMEMO', imemo('iseq', 'path', 'list', 'literal'))
  made.add('text', 'STRING', { value: 'x', bytesize: 1 })
  made.add('path', 'ARRAY', { class: 'Array', length: 2, references: ['text', 'text'] })
  made.add('list', 'ARRAY', { class: 'Array', length: 3, references: ['text'] })
  made.add('literal', 'ARRAY', { length: 3, references: ['text'] })
  const old = ranksOf(made)
  expect(old('iseq', 'path')).toBe(OWNER)
  expect(old('iseq', 'list')).toBe(REDUNDANT)
  expect(old('iseq', 'literal')).toBe(OWNER)
})

test('a root that registers a class with a namespace does not own it', () => {
  for (const ruby of ['3.1.2', '3.3.0']) {
    const made = new MadeHeap(ruby)
      .root('vm', 'Object', 'Point', 'Unnamed')
      .klass('Class')
      .klass('Object', { references: ['Struct'] })
      .klass('Struct', { superclass: 'Object', references: ['Point'] })
    made.add('Point', 'CLASS', { class: 'Class', name: 'Struct::Point', superclass: 'Struct' })
    made.add('Unnamed', 'CLASS', { class: 'Class', superclass: 'Struct' })
    const rank = ranksOf(made)
    expect(rank('vm', 'Point')).toBe(REDUNDANT)
    expect(rank('vm', 'Object')).toBe(OWNER)
    expect(rank('vm', 'Unnamed')).toBe(OWNER)
    expect(rank('Struct', 'Point')).toBe(OWNER)
  }
})
