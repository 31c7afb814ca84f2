// Each rule on a made heap that has its mechanism, and on one that is as like as can be and has not.
import { describe, expect, test } from 'vitest'
import type { MadeHeap } from '../../heap/testing/made-heap.ts'
import { answer, first, list, program } from './testing/made-program.ts'

const COUNT = 60

/** So many pages, each with one part. */
function pagesWith(
  part: string,
  type: string,
  fields: object,
  setUp: (heap: MadeHeap) => MadeHeap = (heap) => heap,
): MadeHeap {
  const heap = setUp(program())
  if (part !== 'Page' && part !== 'String' && part !== 'Array') heap.klass(part, superOf(part))
  return list(heap, COUNT, (name) => {
    heap.add(name, 'OBJECT', { class: 'Page', references: [`${name}p`] })
    heap.add(`${name}p`, type, { class: part, memsize: 3000, ...fields })
  })
}

function superOf(name: string): Readonly<Record<string, unknown>> {
  return name === 'OrderError' ? { superclass: 'StandardError' } : { superclass: 'Object' }
}

const errors = (heap: MadeHeap): MadeHeap =>
  heap
    .klass('Exception', { superclass: 'Object' })
    .klass('StandardError', { superclass: 'Exception' })

/** Threads in a list; `running` of them the Ractor knows as well. */
function threads(running: number, isKnown: boolean = true): MadeHeap {
  const heap = program().klass('Thread', { superclass: 'Object' }).klass('Ractor')
  const known = Array.from({ length: running }, (_, i) => `e${i}`)
  heap.root('global_list', 'ractor')
  const references = isKnown ? ['main', ...known] : []
  heap.add('ractor', 'DATA', { class: 'Ractor', struct: 'ractor', references })
  heap.add('main', 'DATA', { class: 'Thread', struct: 'VM/thread' })
  return list(heap, COUNT, (name) => {
    heap.add(name, 'DATA', { class: 'Thread', struct: 'VM/thread', references: [`${name}r`] })
    heap.add(`${name}r`, 'STRING', { class: 'String', bytesize: 3000, memsize: 3000 })
  })
}

/** Strings that share longer ones. */
function slices(length: number): MadeHeap {
  const heap = program()
  return list(heap, COUNT, (name) => {
    const references = [`${name}t`]
    heap.add(name, 'STRING', { class: 'String', shared: true, bytesize: length, references })
    heap.add(`${name}t`, 'STRING', { bytesize: 9000, memsize: 9040 })
  })
}

/** Records of three strings each. */
function records(textOf: (index: number) => string): MadeHeap {
  const heap = program()
  return list(heap, COUNT, (name, index) => {
    const own = [0, 1, 2].map((i) => `${name}s${i}`)
    heap.add(name, 'OBJECT', { class: 'Page', references: own })
    own.forEach((text, i) => {
      const value = textOf(index * 3 + i)
      const fields = { bytesize: value.length, encoding: 'UTF-8', memsize: 80 }
      heap.add(text, 'STRING', { class: 'String', value, ...fields })
    })
  })
}

function buffers(used: number): MadeHeap {
  const fields = { bytesize: used, capacity: 2900 }
  return pagesWith('String', 'STRING', fields)
}

/** Each page refers to the next, or all are in a list. */
function chain(linked: boolean): MadeHeap {
  const heap = program()
  if (!linked) return list(heap, COUNT, (name) => heap.add(name, 'OBJECT', page))
  heap.klass('Queue1', { superclass: 'Object' })
  heap.add('kept', 'OBJECT', { class: 'Queue1', references: ['p0'] })
  for (let i = 0; i < COUNT; i++) {
    const references = i + 1 < COUNT ? [`p${i + 1}`] : []
    heap.add(`p${i}`, 'OBJECT', { ...page, references })
  }
  return heap
}

const page = { class: 'Page', memsize: 1000 }

function hashOfPages(withBlock: boolean): MadeHeap {
  const heap = program().klass('Proc', { superclass: 'Object' })
  const references: string[] = []
  for (let i = 0; i < COUNT; i++) {
    references.push(`k${i}`, `p${i}`)
    heap.add(`k${i}`, 'STRING', { class: 'String', value: `key ${i}`, bytesize: 6 })
    heap.add(`p${i}`, 'OBJECT', page)
  }
  if (withBlock) references.push('block')
  heap.add('kept', 'HASH', {
    class: 'Hash',
    size: COUNT,
    ...(withBlock ? { default: 'block' } : {}),
    references,
  })
  return heap.add('block', 'DATA', { class: 'Proc', struct: 'proc' })
}

function classes(nameOf: (index: number) => string | undefined): MadeHeap {
  const heap = program()
  return list(heap, COUNT, (name, index) => {
    const own = nameOf(index)
    heap.add(name, 'CLASS', {
      class: 'Class',
      superclass: 'Object',
      ...(own === undefined ? {} : { name: own }),
      memsize: 3000,
    })
  })
}

