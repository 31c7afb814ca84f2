// `loupe diff` as it is typed, on three traced dumps of one process, on dumps of two Rubies, and on
// what people get wrong. The figures are checked against plain objects made by JSON.parse: the same
// address with the same generation of allocation is the same object.
import { readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { CountBytes, Diff, DiffObjects, Top } from '../../src/workbench/results.ts'
import { example, fixture, workspace } from './workspace.ts'

const space = workspace()
const [before, after, later] = [example('before'), example('after'), example('later')]
const old = fixture('whole/native-3.1-bare.json.gz')
const recent = fixture('whole/native-3.4-bare.json.gz')

async function diff(...args: string[]): Promise<Diff> {
  return (await space.ask(['diff', ...args])) as unknown as Diff
}

async function objects(...args: string[]): Promise<DiffObjects> {
  return (await space.ask(['diff', ...args])) as unknown as DiffObjects
}

interface Line {
  readonly address: string
  readonly type: string
  readonly class?: string
  readonly name?: string
  readonly superclass?: string
  readonly singleton?: boolean
  readonly generation?: number
  readonly memsize?: number
  readonly references?: readonly string[]
}

type Dump = ReadonlyMap<string, Line>

function plainDump(file: string): Dump {
  const lines = gunzipSync(readFileSync(file)).toString('latin1').split('\n')
  const records = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Line)
  return new Map(
    records.filter(({ type }) => type !== 'ROOT').map((record) => [record.address, record]),
  )
}

const [first, second, third] = [plainDump(before), plainDump(after), plainDump(later)]

/** An object for which nothing was traced is taken for the same where its type is. */
function isIn(record: Line, dump: Dump): boolean {
  const other = dump.get(record.address)
  return other?.generation === record.generation && other?.type === record.type
}

type Sets = Record<'before' | 'after' | 'later' | 'new' | 'freed' | 'kept' | 'retained', CountBytes>

function slowGroups(nameOf: (record: Line, dump: Dump) => string | undefined): Map<string, Sets> {
  const groups = new Map<string, Sets>()
  const count = (set: keyof Sets, dump: Dump, belongs: (record: Line) => boolean): void => {
    for (const record of dump.values()) {
      const name = nameOf(record, dump)
      if (name === undefined || !belongs(record)) continue
      const none = { count: 0, bytes: 0 }
      const sets = groups.get(name) ?? {
        before: none,
        after: none,
        later: none,
        new: none,
        freed: none,
        kept: none,
        retained: none,
      }
      const so = sets[set]
      groups.set(name, {
        ...sets,
        [set]: { count: so.count + 1, bytes: so.bytes + (record.memsize ?? 0) },
      })
    }
  }
  count('before', first, () => true)
  count('after', second, () => true)
  count('later', third, () => true)
  count('new', second, (record) => !isIn(record, first))
  count('kept', second, (record) => isIn(record, first))
  count('freed', first, (record) => !isIn(record, second))
  count('retained', second, (record) => !isIn(record, first) && isIn(record, third))
  return groups
}

function setsOf({ groups }: Diff): Map<string, Sets> {
  return new Map(
    groups.map((group) => {
      const { before: b, after: a, later: l, new: n, freed: f, kept: k, retained: r } = group
      return [group.name, { before: b, after: a, later: l, new: n, freed: f, kept: k, retained: r }]
    }),
  ) as Map<string, Sets>
}

test('three dumps by type: what came, went and stayed is what the generations say', async () => {
  const result = await diff(before, after, later, '--by', 'type', '--limit', '1000')
  const slow = slowGroups(({ type }) => type)
  expect(setsOf(result)).toEqual(slow)
  expect(result.groupCount).toBe(slow.size)
  const sum = (set: keyof Sets) =>
    [...slow.values()].reduce((all, sets) => all + sets[set].count, 0)
  expect(result.total).toMatchObject({
    before: { count: 18_148 },
    after: { count: 31_531 },
    later: { count: 39_662 },
    new: { count: sum('new') },
    freed: { count: sum('freed') },
    retained: { count: sum('retained') },
    net: { count: 39_662 - 18_148 },
  })
})

test('the same by class of plain objects, and by generation', async () => {
  const ofObjects = ({ type, class: address = '' }: Line, dump: Dump): string | undefined => {
    if (type !== 'OBJECT') return undefined
    let found = dump.get(address)
    while (found?.singleton === true) found = dump.get(found.superclass ?? '')
    return found?.name
  }
  const byClass = slowGroups(ofObjects)
  const told = setsOf(await diff(before, after, later, '--where', 'type=OBJECT', '--limit', '1000'))
  expect(told).toEqual(byClass)
  expect(byClass.get('Work')?.new.count).toBe(216)
  const byGeneration = slowGroups(({ generation }) => generation?.toString())
  const generations = setsOf(
    await diff(before, after, later, '--by', 'generation', '--limit', '1000'),
  )
  expect(generations.delete('(not traced)')).toBe(true)
  expect(generations).toEqual(byGeneration)
})

