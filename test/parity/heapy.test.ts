// The heapy gem's tables and Loupe's on the same dumps. They have to agree; what does not is derived
// from the dump's lines, counted, and told in docs/coming-from-heapy.md.
import { afterAll, describe, expect } from 'vitest'
import { createDiff } from '../../src/library/diff.ts'
import type { Group, Where } from '../../src/workbench/results.ts'
import { Differences } from './differences.ts'
import { documentation, undocumented } from './documentation.ts'
import { testWithGems } from './gems.ts'
import { generationsIn, groupsIn, heapy, newIn, unpacked } from './heapy.ts'
import { heapOf, workbenchOf } from './loupe.ts'
import { dumpAt, listed } from './records.ts'
import type { Dump, Fields } from './records.ts'

const ALL = 1e9
const traced = ['before', 'after', 'later'].map((name) =>
  dumpAt(`examples/routes-proxy/dumps/${name}.json.gz`),
)
const [before, after, later] = traced
const bench = workbenchOf('after', after.bytes)
const heap = heapOf('after', after.bytes)
const counts = new Differences()
afterAll(() => console.log(counts.lines().join('\n')))

/** One decimal, halves up, as Ruby rounds. */
const kilobytes = (bytes: number) => (Math.round((bytes / 1024) * 10) / 10).toFixed(1)
const sum = (figures: Iterable<number>) => [...figures].reduce((all, each) => all + each, 0)
const place = ({ file = '', line = '' }: Fields) => `${file as string}:${line as number}`
const byName = (groups: readonly Group[], figure: 'bytes' | 'count' | 'references') =>
  new Map(groups.map((group) => [group.name, group[figure] ?? 0]))

describe.each([after, dumpAt('test/fixtures/whole/native-3.3-bare.json.gz')])('$name', (dump) => {
  testWithGems('read FILE: objects and bytes by generation', async () => {
    const output = await heapy('read', unpacked(dump))
    const theirs = generationsIn(output)
    const { groups, ungrouped } = workbenchOf(dump.name, dump.bytes).top({
      by: 'generation',
      sort: 'name',
      limit: ALL,
    })
    const ours = groups.map(({ name, count, bytes }) => [name, { count, kb: kilobytes(bytes) }])
    // heapy takes generation 0 for none.
    const zero = groups.find(({ name }) => name === '0')
    expect([...theirs].slice(1)).toEqual(ours.filter(([name]) => name !== '0'))
    counts.add('generations, all the same', theirs.size - 1)
    counts.add('objects of generation 0, which heapy takes for untraced', zero?.count ?? 0)
    // What was not traced: heapy counts lines that are no objects too, and none of their bytes.
    const others = dump.records.length - dump.objects.size
    const untraced = ungrouped.count + (zero?.count ?? 0) + others
    expect(theirs.get('nil')).toEqual({ count: untraced, kb: '0.0' })
    counts.add('objects without a generation', ungrouped.count)
    counts.add('bytes without a generation, of which heapy says 0.0 kb', ungrouped.bytes)
    counts.add('lines that are no objects, which heapy counts', others)
    const total = kilobytes(sum(groups.map(({ name, bytes }) => (name === '0' ? 0 : bytes))))
    expect(output).toContain(`\nMemory: ${total} kb`)
    expect(output).toContain(`\nCount: ${dump.records.length}\n`)
  })
})

/** Every generation that has objects with a place, and all of them at once. */
const generations = new Set<number>()
for (const { generation, file } of after.objects.values()) {
  if (typeof generation === 'number' && file !== undefined) generations.add(generation)
}
const CHOICES = ['all', ...[...generations].toSorted((a, b) => a - b).map(String)]