/** So many classes that are constants of one module, all set by one file or each by its own. */
function namespace(count: number, files: 'one' | 'each'): MadeHeap {
  const heap = program()
  const names = Array.from({ length: count }, (_, i) => `Kind${i}`)
  const fileOf = (i: number): string => (files === 'one' ? 'file' : `file${i}`)
  const references = names.flatMap((name, i) => [name, fileOf(i)])
  heap.add('kept', 'MODULE', { class: 'Class', name: 'Kinds', references })
  names.forEach((name, i) => {
    heap.klass(name, { name: `Kinds::${name}`, superclass: 'Object', memsize: 1500 })
    if (files === 'one' && i > 0) return
    heap.add(fileOf(i), 'STRING', { class: 'String', value: `/app/kinds/${i}.rb` })
  })
  return heap
}

/** Pages under a root of their own. */
function under(category: string): MadeHeap {
  const heap = program().add('kept', 'STRING', { class: 'String', bytesize: 1 })
  const blocks = Array.from({ length: COUNT }, (_, i) => `b${i}`)
  heap.klass('Proc', { superclass: 'Object' }).root(category, ...blocks)
  for (const block of blocks) {
    heap.add(block, 'ARRAY', { length: 2, references: [`${block}p`] })
    heap.add(`${block}p`, 'DATA', { class: 'Proc', struct: 'proc', references: [`${block}o`] })
    heap.add(`${block}o`, 'OBJECT', { class: 'Page', memsize: 3000 })
  }
  return heap
}

/** What a list in an instance variable of one object has, the object's class being called `name`. */
function listOf(name: string, count: number = COUNT): MadeHeap {
  const heap = program().klass(name, { superclass: 'Object' })
  heap.add('kept', 'OBJECT', { class: name, references: ['list'] })
  const references = Array.from({ length: count }, (_, i) => `p${i}`)
  heap.add('list', 'ARRAY', { class: 'Array', length: count, references })
  for (const each of references) heap.add(each, 'OBJECT', page)
  return heap
}

function underFiber(type: 'Fiber' | 'Store1'): MadeHeap {
  const heap = program().klass(type, { superclass: 'Object' })
  heap.add('kept', 'DATA', { class: type, struct: type.toLowerCase(), references: ['list'] })
  const references = Array.from({ length: COUNT }, (_, i) => `p${i}`)
  heap.add('list', 'ARRAY', { class: 'Array', length: COUNT, references })
  for (const each of references) heap.add(each, 'OBJECT', page)
  return heap
}

/** A module of methods, each with a long literal, compiled from `path`. */
function code(path: string, count: number = COUNT): MadeHeap {
  const heap = program()
  const own = Array.from({ length: count }, (_, i) => `m${i}`)
  heap.add('kept', 'CLASS', { class: 'Class', name: 'Templates', references: own })
  for (const name of own) {
    heap.add(name, 'IMEMO', { imemo_type: 'ment', references: ['kept', `${name}i`] })
    const references = [`${name}t`, `${name}n`, `${name}n`, `${name}f`]
    heap.add(`${name}i`, 'IMEMO', { imemo_type: 'iseq', references, memsize: 500 })
    heap.add(`${name}t`, 'STRING', { class: 'String', bytesize: 2960, memsize: 3000 })
    heap.add(`${name}n`, 'STRING', { class: 'String', value: name, bytesize: name.length })
    heap.add(`${name}f`, 'STRING', { class: 'String', value: path, bytesize: path.length })
  }
  return heap
}

function onStack(category: string): MadeHeap {
  const heap = program().add('kept', 'STRING', { class: 'String', bytesize: 1 })
  const references = Array.from({ length: COUNT }, (_, i) => `p${i}`)
  heap.root(category, 'list')
  heap.add('list', 'ARRAY', { class: 'Array', length: COUNT, references })
  for (const each of references) heap.add(each, 'OBJECT', { ...page, memsize: 90_000 })
  return heap
}

type Case = readonly [rule: string, words: RegExp, fires: MadeHeap, not: MadeHeap]

