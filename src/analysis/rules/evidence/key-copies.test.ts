// What is stored again and again because its key is not found, on made heaps.
import { describe, expect, test } from 'vitest'
import type { MadeHeap } from '../../../heap/testing/made-heap.ts'
import { answer, first, program } from '../testing/made-program.ts'

const COUNT = 120

type AddKey = (heap: MadeHeap, key: string, index: number) => void

/** A hash of pages; `addKey` adds the key of each, or says which one it is. */
function pagesBy(addKey: AddKey, keyOf: (index: number) => string = (i) => `k${i}`): MadeHeap {
  const heap = program().klass('Query', { superclass: 'Object' })
  const references: string[] = []
  for (let i = 0; i < COUNT; i++) {
    references.push(keyOf(i), `p${i}`)
    heap.add(`p${i}`, 'OBJECT', { class: 'Page', memsize: 3000 })
  }
  for (const key of new Set(Array.from({ length: COUNT }, (_, i) => keyOf(i)))) {
    addKey(heap, key, Number(key.slice(1)))
  }
  return heap.add('kept', 'HASH', { class: 'Hash', size: COUNT, references })
}

const text = (heap: MadeHeap, name: string, value: string): MadeHeap =>
  heap.add(name, 'STRING', { class: 'String', value, bytesize: value.length, frozen: true })

/** Queries of so many different texts, with so many instance variables each. */
const queries =
  (different: number, ivars: number = 1): AddKey =>
  (heap, key, index) => {
    heap.add(key, 'OBJECT', { class: 'Query', ivars, references: [`${key}t`] })
    text(heap, `${key}t`, `select ${index % different}`)
  }

const arrays =
  (different: number): AddKey =>
  (heap, key, index) => {
    heap.add(key, 'ARRAY', { class: 'Array', length: 1, references: [`${key}t`] })
    text(heap, `${key}t`, `path ${index % different}`)
  }

const titleOf = (heap: MadeHeap): string => first(heap).title

describe('keys that are alike', () => {
  test('of a class of its own: hash and eql? are missing', () => {
    const [finding] = answer(pagesBy(queries(6))).findings
    expect(finding.rule).toBe('constant-container')
    expect(finding.title).toMatch(/holds 120 Page objects, by keys many of which are alike$/)
    expect(finding.because).toContain('Of 120 keys looked at (Query objects) only 6 differ')
    expect(finding.advice).toContain('Define hash and eql? in Query')
    expect(finding.confidence).toBe('likely')
  })

  test('arrays of like texts: the hash compares by identity', () => {
    const [finding] = answer(pagesBy(arrays(6))).findings
    expect(finding.because).toContain('compare_by_identity')
  })

  test('the same object many times: it was changed after it was put in', () => {
    const heap = pagesBy(arrays(3), (i) => `k${i % 3}`)
    const [finding] = answer(heap).findings
    expect(finding.title).toMatch(/the same few keys again and again$/)
    expect(finding.because).toContain('only 3 are different objects (arrays)')
  })

  test('they are the cause, not the copies of their texts', () => {
    const heap = pagesBy((made, key, index) => {
      made.add(key, 'OBJECT', { class: 'Query', ivars: 1, references: [`${key}t`] })
      made.add(`${key}t`, 'STRING', {
        class: 'String',
        value: `a column ${index % 2}`,
        bytesize: 10,
        memsize: 9000,
      })
    })
    expect(first(heap).rule).toBe('constant-container')
  })
})