describe.each(CHOICES)('read FILE %s', (choice) => {
  const where: Where =
    choice === 'all' ? {} : { generation: { min: Number(choice), max: Number(choice) } }
  const isAsked = ({ generation }: Fields) => choice === 'all' || generation === Number(choice)
  const asked = [...after.objects.values()].filter(isAsked)
  const top = (by: 'site' | 'value' | 'class', more: Where = {}) =>
    bench.top({ by, sort: 'bytes', limit: ALL, where: { ...where, ...more } })

  testWithGems('bytes, objects and references by place; texts and their places', async () => {
    const theirs = groupsIn(await heapy('read', unpacked(after), choice, '--lines', '1000000'))
    const { groups, ungrouped } = top('site')
    expect(byName(groups, 'bytes')).toEqual(theirs.bytes)
    expect(byName(groups, 'count')).toEqual(theirs.count)
    const library = choice === 'all' ? heap.objects : heap.where({ generation: Number(choice) })
    expect(withoutNull(library.sumBy('site'))).toEqual(theirs.bytes)
    expect(withoutNull(library.countBy('site'))).toEqual(theirs.count)
    counts.add('places with bytes and objects, all the same', groups.length)
    counts.add('objects without a place, which heapy leaves out', ungrouped.count)
    // Objects that list no references are not in heapy's third table.
    const references = byName(groups, 'references')
    for (const [name, figure] of references) {
      expect(figure + dangling(asked, name), name).toBe(theirs.references.get(name) ?? 0)
      counts.add('places with references, all the same')
    }
    expect([...theirs.references.keys()].filter((name) => !references.has(name))).toEqual([])

    const texts = top('value').groups
    const placed = asked.filter(({ type, file }) => type === 'STRING' && file !== undefined)
    counts.add('texts, all the same', theirs.texts.size)
    const expected = new Map<string, number>()
    for (const { value } of placed) {
      if (typeof value !== 'string') continue
      expected.set(value, (expected.get(value) ?? 0) + 1)
    }
    expect([...theirs.texts.values()].map((places) => sum(places.values())).toSorted(down)).toEqual(
      [...expected.values()].toSorted(down),
    )
    const plain = [...theirs.texts].filter(([text]) => /^"[\w :.,/()-]{1,200}"$/.test(text))
    const named = new Map(texts.map((group) => [group.name, group]))
    for (const [quoted, places] of plain) {
      const ours = named.get(quoted.slice(1, -1))
      const unplaced = asked.filter(
        ({ type, file, value }) =>
          type === 'STRING' && file === undefined && value === quoted.slice(1, -1),
      ).length
      expect((ours?.count ?? 0) - unplaced, quoted).toBe(sum(places.values()))
    }
    for (const [quoted, places] of plain.slice(0, 10)) {
      const sameText = named.get(quoted.slice(1, -1))?.example ?? ''
      expect(byName(top('site', { sameText }).groups, 'count'), quoted).toEqual(places)
      counts.add('texts whose places are compared, all the same')
    }
  })
})

function withoutNull(figures: Map<string | null, number>): Map<string | null, number> {
  return new Map([...figures].filter(([name]) => name !== null))
}

const down = (a: number, b: number) => b - a

/** References from objects of a place that no line defines. */
function dangling(records: readonly Fields[], name: string): number {
  const from = records.filter((record) => place(record) === name)
  return sum(from.map((record) => listed(record).filter((to) => !after.objects.has(to)).length))
}

describe.each([
  ['two dumps', [before, after]],
  ['three dumps', [before, after, later]],
])('diff of %s', (kind, dumps) => {
  testWithGems('by type and place, but for slots used again', async () => {
    const theirs = newIn(await heapy('diff', ...dumps.map(unpacked)))
    const isNew = (address: string) =>
      !before.objects.has(address) && (dumps.length < 3 || later.objects.has(address))
    const byAddress = [...after.objects].filter(([address]) => isNew(address))
    expect(theirs).toEqual(grouped(byAddress))

    const [one, two, three] = dumps.map(({ name, bytes }) => heapOf(name, bytes))
    const { retained } = createDiff(one, two, three)
    const ours = new Set(retained.map(({ address }) => address))
    const more = [...ours].filter((address) => !isNew(address))
    // Each is at an address that the first dump has too, and is proved to be another object.
    for (const address of more) {
      expect(isOther(before, after, address), address).toBe(true)
    }
    const less = byAddress.filter(([address]) => !ours.has(address))
    for (const [address] of less) expect(isOther(after, later, address), address).toBe(true)
    counts.add(`${kind}: new objects that heapy finds`, byAddress.length)
    counts.add(`${kind}: new objects that Loupe finds`, ours.size)
    counts.add(`${kind}: of those in slots used again, not seen by heapy`, more.length)
    counts.add(`${kind}: others that heapy takes for still there`, less.length)
  })
})

function isOther(one: Dump, two: Dump, address: string): boolean {
  const [a, b] = [one.objects.get(address), two.objects.get(address)]
  return a?.['type'] !== b?.['type'] || a?.['generation'] !== b?.['generation']
}

function grouped(objects: readonly (readonly [string, Fields])[]) {
  const groups = new Map<string, { count: number; bytes: number }>()
  for (const [, record] of objects) {
    const key = `${String(record['type'])} ${place(record)}`
    const { count, bytes } = groups.get(key) ?? { count: 0, bytes: 0 }
    groups.set(key, { count: count + 1, bytes: bytes + Number(record['memsize'] ?? 0) })
  }
  return groups
}

// Last, as the tests above count.
testWithGems('the counts are those of the documentation', () => {
  expect(undocumented(documentation('coming-from-heapy.md'), counts)).toEqual([])
})