const cases: readonly Case[] = [
  ['fiber-local', /fiber holds 60 Page/, underFiber('Fiber'), underFiber('Store1')],
  ['dead-threads', /60 Thread objects, and the threads have ended/, threads(0), threads(COUNT)],
  ['finalizer', /60 Page objects are kept/, under('finalizers'), under('global_list')],
  ['subscribers', /60 Page objects: a list of/, listOf('EventBus'), listOf('EventLog')],
  [
    'anonymous-classes',
    /60 classes without a name/,
    classes(() => undefined),
    classes((i) => `Model${i}`),
  ],
  [
    'reloaded-classes',
    /60 classes called Invoice are alive/,
    classes(() => 'Invoice'),
    classes(() => undefined),
  ],
  ['shared-string', /pieces that keep the long texts/, slices(100), slices(8000)],
  [
    'io-buffer',
    /60 StringIO objects/,
    pagesWith('StringIO', 'DATA', { struct: 'strio' }),
    pagesWith('StringList', 'OBJECT', {}),
  ],
  [
    'native-data',
    /Vips objects: memory outside Ruby's objects/,
    pagesWith('Vips', 'DATA', { struct: 'vips' }),
    pagesWith('Vips', 'DATA', { struct: 'vips', memsize: 200 }),
  ],
  [
    'tracker-exception',
    /60 OrderError objects: errors that are kept/,
    pagesWith('OrderError', 'OBJECT', {}, errors),
    pagesWith('OrderLine', 'OBJECT', {}, errors),
  ],
  [
    'suspended-fiber',
    /60 Fiber objects that never ended/,
    pagesWith('Fiber', 'DATA', { struct: 'fiber' }),
    pagesWith('FiberPool', 'OBJECT', {}),
  ],
  ['linked-chain', /60 Page objects form one long chain/, chain(true), chain(false)],
  ['default-proc-hash', /stored by its default block/, hashOfPages(true), hashOfPages(false)],
  [
    'duplicate-strings',
    /the same few texts/,
    records((i) => `status ${i % 4}`),
    records((i) => `status ${i}`),
  ],
  ['capacity-slack', /set aside and unused/, buffers(0), buffers(2800)],
  ['eval-code', /compiled code.* were made at run time/, code('(eval:3)'), code('/app/x.rb')],
  ['machine-stack', /only held by the C stack/, onStack('machine_context'), onStack('global_list')],
]

describe.each(cases)('%s', (rule, words, fires, not) => {
  test('says what it is', () => {
    const found = first(fires)
    expect(found.rule).toBe(rule)
    expect(found.title).toMatch(words)
  })

  test('is silent about what is only like it', () => {
    const { rule: other } = first(not)
    expect(other).not.toBe(rule)
    // Code of files is nothing to be told; all else is found, by another rule.
    if (rule !== 'eval-code') expect(other).not.toBe('')
  })
})

test('subscribers that get more are said to be never taken off', () => {
  const [few, many] = [listOf('EventBus', COUNT), listOf('EventBus', COUNT * 2)]
  expect(first(few, many).title).toMatch(/120 Page objects: subscribers that are never taken off$/)
  expect(first(many, many).rule).toBe('')
})

test('a rule that looks inside says of how many it speaks', () => {
  const once = records((i) => `status ${i % 4}`)
  expect(first(once).title).toContain('60 Page objects')
  const { findings } = answer(once)
  expect(findings[0].because).toMatch(/^Of 180 strings looked at, only 4 differ/)
})

test('classes as constants of one module are told where one file made many, or where they grow', () => {
  expect(first(namespace(200, 'one'))).toMatchObject({
    rule: 'constant-container',
    title: 'The module Kinds has 200 classes as constants',
  })
  expect(answer(namespace(200, 'one')).healthy).toBe(true)
  const growing = [100, 150, 200].map((count) => namespace(count, 'each'))
  const { findings, healthy } = answer(...growing)
  expect(findings[0]).toMatchObject({ rule: 'constant-container', verdict: 'growing', count: 200 })
  expect(healthy).toBe(false)
})

test('the classes of a program that are all loaded are nothing to be told', () => {
  const all = namespace(200, 'each')
  expect(first(all, all, all).rule).toBe('')
  expect(answer(namespace(100, 'each'), all, all).healthy).toBe(true)
})

test('where the dump does not tell which threads run, none is called dead', () => {
  expect(first(threads(0, false)).rule).toBe('constant-container')
})

test('code made at run time is told by the dumps, where its name does not tell', () => {
  expect(first(code('/app/x.rb'), code('/app/x.rb')).rule).toBe('')
  expect(first(code('/app/x.rb', 30), code('/app/x.rb', 60)).rule).toBe('eval-code')
})

test('the table of symbols is no finding, on whichever root it hangs', () => {
  const symbols = (category: string, count: number): MadeHeap => {
    const heap = program('4.0.0').root(category, 'table')
    heap.add('kept', 'STRING', { class: 'String', bytesize: 1 })
    const references = Array.from({ length: count }, (_, i) => `s${i}`)
    heap.add('table', 'ARRAY', { length: 500, memsize: 4000, references })
    for (const name of references) heap.add(name, 'STRING', { class: 'String', memsize: 80 })
    return heap
  }
  const rules = (category: string): string[] =>
    answer(symbols(category, 100), symbols(category, 200), symbols(category, 300)).findings.map(
      ({ rule }) => rule,
    )
  expect(rules('global_symbols')).toEqual([])
  expect(rules('vm')).toEqual([])
  expect(rules('global_list')).toEqual(['accumulation'])
})