test('the first sentence says what leaked, and through what', async () => {
  const { stdout, stderr, status } = await space.run(['diff', before, after, later])
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
  expect(stdout.replaceAll('\n', ' ')).toMatch(
    /^333 more Work than before \(\+28\.6 KB of their own, .*100 % through vm → callcache → ment → #<Class:#<RoutesProxy>> → RoutesProxy → WorksController → WorkImageShowComponent\. {2}The dumps/,
  )
  expect(stdout).toContain(`loupe path ${later} Work`)
})

test('the tree below the first sentence has the new objects that roots reach', async () => {
  const { grown } = await diff(before, after, later)
  const isWork = ({ class: address = '' }: Line): boolean => third.get(address)?.name === 'Work'
  const reached = reachable(later)
  const added = [...third.values()].filter(
    (record) => isWork(record) && reached.has(record.address) && !isIn(record, first),
  )
  expect(grown?.group.name).toBe('Work')
  expect(grown?.tree?.count).toBe(added.length)
  expect(added.length).toBe(352)
})

/** Addresses that the roots reach, by what lines refer to and by their classes. */
function reachable(file: string): Set<string> {
  const lines = gunzipSync(readFileSync(file)).toString('latin1').split('\n')
  const records = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Line)
  const objects = new Map(records.map((record) => [record.address, record]))
  const queue = records.filter(({ type }) => type === 'ROOT')
  const reached = new Set<string>()
  for (let record = queue.pop(); record !== undefined; record = queue.pop()) {
    const classes = record.type === 'IMEMO' || record.class === undefined ? [] : [record.class]
    for (const address of [...(record.references ?? []), ...classes]) {
      const next = objects.get(address)
      if (next === undefined || reached.has(address)) continue
      reached.add(address)
      queue.push(next)
    }
  }
  return reached
}

test('what a class keeps alive has grown by what `top` says of the dumps', async () => {
  const retained = async (dump: string): Promise<number | undefined> => {
    const top = (await space.ask(['top', dump, '--limit', '1000'])) as unknown as Top
    return top.groups.find(({ name }) => name === 'Work')?.retained
  }
  const { grown } = await diff(before, after)
  expect(grown?.group.retainedGrowth).toBe(
    ((await retained(after)) ?? 0) - ((await retained(before)) ?? 0),
  )
})

test('objects one by one, under the handles of their dump', async () => {
  const works = ['--where', 'class=Work', '--limit', '1000']
  const added = await objects(before, after, '--objects', ...works)
  expect(added).toMatchObject({ kind: 'diff-objects', set: 'new', total: { count: 216 } })
  const freed = await objects(before, after, '--objects', 'freed', ...works)
  for (const [set, dump, other] of [
    [added, second, first],
    [freed, first, second],
  ] as const) {
    expect(set.items).toHaveLength(set.total.count)
    for (const { address } of set.items) {
      const record = dump.get(address)
      if (record === undefined) throw new Error(`${address} is not in its dump`)
      expect(isIn(record, other)).toBe(false)
    }
  }
  const [one] = added.items
  const shown = await space.ask(['show', after, one?.handle ?? ''])
  expect(shown['address']).toBe(one?.address)
  const still = await objects(before, after, later, '--objects', ...works)
  expect(still).toMatchObject({ set: 'retained', total: { count: 142 } })
})

test('dumps of different processes are compared by name', async () => {
  const result = await diff(old, recent, '--limit', '5000')
  expect(result.quality[0]?.process).toBe('different')
  expect(result.total).not.toHaveProperty('new')
  const counts = async (dump: string): Promise<Map<string, number>> => {
    const top = (await space.ask(['top', dump, '--limit', '5000'])) as unknown as Top
    return new Map(top.groups.map(({ name, count }) => [name, count]))
  }
  const [ofOld, ofRecent] = [await counts(old), await counts(recent)]
  expect(result.groups.length).toBe(new Set([...ofOld.keys(), ...ofRecent.keys()]).size)
  for (const { name, before: had, after: has, net } of result.groups) {
    expect([name, had.count, has.count]).toEqual([
      name,
      ofOld.get(name) ?? 0,
      ofRecent.get(name) ?? 0,
    ])
    expect(net.count).toBe(has.count - had.count)
  }
  const { stdout } = await space.run(['diff', old, recent])
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain('are of different processes')
  expect(stdout).toContain('--by path')
  expect(stdout).not.toContain('--objects')
  expect((await diff(old, recent, '--by', 'path')).groups.length).toBeGreaterThan(0)
})

