// A mechanism that is only a part of what is held does not take the finding from what holds it.
import { expect, test } from 'vitest'
import type { MadeHeap } from '../../../heap/testing/made-heap.ts'
import { answer, list, program } from '../testing/made-program.ts'

const COUNT = 60

/** Strings of a list that share the memory of texts of so many bytes; their own length is not told. */
function sharing(textBytes: number, count: number = COUNT): MadeHeap {
  const heap = program()
  return list(heap, count, (name) => {
    const references = [`${name}t`]
    heap.add(name, 'STRING', { class: 'String', shared: true, memsize: 40, references })
    heap.add(`${name}t`, 'STRING', { bytesize: textBytes, memsize: textBytes + 41 })
  })
}

/** Pages, each with a part of so many bytes, and a list of strings of its own of so many. */
function pages(part: Readonly<Record<string, unknown>>, ownBytes: number): MadeHeap {
  const heap = program().klass('Vips', { superclass: 'Object' }).klass('StringIO')
  return list(heap, COUNT, (name) => {
    heap.add(name, 'OBJECT', { class: 'Page', references: [`${name}p`, `${name}s`] })
    heap.add(`${name}p`, 'DATA', part)
    heap.add(`${name}s`, 'STRING', { class: 'String', bytesize: ownBytes, memsize: ownBytes })
  })
}

test('long texts that others share are told as such, where they become more', () => {
  expect(answer(sharing(12_000, 30), sharing(12_000, 60)).findings[0].rule).toBe('shared-string')
  const [first] = answer(sharing(12_000)).findings
  expect(first.rule).toBe('shared-string')
})

test('of shorter ones it is a remark, and of short ones nothing', () => {
  const [first] = answer(sharing(400, 500), sharing(400, 1000)).findings
  expect(first.rule).toBe('constant-container')
  expect(first.advice).toContain('copy what is kept (String.new(piece))')
  const [short] = answer(sharing(100, 500), sharing(100, 1000)).findings
  expect(short.rule).toBe('constant-container')
  expect(short.advice).not.toContain('String.new')
})

test('the room that small strings have left is a remark', () => {
  const heap = program()
  list(heap, 600, (name) => {
    const fields = { bytesize: 9, capacity: 300, memsize: 341 }
    heap.add(name, 'STRING', { class: 'String', ...fields })
  })
  const [first] = answer(heap).findings
  expect(first.rule).toBe('constant-container')
  expect(first.advice).toMatch(/About \d\d % of it is room that strings and arrays/)
})

test('memory outside of objects, and buffers, have to be most of it', () => {
  const image = { class: 'Vips', struct: 'vips', memsize: 3000 }
  expect(answer(pages(image, 500)).findings[0].rule).toBe('native-data')
  expect(answer(pages(image, 5000)).findings[0].rule).toBe('constant-container')
  const buffer = { class: 'StringIO', struct: 'strio', memsize: 3000 }
  expect(answer(pages(buffer, 500)).findings[0].rule).toBe('io-buffer')
  expect(answer(pages(buffer, 5000)).findings[0].rule).toBe('constant-container')
})

test('copies that are half of it are a remark, and most of it the finding', () => {
  const alike = (otherBytes: number): MadeHeap => {
    const heap = program()
    return list(heap, COUNT, (name, index) => {
      const texts = [0, 1, 2].map((i) => `${name}s${i}`)
      heap.add(name, 'OBJECT', { class: 'Page', memsize: otherBytes, references: texts })
      texts.forEach((text, i) => {
        const value = `status ${(index * 3 + i) % 4}`
        heap.add(text, 'STRING', { class: 'String', value, bytesize: value.length, memsize: 80 })
      })
    })
  }
  expect(answer(alike(40)).findings[0].rule).toBe('duplicate-strings')
  const [first] = answer(alike(160)).findings
  expect(first.rule).toBe('constant-container')
  expect(first.advice).toMatch(/% of it is copies of the same few texts/)
})

test('a class whose name begins like Class has a name', () => {
  const heap = program().klass('ClassCollector', { superclass: 'Object' })
  list(heap, COUNT, (name) => heap.add(name, 'OBJECT', { class: 'ClassCollector', memsize: 900 }))
  const [first] = answer(heap).findings
  expect(first.rule).toBe('constant-container')
  expect(first.title).toMatch(/60 ClassCollector objects$/)
})

test('of what a well-known library keeps, its words are said and no guess about pieces', () => {
  const adapter = 'ActiveRecord::ConnectionAdapters::SQLite3Adapter'
  const cache = (count: number): MadeHeap => {
    const heap = program().klass(adapter, { superclass: 'Object' })
    heap.klass('ActiveRecord::Result', { superclass: 'Object' })
    const all = Array.from({ length: count }, (_, i) => `r${i}`)
    heap.add('kept', 'OBJECT', { class: adapter, references: ['cache'] })
    heap.add('cache', 'ARRAY', { class: 'Array', length: count, references: all })
    for (const name of all) {
      heap.add(name, 'OBJECT', { class: 'ActiveRecord::Result', references: [`${name}s`] })
      const references = [`${name}t`]
      heap.add(`${name}s`, 'STRING', { class: 'String', shared: true, memsize: 40, references })
      heap.add(`${name}t`, 'STRING', { bytesize: 12_000, memsize: 12_041 })
    }
    return heap
  }
  const [first] = answer(cache(60), cache(120)).findings
  expect(first.rule).toBe('instance-container')
  expect(first.because).toContain('The query cache keeps the result of each SELECT')
  expect(first.advice).not.toContain('String.new')
})
