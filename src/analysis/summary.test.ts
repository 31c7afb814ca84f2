import { expect, test } from 'vitest'
import { fixtures } from '../../test/reference/fixtures.ts'
import { readSlowly, unreachable } from '../../test/reference/slow-heap.ts'
import { memorySource } from '../dump/memory-source.ts'
import { readHeap } from '../heap/read-heap.ts'
import { MadeHeap } from '../heap/testing/made-heap.ts'
import { cutSummary, summary } from './summary.ts'
import { studyOf } from './testing/study-of.ts'
import { slowRetained } from './testing/slow-retained.ts'

const SOURCE = { name: 'heap.json', bytes: 1 }

test.each(fixtures('whole').map((each) => [each.name, each] as const))(
  '%s: counts and bytes are those of the lines',
  (_name, { bytes, ruby }) => {
    const heap = readHeap(memorySource(bytes))
    const result = summary(studyOf(heap), SOURCE, 10)
    const slow = readSlowly(bytes, ruby === 'head' || ruby >= '3.4')
    const types = new Map<string, { count: number; bytes: number }>()
    let total = 0
    for (const { type, fields } of slow.objects.values()) {
      const size = Number(fields['memsize'] ?? 0)
      const own = types.get(type) ?? { count: 0, bytes: 0 }
      types.set(type, { count: own.count + 1, bytes: own.bytes + size })
      total += size
    }
    expect(result.objects).toBe(slow.objects.size)
    expect(result.bytes).toBe(total)
    expect(new Map(result.types.map(({ type, ...own }) => [type, own]))).toEqual(types)
    expect(result.types.map((each) => each.bytes)).toEqual(
      result.types.map((each) => each.bytes).sort((a, b) => b - a),
    )
    const imemos = result.types.find(({ type }) => type === 'IMEMO')
    expect(result.imemos.reduce((sum, each) => sum + each.bytes, 0)).toBe(imemos?.bytes)
    expect(result.code.count + result.data.count).toBe(result.objects)
    expect(result.code.bytes + result.data.bytes).toBe(result.bytes)
    expect(result.code.bytes).toBeGreaterThan(0)

    const lost = unreachable(slow)
    expect(result.unreachable.objects).toBe(lost.length)
    const lostBytes = lost.reduce(
      (sum, each) => sum + Number(slow.objects.get(each)?.fields['memsize'] ?? 0),
      0,
    )
    expect(result.unreachable.bytes).toBe(lostBytes)
    expect(result.reachableBytes).toBe(total - lostBytes)
    let edges = 0
    for (const each of slow.objects.values()) edges += each.edges.length
    for (const each of slow.roots.values()) edges += each.length
    expect(result.edges).toBe(edges)
    expect(new Map(result.roots.map((root) => [root.category, root.references]))).toEqual(
      new Map(Array.from(slow.roots, ([category, rows]) => [category, rows.length])),
    )
    expect(result.shapes).toBe(slow.shapes)
    expect(result.holders.length).toBe(10)
    expect(result.partial).toBe(false)
    // A healthy heap raises no doubts.
    expect(result.notes).toEqual([])
    expect(JSON.parse(JSON.stringify(result))).toEqual(result)
  },
)

test.each(
  fixtures('whole')
    .filter(({ ruby }) => ruby >= '3.3')
    .map((each) => [each.name, each] as const),
)('%s: what holders hold is lost without them', (_name, { bytes }) => {
  const heap = readHeap(memorySource(bytes))
  const { holders } = summary(studyOf(heap), SOURCE, 10)
  for (const { handle, retained, count } of holders.slice(0, 4)) {
    if (count === undefined)
      expect(slowRetained(heap, new Set([Number(handle.slice(1))]))).toBe(retained)
  }
  const sizes = holders.map(({ retained }) => retained ?? 0)
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
  expect(new Set(holders.map(({ handle }) => handle)).size).toBe(holders.length)
})

test('a summary made with a larger limit can be cut', () => {
  const [{ bytes }] = fixtures('whole').slice(2)
  const study = studyOf(readHeap(memorySource(bytes)))
  expect(cutSummary(summary(study, SOURCE, 100), 10)).toEqual(summary(study, SOURCE, 10))
})

test('a dump without roots is counted, not walked', () => {
  for (const { name, bytes } of fixtures('extra')) {
    if (!name.startsWith('since')) continue
    const study = studyOf(readHeap(memorySource(bytes)))
    const watched = {
      ...study,
      trees: {
        get dominators(): never {
          throw new Error('no tree is needed')
        },
        get shortest(): never {
          throw new Error('no tree is needed')
        },
      },
    }
    const result = summary(watched, SOURCE, 10)
    expect(result).toMatchObject({ partial: true, holders: [], reachableBytes: 0 })
    expect(result.classes.length).toBeGreaterThan(0)
    expect(result.classes.every(({ retained }) => retained === undefined)).toBe(true)
  }
})