describe('nothing is said', () => {
  test('of keys that differ', () => {
    expect(titleOf(pagesBy(queries(COUNT)))).toMatch(/holds 120 Page objects$/)
    expect(titleOf(pagesBy(arrays(COUNT)))).toMatch(/holds 120 Page objects$/)
  })

  test('of objects that may have numbers, unless they are very few', () => {
    expect(titleOf(pagesBy(queries(40, 3)))).toMatch(/holds 120 Page objects$/)
    expect(titleOf(pagesBy(queries(40, 1)))).toMatch(/many of which are alike$/)
  })

  test('of arrays that may have numbers: an array is found by them', () => {
    const pairs =
      (length: number): AddKey =>
      (heap, key) => {
        heap.add(key, 'ARRAY', { class: 'Array', length, references: [`${key}t`] })
        text(heap, `${key}t`, 'product')
      }
    expect(titleOf(pagesBy(pairs(2)))).toMatch(/holds 120 Page objects$/)
    expect(titleOf(pagesBy(pairs(1)))).toMatch(/many of which are alike$/)
  })

  test('of objects that may have numbers and have hash and eql?', () => {
    const heap = pagesBy(queries(6, 3))
    expect(titleOf(heap)).toMatch(/many of which are alike$/)
    const other = pagesBy((made, key, index) => {
      made.add(key, 'OBJECT', { class: 'Query2', ivars: 3, references: [`${key}t`] })
      text(made, `${key}t`, `select ${index % 6}`)
    })
    other.klass('Query2', { superclass: 'Object', references: ['ment'] })
    other.add('ment', 'IMEMO', { imemo_type: 'ment', references: ['iseq'] })
    other.add('iseq', 'IMEMO', { imemo_type: 'iseq', references: ['label', 'label', 'rb'] })
    text(other, 'label', 'hash')
    expect(titleOf(other)).toMatch(/holds 120 Page objects$/)
  })

  test('of objects without texts, such as are keys by what they are', () => {
    const bare: AddKey = (heap, key) => {
      heap.add(key, 'OBJECT', { class: 'Query', ivars: 1, references: [] })
    }
    expect(titleOf(pagesBy(bare))).toMatch(/holds 120 Page objects$/)
  })

  test('where keys cannot be told from values', () => {
    const heap = program()
    const references = Array.from({ length: COUNT }, (_, i) => `p${i}`)
    for (const page of references) {
      heap.add(page, 'OBJECT', {
        class: 'Page',
        memsize: 3000,
        ivars: 1,
        references: [`${page}t`],
      })
      text(heap, `${page}t`, 'the same')
    }
    heap.add('kept', 'HASH', { class: 'Hash', size: COUNT, references })
    expect(titleOf(heap)).toMatch(/holds 120 Page objects$/)
  })
})

describe('a Set that is DATA', () => {
  const set = (references: readonly string[], memsize = 900_000): MadeHeap =>
    program('4.0.0')
      .klass('Set', { superclass: 'Object' })
      .add('kept', 'DATA', { class: 'Set', struct: 'set', references, memsize })

  test('is a set, and no memory of a C extension', () => {
    const [finding] = answer(set([])).findings
    expect(finding.rule).toBe('constant-container')
    expect(finding.title).toMatch(/holds a large set$/)
    expect(finding.because).toContain('small numbers, symbols, true, false or nil')
  })

  test('holds what is in it', () => {
    const names = Array.from({ length: COUNT }, (_, i) => `p${i}`)
    const heap = set(names, 9000)
    for (const name of names) heap.add(name, 'OBJECT', { class: 'Page', memsize: 3000 })
    expect(first(heap)).toMatchObject({ rule: 'constant-container' })
    expect(titleOf(heap)).toContain('holds 120 Page objects')
  })

  test('with the same element again and again says so', () => {
    const heap = set(Array.from({ length: COUNT }, (_, i) => `l${i % 3}`))
    for (const name of ['l0', 'l1', 'l2']) heap.add(name, 'ARRAY', { class: 'Array', length: 3 })
    expect(titleOf(heap)).toMatch(/a large set, the same few elements again and again$/)
  })
})

test('elements that come in turn are all met, however many there are', () => {
  const references = Array.from({ length: 9000 }, (_, i) => `l${i % 3}`)
  const heap = program('4.0.0')
    .klass('Set', { superclass: 'Object' })
    .add('kept', 'DATA', { class: 'Set', struct: 'set', references, memsize: 900_000 })
  for (const name of ['l0', 'l1', 'l2']) heap.add(name, 'ARRAY', { class: 'Array', length: 3 })
  expect(answer(heap).findings[0].because).toContain('only 3 are different objects')
})

test('a queue is a container, a mutex nothing to be told of as of a C extension', () => {
  const rules = { queue: 'constant-container', mutex: 'accumulation' }
  for (const [struct, rule] of Object.entries(rules)) {
    const heap = program()
      .klass('Vips', { superclass: 'Object' })
      .add('kept', 'DATA', { class: 'Vips', struct, memsize: 900_000 })
    expect(first(heap).rule).toBe(rule)
  }
  const image = program()
    .klass('Vips', { superclass: 'Object' })
    .add('kept', 'DATA', { class: 'Vips', struct: 'vips', memsize: 900_000 })
  expect(first(image).rule).toBe('native-data')
})
