// What is in plain hashes and arrays that have gathered, on made heaps.
import { expect, test } from 'vitest'
import type { MadeHeap } from '../../../heap/testing/made-heap.ts'
import { first, list, program } from '../testing/made-program.ts'

const COUNT = 60

/** So many hashes, each of `references` that `add` makes for it. */
function hashes(
  size: number,
  referencesOf: (name: string) => readonly string[],
  add: (heap: MadeHeap, name: string) => void,
): MadeHeap {
  const heap = program()
  return list(heap, COUNT, (name) => {
    heap.add(name, 'HASH', { class: 'Hash', size, references: referencesOf(name), memsize: 2000 })
    add(heap, name)
  })
}

const interned = (heap: MadeHeap, name: string, value: string): MadeHeap =>
  heap.add(name, 'STRING', { class: 'String', value, bytesize: value.length, fstring: true })

const textOf = (heap: MadeHeap, name: string): MadeHeap =>
  heap.add(name, 'STRING', { class: 'String', value: name, bytesize: name.length })

test('hashes with common keys are told by them, three at most', () => {
  const keys = ['id', 'name', 'mail', 'since']
  const heap = hashes(
    4,
    (name) => keys.flatMap((key) => (key === 'id' ? [key] : [key, `${name}${key}`])),
    (made, name) => {
      for (const key of keys.slice(1)) textOf(made, `${name}${key}`)
    },
  )
  for (const key of keys) interned(heap, key, key)
  expect(first(heap).title).toMatch(/holds 60 hashes \(keys "id", "name", "mail" …\)$/)
})

test('texts that may be values are not called keys', () => {
  const heap = hashes(
    2,
    (name) => ['literal', `${name}t`],
    (made, name) => textOf(made, `${name}t`),
  )
  interned(heap, 'literal', 'GET')
  expect(first(heap).title).toMatch(/holds 60 hashes of strings$/)
})

test('keys that do not fit into a sentence are left out', () => {
  const heap = hashes(
    1,
    (name) => ['key', `${name}t`],
    (made, name) => textOf(made, `${name}t`),
  )
  interned(heap, 'key', '\u001b[31m red')
  expect(first(heap).title).toMatch(/holds 60 hashes of strings$/)
})

test('arrays are told by the class that is in them, and mixed ones by nothing', () => {
  const arrays = (typeOf: (index: number) => string): MadeHeap => {
    const heap = program()
    return list(heap, COUNT, (name, index) => {
      heap.add(name, 'ARRAY', { class: 'Array', length: 1, references: [`${name}p`], memsize: 900 })
      const type = typeOf(index)
      heap.add(`${name}p`, type === 'Page' ? 'OBJECT' : 'STRING', { class: type })
    })
  }
  expect(first(arrays(() => 'Page')).title).toMatch(/holds 60 arrays of Page objects$/)
  const mixed = arrays((index) => (index % 2 === 0 ? 'Page' : 'String'))
  expect(first(mixed).title).toMatch(/holds 60 arrays$/)
})
