// The engine's heap against the slow reference reader, over every real dump.
import { expect, test } from 'vitest'
import { fixtures } from '../../test/reference/fixtures.ts'
import { inSlowWords, readSlowly, unreachable } from '../../test/reference/slow-heap.ts'
import * as R from '../base/record.ts'
import { memorySource } from '../dump/memory-source.ts'
import { TYPE_NUMBERS } from '../base/type-names.ts'
import { readHeap } from './read-heap.ts'

const EXACT: Readonly<Record<string, string>> = {
  'native-2.7': '2.7.4',
  'native-3.0': '3.0.7',
  'native-3.1': '3.1.7',
  'native-3.2': '3.2.11',
  'native-3.3': '3.3.8',
  'native-3.4': '3.4.11',
  'native-4.0': '4.0.5',
  'native-head': '4.1.0dev',
  'wasm-3.2': '3.2.4',
  'wasm-3.3': '3.3.3',
  'wasm-3.4': '3.4.1',
  'wasm-4.0': '4.0.0',
  'wasm-head': '4.1.0dev',
}

const FLAGS = {
  wb_protected: R.FLAG_WB_PROTECTED,
  old: R.FLAG_OLD,
  uncollectible: R.FLAG_UNCOLLECTIBLE,
  marking: R.FLAG_MARKING,
  marked: R.FLAG_MARKED,
  pinned: R.FLAG_PINNED,
  remembered: R.FLAG_REMEMBERED,
  shareable: R.FLAG_SHAREABLE,
}

const ALL_FLAGS = Object.values(FLAGS).reduce((all, bit) => all | bit, 0)

function flagsOf(words: Readonly<Record<string, unknown>>): number {
  return Object.entries(FLAGS).reduce(
    (all, [word, bit]) => (words[word] === true ? all | bit : all),
    0,
  )
}

for (const { name, bytes } of fixtures('whole')) {
  test(`${name}: all objects, edges and roots as the slow reader has them`, () => {
    const heap = readHeap(memorySource(bytes))
    const slow = readSlowly(bytes, heap.dialect.number >= 304)
    const { edges, roots } = inSlowWords(heap)

    expect(heap.count).toBe(slow.objects.size)
    expect([...edges.keys()]).toEqual([...slow.objects.keys()])
    for (const { address, edges: wanted } of slow.objects.values()) {
      const found = edges.get(address) ?? []
      // Far faster than toEqual, for some hundred thousand edges.
      if (found.join() !== wanted.join()) expect(found, address).toEqual(wanted)
    }
    expect(roots).toEqual(slow.roots)
    expect(heap.dangling).toBe(slow.dangling)
    expect(heap.duplicates).toBe(0)
    expect(heap.shapes.count).toBe(slow.shapes)
    expect(heap.damage).toEqual({ badLines: 0, repaired: 0, truncated: false, notes: [] })
    expect(unreachable(slow).length).toBeLessThanOrEqual(7)

    const objects = [...slow.objects.values()]
    const { columns } = heap
    const found = objects.map((_, row) => ({
      type: columns.type[row],
      memsize: columns.size[row],
      slot: columns.slot[row],
      shape: columns.shape[row],
      flags: columns.flags[row] & ALL_FLAGS,
    }))
    const wanted = objects.map(({ type, fields }) => ({
      type: TYPE_NUMBERS[type],
      memsize: fields['memsize'] ?? 0,
      slot: fields['slot_size'] ?? 0,
      shape: fields['shape_id'] ?? R.NONE,
      flags: flagsOf((fields['flags'] ?? {}) as Record<string, unknown>),
    }))
    expect(found).toEqual(wanted)

    const { classes } = heap
    const entries = Array.from(classes.row, (row, i) => ({
      name: classes.name[i],
      realClassName: classes.realClassName[i],
      superclass:
        classes.superclass[i] === R.NONE
          ? undefined
          : heap.pages.addressOf(columns.code[classes.superclass[i]]),
      address: heap.pages.addressOf(columns.code[row]),
    }))
    expect(entries).toEqual(
      objects
        .filter(({ type }) => ['CLASS', 'MODULE', 'ICLASS'].includes(type))
        .map(({ address, fields }) => ({
          name: fields['name'] ?? '',
          realClassName: fields['real_class_name'] ?? '',
          superclass: fields['superclass'],
          address,
        })),
    )
  })

  test(`${name}: which Ruby wrote it`, () => {
    const { dialect } = readHeap(memorySource(bytes))
    const key = name.replace('-bare.json.gz', '')
    expect(dialect).toMatchObject({
      version: EXACT[key],
      exact: true,
      bits: key.startsWith('native') ? 64 : 32,
      traced: false,
    })
  })
}

for (const { name, ruby, bytes } of fixtures('lines')) {
  test(`${name}: at least which Ruby wrote it, where RUBY_DESCRIPTION is missing`, () => {
    const text = new TextDecoder('latin1')
      .decode(bytes)
      .replaceAll('"value":"ruby ', '"value":"Ruby ')
    const { dialect } = readHeap(memorySource(Uint8Array.from(text, (c) => c.charCodeAt(0))))
    // A line of 32-bit 3.4 that only 3.4 writes is not among those chosen.
    const least =
      name === 'wasm-3.4.jsonl'
        ? '>= 3.3'
        : ({ '2.7': '>= 2.5', head: '>= 4.1' }[ruby] ?? `>= ${ruby}`)
    expect(dialect).toMatchObject({ version: least, exact: false, description: undefined })
  })
}