test('pass-through holders give way to what they pass on to', () => {
  const made = new MadeHeap()
    .root('vm', 'Cache')
    .klass('Class')
    .klass('Cache', { references: ['table'] })
    .add('table', 'HASH', { class: 'Class', size: 3, references: ['list', 'small'], memsize: 100 })
    .add('list', 'ARRAY', { class: 'Class', length: 3, references: ['x', 'y', 'z'], memsize: 100 })
    .add('small', 'STRING', { bytesize: 5, value: 'small' })
    .add('x', 'STRING', { bytesize: 5, memsize: 1000 })
    .add('y', 'STRING', { bytesize: 5, memsize: 1000 })
    .add('z', 'STRING', { bytesize: 5, memsize: 1000 })
  const { holders } = summary(studyOf(made.read()), SOURCE, 10)
  expect(holders[0]).toMatchObject({ handle: `@${made.row('list')}`, retained: 3100 })
  expect(holders.map(({ handle }) => handle)).not.toContain(`@${made.row('table')}`)
})

test('a leak of many equal parts is one holder, and the tracer is none', () => {
  const made = new MadeHeap()
    .klass('Class')
    .klass('Proxy')
    .root('vm', ...many('cache'), 'tracer')
  made.add('tracer', 'DATA', { struct: 'ObjectTracing/allocation_info_tracer', memsize: 900_000 })
  for (let i = 0; i < 50; i++) {
    made
      .add(`cache${i}`, 'IMEMO', { imemo_type: 'callcache', references: [`method${i}`] })
      .add(`method${i}`, 'IMEMO', { imemo_type: 'ment', references: [`own${i}`] })
      .add(`own${i}`, 'CLASS', {
        class: 'Class',
        superclass: 'Proxy',
        real_class_name: 'Proxy',
        singleton: true,
        references: ['Proxy', `proxy${i}`],
      })
      .add(`proxy${i}`, 'OBJECT', { class: `own${i}`, references: [`data${i}`] })
      .add(`data${i}`, 'STRING', { bytesize: 9, memsize: 9000 + i })
  }
  const result = summary(studyOf(made.read()), SOURCE, 10)
  expect(result.holders[0]).toMatchObject({
    label: '50 × callcache → … → #<Proxy>',
    count: 50,
    bytes: 50 * 40,
    type: 'IMEMO',
  })
  expect(result.holders[0].retained).toBeGreaterThan(450_000)
  expect(result.tracer).toEqual({ count: 1, bytes: 900_000 })
  expect(result.holders.some(({ label }) => label.includes('tracer'))).toBe(false)
})

function many(name: string): string[] {
  return Array.from({ length: 50 }, (_, i) => `${name}${i}`)
}

test('doubts are told in words', () => {
  const made = new MadeHeap('3.2.0')
    .root('vm', 'a')
    .klass('Class')
    .add('first', 'CLASS', { class: 'Class', name: 'Reloaded' })
    .add('second', 'CLASS', { class: 'Class', name: 'Reloaded' })
    .add('a', 'OBJECT', { class: 'first', references: ['missing', 'second'] })
    .add('garbage', 'STRING', { bytesize: 2, memsize: 100_000 })
    .add('again', 'STRING', { bytesize: 1 })
    .add('again', 'STRING', { bytesize: 2 })
  const { notes, dangling, duplicates } = summary(studyOf(made.read()), SOURCE, 10)
  expect([dangling, duplicates]).toEqual([1, 1])
  expect(notes.join('\n')).toMatch(/cannot be reached from the roots: garbage/)
  expect(notes.join('\n')).toMatch(
    /1 reference leads to objects that are not in the dump: Ruby 3\.0 to 3\.3/,
  )
  expect(notes.join('\n')).toMatch(/1 address came more than once/)
  expect(notes.join('\n')).toMatch(/same name: Reloaded \(2\)/)
})

test('old allocation sites on young objects are doubted', () => {
  const made = new MadeHeap().root('vm', 'a').raw(
    Array.from({ length: 40 }, (_, i) => {
      const address = `0x7f1100000${(i * 40 + 4096).toString(16)}`
      const generation = i < 30 ? 3 : 20
      return `{"address":"${address}", "type":"STRING", "bytesize":1, "file":"a.rb", "line":1, "generation":${generation}, "memsize":40, "flags":{"wb_protected":true, "marked":true}}`
    }).join('\n'),
  )
  const { notes } = summary(studyOf(made.read()), SOURCE, 10)
  expect(notes.join('\n')).toMatch(/30 objects are younger than the generation that they claim/)
})

test('damage is told with line numbers', () => {
  const made = new MadeHeap()
    .root('vm', 'a')
    .add('a', 'STRING', { bytesize: 1, value: 'a' })
    .raw('{"what":')
  made
    .add('b', 'STRING', { bytesize: 1, value: 'b' })
    .raw('{"addr')
    .add('c', 'STRING', { bytesize: 1 })
  const { damage } = summary(studyOf(made.read()), SOURCE, 10)
  expect(damage.badLines).toBe(2)
  expect(damage.notes.map(({ line }) => line)).toEqual([4, 6])
})
