import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { memorySource } from '../dump/memory-source.ts'
import { MadeHeap } from '../heap/testing/made-heap.ts'
import { readHeap } from '../heap/read-heap.ts'
import { LoupeError } from '../base/errors.ts'
import { addressOfNode } from '../naming/node-kind.ts'
import { allocations } from './allocations.ts'
import { reached } from './testing/slow-retained.ts'
import { studyOf } from './testing/study-of.ts'

const bytes = gunzipSync(
  readFileSync(new URL('../../examples/routes-proxy/dumps/after.json.gz', import.meta.url)),
)

interface Line {
  readonly address?: string
  readonly file?: string
  readonly line?: number
  readonly method?: string
  readonly generation?: number
  readonly memsize?: number
}

const lines = bytes
  .toString('latin1')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Line)

function key({ file, line, method }: Line): string {
  return JSON.stringify([file, line, method])
}

test.each([0, 20])('a real dump, since generation %i: as a plain reading of its lines', (since) => {
  const heap = readHeap(memorySource(bytes))
  const alive = reached(heap, new Set())
  const rows = new Map(
    Array.from({ length: heap.count }, (_, row) => [addressOfNode(heap, row), row]),
  )
  const expected = new Map<string, { count: number; bytes: number }>()
  const [unreached, untraced] = [
    { count: 0, bytes: 0 },
    { count: 0, bytes: 0 },
  ]
  const objects = lines.filter(({ address }) => address !== undefined)
  objects.forEach((object) => {
    const row = rows.get(object.address!)!
    const size = object.memsize ?? 0
    const traced = object.file !== undefined && (object.generation ?? -1) >= since
    const tally = !traced
      ? untraced
      : !alive.has(row)
        ? unreached
        : (expected.get(key(object)) ?? { count: 0, bytes: 0 })
    tally.count++
    tally.bytes += size
    if (traced && alive.has(row)) expected.set(key(object), tally)
  })
  const found = allocations(studyOf(heap), { since })
  const groups = new Map<string, { count: number; bytes: number }>()
  for (const group of found.groups) {
    const tally = groups.get(key(group as Line)) ?? { count: 0, bytes: 0 }
    groups.set(key(group as Line), {
      count: tally.count + group.count,
      bytes: tally.bytes + group.bytes,
    })
  }
  expect(groups).toEqual(expected)
  expect(found).toMatchObject({ unreached, untraced, agent: { count: 0, bytes: 0 } })
  const sum = found.groups.reduce((all, group) => all + group.bytes, 0)
  expect(found.total.bytes).toBe(sum)
  const { total } = found
  expect(total.count + unreached.count + untraced.count).toBe(heap.count)
})

const SITE = { file: '/app/a.rb', line: 3, method: 'new', generation: 5 }

test('groups by place and class; the agent’s own and garbage are counted apart', () => {
  const heap = new MadeHeap()
    .root('vm', 'one', 'two', 'three', 'tool')
    .klass('Class')
    .klass('Work')
    .klass('String')
    .add('one', 'OBJECT', { class: 'Work', memsize: 40, ...SITE })
    .add('two', 'OBJECT', { class: 'Work', memsize: 80, ...SITE })
    .add('three', 'STRING', { class: 'String', memsize: 100, ...SITE })
    .add('gone', 'STRING', { class: 'String', memsize: 7, ...SITE })
    .add('tool', 'STRING', { memsize: 9, ...SITE, file: '/gems/x/ruby/loupe_agent.rb' })
    .read()
  const { groups, total, unreached, agent } = allocations(studyOf(heap))
  expect(groups.map(({ class: klass, count, bytes: size }) => [klass, count, size])).toEqual([
    ['Work', 2, 120],
    ['String', 1, 100],
  ])
  expect(groups[0]).toMatchObject({ gem: 'app', file: '/app/a.rb', line: 3, method: 'new' })
  expect(total).toEqual({ count: 3, bytes: 220 })
  expect(unreached).toEqual({ count: 1, bytes: 7 })
  expect(agent).toEqual({ count: 1, bytes: 9 })
})

test('a dump that was not traced cannot tell', () => {
  const heap = new MadeHeap().root('vm', 'a').add('a', 'STRING', { memsize: 40 }).read()
  expect(() => allocations(studyOf(heap))).toThrow(LoupeError)
})
