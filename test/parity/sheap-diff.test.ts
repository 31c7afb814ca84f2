// The diffs of the sheap gem and of Loupe's library on three traced dumps of one process. sheap
// takes two objects for one where address and type agree. A slot that was used again by an object of
// the same type then passes for the old object: the differences have to be exactly those slots, and
// the generations in the lines prove for each that it was used again. Without tracing Loupe can only
// conclude so; there its mistakes are counted, by the generations of the traced dumps.
import { writeFileSync } from 'node:fs'
import { afterAll, describe, expect } from 'vitest'
import { createDiff } from '../../src/library/diff.ts'
import { workspace } from '../e2e/workspace.ts'
import { Differences } from './differences.ts'
import { documentation, undocumented } from './documentation.ts'
import { testWithGems } from './gems.ts'
import { heapOf } from './loupe.ts'
import { dumpAt, dumpOf } from './records.ts'
import type { Dump, Fields } from './records.ts'
import { loupeCollection, sheapDiff } from './sheap.ts'

const names = ['before', 'after', 'later']
const traced = names.map((name) => dumpAt(`examples/routes-proxy/dumps/${name}.json.gz`))

/** The same dumps as if nothing had been traced; not compressed, as sheap reads either. */
function untraced(): Dump[] {
  const space = workspace()
  return traced.map(({ lines }, at) => {
    const text = lines.map((line) => line.replace(TRACED, '')).join('\n')
    const path = space.file(`${names[at]}.json`)
    writeFileSync(path, `${text}\n`)
    return dumpOf(`${names[at]}.json`, path, new TextEncoder().encode(`${text}\n`))
  })
}
const TRACED = /, "file":"[^"]*"(, "line":\d+)?(, "method":"[^"]*")?, "generation":\d+/

const isThere = (dump: Dump, address: string, like: Fields | undefined) =>
  dump.objects.get(address)?.['type'] === like?.['type']
/** What tells for certain that a slot holds another object than before. */
const isReused = (address: string, one: number, other: number) =>
  traced[one].objects.get(address)?.['generation'] !==
  traced[other].objects.get(address)?.['generation']

/** Traced, there is no doubt. Untraced, Loupe concludes from what else an object says. */
function expectFew(kind: string, all: number, ...mistakes: readonly (readonly unknown[])[]): void {
  if (kind === 'traced') for (const each of mistakes) expect(each).toEqual([])
  else for (const { length } of mistakes) expect(length / all).toBeLessThan(0.02)
}

const counts = new Differences()
afterAll(() => console.log(counts.lines().join('\n')))

describe.each([
  ['traced', () => traced],
  ['the same, untraced', untraced],
])('%s', (kind, make) => {
  const dumps = make()

  testWithGems('two dumps: the same objects are new, but for slots used again', async () => {
    const [before, after] = dumps
    const sheap = await sheapDiff(before.path, after.path)
    const byAddressAndType = [...after.objects]
      .filter(([address, record]) => !isThere(before, address, record))
      .map(([address]) => address)
    const theirs = sheap.retained.filter((address) => after.objects.has(address))
    expect(theirs).toEqual(byAddressAndType)
    const diff = createDiff(heapOf('before', before.bytes), heapOf('after', after.bytes))
    const ours = new Set(diff.retained.map(({ address }) => address))
    // Whatever sheap calls new is new.
    expect(theirs.filter((address) => !ours.has(address))).toEqual([])
    const more = [...ours].filter((address) => !theirs.includes(address))
    const wrong = more.filter((address) => !isReused(address, 0, 1))
    const missed = [...after.objects].filter(
      ([address, record]) =>
        !ours.has(address) && isThere(before, address, record) && isReused(address, 0, 1),
    )
    expectFew(kind, ours.size, wrong, missed)
    counts.add(`${kind}, 2 dumps: new objects that sheap finds`, theirs.length)
    counts.add(`${kind}, 2 dumps: new objects that Loupe finds`, ours.size)
    counts.add(`${kind}, 2 dumps: old objects that Loupe takes for new`, wrong.length)
    counts.add(`${kind}, 2 dumps: slots used again that neither sees`, missed.length)
    for (const [name, addresses] of Object.entries(sheap.collections)) {
      const own = new Set(diff[loupeCollection(name)].map(({ address }) => address))
      expect(
        addresses.filter((address) => !own.has(address)),
        name,
      ).toEqual([])
    }
  })

  testWithGems('three dumps: what is still there, but for slots used again', async () => {
    const [before, after, later] = dumps
    const sheap = await sheapDiff(before.path, after.path, later.path)
    const theirs = sheap.retained.filter((address) => after.objects.has(address))
    expect(theirs).toEqual(
      [...after.objects]
        .filter(([address, record]) => !isThere(before, address, record))
        .filter(([address, record]) => isThere(later, address, record))
        .map(([address]) => address),
    )
    const [one, two, three] = dumps.map(({ name, bytes }) => heapOf(name, bytes))
    const ours = new Set(createDiff(one, two, three).retained.map(({ address }) => address))
    const more = [...ours].filter((address) => !theirs.includes(address))
    const gone = theirs.filter((address) => !ours.has(address))
    const wrong = [
      ...more.filter((address) => !isReused(address, 0, 1)),
      ...gone.filter((address) => !isReused(address, 1, 2)),
    ]
    const missed = [...after.objects].filter(
      ([address, record]) =>
        ours.has(address) && isThere(later, address, record) && isReused(address, 1, 2),
    )
    expectFew(kind, ours.size, wrong, missed)
    counts.add(`${kind}, 3 dumps: objects that Loupe takes for others, and are not`, wrong.length)
    counts.add(`${kind}, 3 dumps: objects that Loupe takes for still there too`, missed.length)
    counts.add(`${kind}, 3 dumps: retained objects that sheap finds`, theirs.length)
    counts.add(`${kind}, 3 dumps: retained objects that Loupe finds`, ours.size)
    counts.add(`${kind}, 3 dumps: of those in slots used again, not seen by sheap`, more.length)
    counts.add(`${kind}, 3 dumps: others that sheap takes for still there`, gone.length)
  })
})

// Last, as the tests above count.
testWithGems('the counts are those of the documentation', () => {
  expect(
    undocumented(documentation('coming-from-sheap.md'), counts).filter(
      (row) => !row.includes('untraced'),
    ),
  ).toEqual([])
})
