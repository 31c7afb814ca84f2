// What Ruby itself keeps for a program, on made heaps: blocks of methods and hooks, TracePoints, threads,
// finalizers, variables of a Ractor. Beside each what is only like it.
import { expect, test } from 'vitest'
import type { MadeHeap } from '../../heap/testing/made-heap.ts'
import { answer, first, list, program } from './testing/made-program.ts'

const COUNT = 60
const page = { class: 'Page', memsize: 3000 }
const each = <T>(make: (index: number) => T): T[] =>
  Array.from({ length: COUNT }, (_, i) => make(i))

function withClasses(...names: readonly string[]): MadeHeap {
  const heap = program()
  for (const name of names) heap.klass(name, { superclass: 'Object' })
  return heap
}

function proc(heap: MadeHeap, name: string, ...references: readonly string[]): void {
  heap.add(name, 'DATA', { class: 'Proc', struct: 'proc', references })
}

/** Sixty blocks, each with a page, that class Store refers to, through method entries or directly. */
function classWithBlocks(areMethods: boolean): MadeHeap {
  const heap = withClasses('Proc')
  const held = each((i) => (areMethods ? `m${i}` : `b${i}`))
  heap.add('kept', 'CLASS', { class: 'Class', name: 'Columns', references: held })
  for (let i = 0; i < COUNT; i++) {
    const references = ['kept', `b${i}`]
    if (areMethods) heap.add(`m${i}`, 'IMEMO', { imemo_type: 'ment', references })
    proc(heap, `b${i}`, `o${i}`)
    heap.add(`o${i}`, 'OBJECT', page)
  }
  return heap
}

test('blocks are methods where a method entry has them', () => {
  expect(first(classWithBlocks(true)).title).toBe(
    '60 methods of Columns were made from blocks that keep what they can see, and with them 60 Page objects',
  )
  expect(first(classWithBlocks(false)).title).toMatch(
    /^A variable of the class Columns holds 60 blocks, and with them 60 Page objects$/,
  )
})

/** Under a root or in an object: a block whose scope has the next one, and so on, or a list of them. */
function blocks(root: string, isChain: boolean): MadeHeap {
  const heap = withClasses('Proc', 'Stack1')
  const all = each((i) => `b${i}`)
  heap.add('kept', 'OBJECT', { class: 'Stack1', references: root === '' ? ['b0'] : [] })
  if (root !== '') heap.root(root, ...(isChain ? ['b0'] : all))
  for (let i = 0; i < COUNT; i++) {
    proc(heap, `b${i}`, `e${i}`)
    const next = isChain && i + 1 < COUNT ? [`b${i + 1}`] : []
    heap.add(`e${i}`, 'IMEMO', { imemo_type: 'env', references: [`o${i}`, ...next] })
    heap.add(`o${i}`, 'OBJECT', page)
  }
  return heap
}

test('blocks that hang on each other are a chain, and what has the newest is named', () => {
  const chain =
    /^60 blocks hang on each other, the newest of them in (.*), and with them Page objects$/
  const holderOf = (heap: MadeHeap): string | undefined => chain.exec(first(heap).title)?.[1]
  expect(holderOf(blocks('', true))).toBe('a Stack1 object')
  expect(holderOf(blocks('end_proc', true))).toBe('an at_exit block')
  const { findings, sentence } = answer(blocks('vm', true))
  expect(chain.exec(findings[0].title)?.[1]).toBe('a signal handler (trap)')
  expect(findings[0].advice).toContain('trap(signal, before)')
  expect(sentence).toContain('blocks and what they hold, kept by a signal handler (trap)')
})

test('blocks side by side are told by what they were handed to', () => {
  expect(first(blocks('end_proc', false)).title).toMatch(/^60 at_exit blocks are kept/)
  expect(first(blocks('global_tbl', false)).title).toMatch(
    /set \(trace_var\), and with them 60 Page/,
  )
})

/** A method, or a block of an object, that sees a list of pages. */
function scope(isMethod: boolean): MadeHeap {
  const heap = withClasses('Proc', 'Stack1')
  if (isMethod) {
    heap.add('kept', 'CLASS', { class: 'Class', name: 'Converter', references: ['m'] })
    heap.add('m', 'IMEMO', { imemo_type: 'ment', references: ['kept', 'b'] })
  } else heap.add('kept', 'OBJECT', { class: 'Stack1', references: ['b'] })
  proc(heap, 'b', 'e')
  heap.add('e', 'IMEMO', { imemo_type: 'env', references: ['list'] })
  const all = each((i) => `p${i}`)
  heap.add('list', 'ARRAY', { class: 'Array', length: COUNT, references: all })
  for (const name of all) heap.add(name, 'OBJECT', page)
  return heap
}

test('what a block can see is told with who has the block', () => {
  const keeps = 'keeps 60 Page objects in a local variable that it can see'
  const { findings, sentence } = answer(scope(true))
  expect(findings[0]).toMatchObject({ rule: 'closure', title: `A method of Converter ${keeps}` })
  expect(sentence).toContain('kept by a method of Converter')
  expect(first(scope(false)).title).toBe(`A block of a Stack1 object ${keeps}`)
})

