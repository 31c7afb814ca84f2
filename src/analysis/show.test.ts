import { expect, test } from 'vitest'
import { fixture, fixtures } from '../../test/reference/fixtures.ts'
import { readSlowly } from '../../test/reference/slow-heap.ts'
import { memorySource } from '../dump/memory-source.ts'
import { readHeap } from '../heap/read-heap.ts'
import { MadeHeap } from '../heap/testing/made-heap.ts'
import { references, referrers } from './references.ts'
import { show } from './show.ts'
import { studyOf } from './testing/study-of.ts'

test('one object in full', () => {
  const made = new MadeHeap('3.3.0')
    .root('vm', 'box')
    .root('global_tbl', 'text')
    .shape(0, undefined, 'ROOT')
    .shape(1, 0, 'IVAR', '@text')
    .klass('Class')
    .klass('Box')
    .add('own', 'CLASS', {
      class: 'Class',
      superclass: 'Box',
      real_class_name: 'Box',
      singleton: true,
      references: ['box'],
    })
    .add('box', 'OBJECT', {
      shape_id: 1,
      class: 'own',
      ivars: 1,
      brand_new_field: { of: 'Ruby 9' },
      references: ['text'],
      file: '/app/box.rb',
      line: 7,
      method: 'new',
      generation: 12,
    })
    .add('text', 'STRING', { class: 'Box', bytesize: 2, value: 'hi' })
    .add('list', 'ARRAY', { length: 3, references: ['text', 'text', 'text'] })
  const study = studyOf(made.read())
  const result = show(study, `@${made.row('box')}`)
  expect(result).toMatchObject({
    kind: 'show',
    type: 'OBJECT',
    label: '#<Box>',
    class: 'Box',
    singleton: { label: '#<Class:#<Box>>' },
    reachable: true,
    shape: { id: 1, names: ['@text'] },
    allocated: { file: '/app/box.rb', line: 7, method: 'new', generation: 12 },
    dominator: { label: 'ROOT vm' },
    references: {
      total: 2,
      items: [{ edge: 'its class' }, { edge: '@text', label: '#<Box "hi">' }],
    },
    referrers: {
      total: 2,
      items: [{ label: '#<Class:#<Box>>', edge: 'attached object' }, { type: 'ROOT' }],
    },
  })
  expect(result.fields).toMatchObject({ ivars: 1, brand_new_field: { of: 'Ruby 9' }, memsize: 40 })
  expect(result.flags).toContain('old (survived 3 collections)')

  const text = show(study, made.address('text'))
  // Two roots hold it, each in its own way.
  expect(text.dominator).toBeNull()
  expect(text.preview).toBe('"hi"')
  const list = text.referrers.items.find(({ type }) => type === 'ARRAY')
  expect(list).toMatchObject({ times: 3, edge: '[0]' })
  expect(show(study, `@${made.row('list')}`)).toMatchObject({
    reachable: false,
    label: 'internal Array (3 elements)',
  })
  expect('retained' in show(study, `@${made.row('list')}`)).toBe(false)
  expect(() => show(study, `@${study.heap.count}`)).toThrow('no object')
})

test('both directions of every edge of a real heap', () => {
  const { bytes } = fixture('whole', 'wasm-4.0-bare.json.gz')
  const study = studyOf(readHeap(memorySource(bytes)))
  const slow = readSlowly(bytes, true)
  const from = new Map<string, Set<string>>()
  for (const { address, edges } of slow.objects.values()) {
    for (const edge of edges) from.set(edge, (from.get(edge) ?? new Set()).add(address))
  }
  let row = -1
  for (const { address, edges } of slow.objects.values()) {
    if (++row % 50 !== 0) continue
    const out = references(study, address, { limit: 1e6 })
    expect(out.items.map((item) => item.address)).toEqual([...new Set(edges)])
    expect(out.items.reduce((sum, { times = 1 }) => sum + times, 0)).toBe(edges.length)
    const into = referrers(study, address, { limit: 1e6 })
    const objects = into.items.filter(({ type }) => type !== 'ROOT').map((item) => item.address)
    expect(new Set(objects)).toEqual(from.get(address) ?? new Set())
    expect(into.total).toBe(into.items.length)
    expect(references(study, address, { limit: 1 }).total).toBe(out.total)
  }
})

test('grouped by class', () => {
  const study = studyOf(readHeap(memorySource(fixture('whole', 'native-3.3-bare.json.gz').bytes)))
  const result = referrers(study, 'String', { group: true, limit: 1e6 })
  const groups = result.groups ?? []
  expect(result.items).toEqual([])
  expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(result.total)
  expect(groups.some(({ name }) => name === 'String')).toBe(true)
})

test.each(fixtures('extra', 'lines').map((each) => [each.name, each] as const))(
  '%s: every object of a partial dump can be shown',
  (_name, { bytes }) => {
    const heap = readHeapOf(bytes)
    if (heap === undefined) return
    const study = studyOf(heap)
    for (let row = 0; row < heap.count; row++) {
      const result = show(study, `@${row}`)
      expect(result.fields['address']).toBe(result.address)
      expect(JSON.parse(JSON.stringify(result))).toEqual(result)
    }
  },
)

function readHeapOf(bytes: Uint8Array): ReturnType<typeof readHeap> | undefined {
  try {
    return readHeap(memorySource(bytes))
  } catch {
    return undefined
  }
}