test.each([
  [['--objects'], /different processes/],
  [['--by', 'holder'], /different processes.*path/s],
  [['--by', 'site'], /allocations were not traced/],
  [['--by', 'generation'], /allocations were not traced/],
])('of different, untraced processes %j has no answer, and says why', async (words, why) => {
  const { status, stdout, stderr } = await space.run(['diff', old, recent, ...words])
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
  expect(stderr).toMatch(why)
})

test('a dump with itself: nothing changed', async () => {
  const { status, stdout } = await space.run(['diff', after, after])
  expect(status).toBe(0)
  expect(stdout).toMatch(/^Nothing came and nothing went/)
  expect(stdout).toMatch(/are\s+the\s+same\s+dump/)
  const { total } = await diff(after, after)
  const none = { count: 0, bytes: 0 }
  expect(total).toMatchObject({ new: none, freed: none, net: none, kept: { count: 31_531 } })
})

test('the wrong order is noticed', async () => {
  const { quality } = await diff(after, before)
  expect(quality[0]?.order).toBe('wrong')
  const { stdout } = await space.run(['diff', after, before])
  expect(stdout).toContain(`Next\n  loupe diff ${before} ${after}`)
  const { quality: both } = await diff(before, later, after)
  expect(both.map(({ order }) => order)).toEqual(['right', 'wrong'])
})

test('a dump that is missing, or is none, is named', async () => {
  const missing = await space.run(['diff', before, after, space.file('gone.json')])
  expect(missing).toMatchObject({ status: 2, stdout: '' })
  expect(missing.stderr).toContain('gone.json')
  const text = space.file('notes.txt')
  writeFileSync(text, 'This is no heap dump.\nNot at all.\n')
  const none = await space.run(['diff', before, text, later])
  expect(none).toMatchObject({ status: 2, stdout: '' })
  expect(none.stderr).toContain('notes.txt')
})

test('one damaged dump of three: its damage is told, the rest works', async () => {
  const cut = space.file('cut.json')
  const whole = gunzipSync(readFileSync(later))
  writeFileSync(cut, whole.subarray(0, Math.floor(whole.length * 0.9)))
  const result = await diff(before, after, cut)
  expect(result.notes.filter((note) => note.includes('cut.json is damaged'))).toHaveLength(1)
  expect(result.total).toMatchObject({ before: { count: 18_148 }, after: { count: 31_531 } })
})

test('without roots there are counts, and nothing of what is kept alive', async () => {
  const rootless = space.file('rootless.json')
  const lines = gunzipSync(readFileSync(after)).toString('latin1').split('\n')
  const kept = lines.filter((line) => !line.includes('"type":"ROOT"'))
  writeFileSync(rootless, Buffer.from(kept.join('\n'), 'latin1'))
  const result = await diff(before, rootless)
  expect(result.total.new?.count).toBe((await diff(before, after)).total.new?.count)
  expect(result.groups.some(({ retainedGrowth }) => retainedGrowth !== undefined)).toBe(false)
  expect(result.notes.join('\n')).toContain('rootless.json has no roots')
  const { status, stdout } = await space.run(['diff', before, rootless])
  expect(status).toBe(0)
  expect(stdout).toMatch(/^206 more Work than before \(\+17\.7 KB of their own\)\./)
  for (const by of ['holder', 'path']) {
    const held = await space.run(['diff', before, rootless, '--by', by])
    expect(held).toMatchObject({ status: 1, stdout: '' })
    expect(held.stderr).toMatch(/rootless\.json has no roots .* cannot tell/)
  }
})

test('one dump may come from stdin, and output may be cut short', async () => {
  const right = await diff(before, after)
  const piped = (await space.ask(['diff', before, '-'], {
    stdin: readFileSync(after),
  })) as unknown as Diff
  expect(piped.groups).toEqual(right.groups)
  const short = await space.run(['diff', before, after], { closeAfter: 10 })
  expect(short).toMatchObject({ status: 0, stderr: '' })
})

test('conditions hold in all dumps; what fits none has no answer', async () => {
  const works = await diff(before, after, '--where', 'class=Work', '--by', 'type')
  expect(works.groups.map(({ name, net }) => [name, net.count])).toEqual([['OBJECT', 206]])
  const none = await space.run(['diff', before, after, '--where', 'size>=1gb'])
  expect(none.status).toBe(1)
})