/** TracePoints that `keeper` refers to; each has a block. */
function tracePoints(keeper: 'ractor' | 'list'): MadeHeap {
  const heap = withClasses('Proc', 'TracePoint').klass('Ractor')
  const add = (name: string): void => {
    heap.add(name, 'DATA', { class: 'TracePoint', struct: 'tracepoint', references: [`${name}b`] })
    proc(heap, `${name}b`, `${name}o`)
    heap.add(`${name}o`, 'OBJECT', page)
  }
  if (keeper === 'list') return list(heap, COUNT, add)
  heap.add('kept', 'STRING', { class: 'String', bytesize: 1 }).root('vm', 'ractor')
  const references = each((i) => `t${i}`)
  heap.add('ractor', 'DATA', { class: 'Ractor', struct: 'ractor', references })
  references.forEach(add)
  return heap
}

test('TracePoints that Ruby has are enabled, those of a list need not be', () => {
  expect(first(tracePoints('ractor')).title).toBe(
    '60 TracePoint objects are enabled and never disabled, and with them 60 Page objects',
  )
  expect(first(tracePoints('list')).title).not.toContain('enabled')
})

/** `lists` finalizer tables with so many procs each. */
function finalizers(lists: number, procs: number, withPages: boolean): MadeHeap {
  const heap = withClasses('Proc').add('kept', 'STRING', { class: 'String', bytesize: 1 })
  const tables = Array.from({ length: lists }, (_, i) => `f${i}`)
  heap.root('finalizers', ...tables)
  tables.forEach((table) => {
    const references = Array.from({ length: procs }, (_, i) =>
      withPages ? `${table}b${i}` : 'one',
    )
    heap.add(table, 'ARRAY', { length: procs + 1, references, memsize: 3000 })
    if (!withPages) return
    for (const block of references) {
      proc(heap, block, `${block}o`)
      heap.add(`${block}o`, 'OBJECT', page)
    }
  })
  if (!withPages) {
    proc(heap, 'one')
    heap.root('vm', 'one')
  }
  return heap
}

test('finalizers of one object are told from those of many', () => {
  expect(first(finalizers(1, COUNT, true)).title).toBe(
    '60 finalizers were defined for one object, again and again: 60 Page objects',
  )
  expect(first(finalizers(COUNT, 1, true)).title).toBe(
    '60 Page objects are kept alive by finalizers',
  )
  expect(first(finalizers(COUNT, 1, false)).title).toBe('60 objects that have finalizers are alive')
})

/** Sixty threads of a Ractor, or sixty pages in a list that it has. */
function ractor(has: 'threads' | 'list', listed: boolean = false): MadeHeap {
  const heap = withClasses('Thread').klass('Ractor').root('vm', 'ractor')
  const all = each((i) => `t${i}`)
  heap.add('kept', 'ARRAY', { class: 'Array', length: COUNT, references: listed ? all : [] })
  const references = has === 'threads' ? all : ['list']
  heap.add('ractor', 'DATA', { class: 'Ractor', struct: 'ractor', references })
  if (has === 'list') {
    heap.add('list', 'ARRAY', { class: 'Array', length: COUNT, references: all })
    for (const name of all) heap.add(name, 'OBJECT', page)
  } else {
    for (const name of all) {
      const references = [`${name}o`]
      heap.add(name, 'DATA', {
        class: 'Thread',
        struct: 'VM/thread',
        memsize: 90_000,
        references,
      })
      heap.add(references[0], 'OBJECT', page)
    }
  }
  return heap
}

test('threads that run are no entries of the Ractor, and its variables are named', () => {
  const threads = '60 threads were started and have not ended'
  expect(first(ractor('threads')).title).toBe(`${threads}, and with them Page objects`)
  expect(first(ractor('threads', true)).title).toBe(
    `${threads}, listed by a constant of Store, and with them Page objects`,
  )
  expect(first(ractor('list'))).toMatchObject({
    rule: 'thread-local',
    title: 'A variable of a Ractor holds 60 Page objects',
  })
})

/** Pages that an object refers to itself, or that two lists of it have. */
function ownedPages(directly: boolean): MadeHeap {
  const heap = withClasses('Settings')
  const all = each((i) => `p${i}`)
  heap.add('kept', 'OBJECT', { class: 'Settings', references: directly ? all : ['a', 'b'] })
  for (const name of all) heap.add(name, 'OBJECT', page)
  if (!directly) {
    for (const name of ['a', 'b']) {
      heap.add(name, 'ARRAY', { class: 'Array', length: COUNT, references: all })
    }
  }
  return heap
}

test('sixty instance variables are told, sixty objects of two lists are none', () => {
  const ivars = /^A Settings object holds 60 Page objects, each in an instance variable of its own$/
  expect(first(ownedPages(true)).title).toMatch(ivars)
  expect(first(ownedPages(false)).title).not.toContain('instance variable')
})
