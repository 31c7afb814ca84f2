// The corpus itself: every program runs, its dumps are whole, and what its truth says is to be seen in
// them by plain counting. One Ruby in full, and some programs under a newer one and traced, so that
// it takes seconds; LOUPE_LEAKS=all does all under every Ruby.
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/dump/memory-source.ts'
import { readHeap } from '../../src/heap/read-heap.ts'
import type { Questions } from '../../src/workbench/questions.ts'
import { createWorkbench, lazyTrees } from '../../src/workbench/workbench.ts'
import { availableRubies, missingRubies, rubiesAreRequired } from '../rubies.ts'
import { leaks, type Leak, type LeakOptions } from './corpus.ts'
import { programs, runsUnder } from './make-dumps.mjs'
import type { Mechanism } from './truth.ts'

const EVERYTHING = process.env['LOUPE_LEAKS'] === 'all'

/** Programs under a newer Ruby and traced: what depends on the version most, and a healthy one. */
const SOME = [
  'anonymous-models',
  'connection-at-exit',
  'extended-collections',
  'finalizer-self',
  'inline-templates',
  'routes-proxy-pin',
  'waiting-fibers',
  'expiring-sessions',
]

/** What a steady program may grow by all the same: one table of the VM doubles, to 64 KiB more. */
const STEADY = 100_000

/** Objects that the C stack may hold, or that a dump may miss, by chance. */
const BY_CHANCE = 3

function open(path: string): Questions {
  const heap = readHeap(memorySource(gunzipSync(readFileSync(path))))
  return createWorkbench(heap, lazyTrees(heap), { name: path, bytes: 1 })
}

function countOf(questions: Questions, { truth }: Leak): number {
  const { groups } = questions.top({ by: truth.countBy ?? 'class', limit: 1_000_000 })
  return groups.find(({ name }) => name === truth.class)?.count ?? 0
}

/** Bytes that roots reach, the tracer's own table aside. */
function liveBytes(questions: Questions): number {
  const { reachableBytes, tracer } = questions.summary()
  return reachableBytes - (tracer?.bytes ?? 0)
}

function checkWhole(dumps: readonly Questions[], { traced }: Leak): void {
  for (const dump of dumps) {
    const { damage, dangling, objects, unreachable, ...summary } = dump.summary()
    expect([damage.badLines, damage.repaired, damage.truncated, dangling]).toEqual([0, 0, false, 0])
    expect(summary.traced).toBe(traced)
    expect(summary.partial).toBe(false)
    expect(unreachable.objects).toBeLessThan(objects * 0.02)
  }
}

function checkGrowing(dumps: readonly Questions[], leak: Leak): void {
  const { truth } = leak
  const counts = dumps.map((dump) => countOf(dump, leak))
  const expected = truth.perRound.count * (truth.each ?? 1)
  const said = `${truth.class}: ${counts.join(' ')}`
  const slack = BY_CHANCE + expected * 0.02
  expect(Math.abs((counts[2] - counts[0]) / 2 - expected), said).toBeLessThan(slack)
  for (const round of [1, 2]) {
    const grown = counts[round] - counts[round - 1]
    // What has a ceiling grows ever less.
    const least = expected * (truth.verdict === 'plateau' ? 0.5 : 1) - slack
    expect(grown, said).toBeGreaterThan(least)
  }
  const bytes = dumps.map(liveBytes)
  const perRound = (bytes[2] - bytes[0]) / 2
  expect(perRound, `bytes: ${bytes.join(' ')}`).toBeGreaterThan(truth.perRound.bytes * 0.95)
  // The rest is the VM's: environments, backtraces, entries of tables, methods, call caches, and
  // the stacks of fibers, which take 127 KB each under WebAssembly.
  const stacks = truth.mechanism === 'suspended-fiber' ? expected * 160_000 : 0
  // Compiled code cannot be weighed by the program that makes it: up to 2 KB each.
  const code = truth.perRound.bytes === 0 ? expected * 2000 : 0
  expect(perRound).toBeLessThan(truth.perRound.bytes * 5 + 400_000 + stacks + code)
}

function checkPath(last: Questions, { truth }: Leak): void {
  if (truth.countBy !== undefined || truth.class === 'Class' || truth.class === 'String') return
  const path = JSON.stringify(last.path(truth.class ?? '', { count: 3 }))
  for (const label of truth.path ?? []) expect(path).toContain(label)
}

function checkSteady(dumps: readonly Questions[], { truth }: Leak): void {
  const bytes = dumps.map(liveBytes)
  const said = `bytes: ${bytes.join(' ')}`
  expect(Math.abs(bytes[2] - bytes[1]), said).toBeLessThan(STEADY)
  if (truth.verdict === 'one-time') expect(bytes[1] - bytes[0], said).toBeGreaterThan(400_000)
}

function check(leak: Leak): void {
  const dumps = leak.dumps.map(open)
  checkWhole(dumps, leak)
  if (leak.truth.verdict === 'growing' || leak.truth.verdict === 'plateau') {
    checkGrowing(dumps, leak)
    checkPath(dumps[2], leak)
  } else if (leak.name === 'import-burst') {
    const [before, during, after] = dumps.map(liveBytes)
    expect(during - before).toBeGreaterThan(400_000)
    expect(Math.abs(after - before)).toBeLessThan(STEADY)
  } else checkSteady(dumps, leak)
}

const rubies = availableRubies()
const [first] = rubies
const newer = rubies.find(({ name }) => name === '4.0') ?? rubies.at(-1)
const pinning = rubies.find(({ name }) => name === '3.2')

/** What is made and checked: all programs of one Ruby, some under others. */
const chosen: readonly LeakOptions[] = EVERYTHING
  ? rubies.flatMap(({ name }) => [true, false].map((traced) => ({ rubies: [name], traced })))
  : [
      { rubies: [first.name] },
      { rubies: [first.name], traced: true, only: SOME },
      { rubies: [newer?.name ?? ''], only: SOME },
      { rubies: [pinning?.name ?? ''], only: ['extended-collections', 'routes-proxy-pin'] },
    ]

for (const options of chosen) {
  const { rubies: [name = ''] = [], traced = false, only } = options
  const ruby = rubies.find((each) => each.name === name)
  if (ruby === undefined) continue
  describe(`${ruby.title}${traced ? ', traced' : ''}`, () => {
    for (const program of programs()) {
      if (!runsUnder(program, ruby) || (only !== undefined && !only.includes(program.name)))
        continue
      test.concurrent(program.name, async () => {
        const [leak] = await leaks({ ...options, only: [program.name] })
        check(leak)
      })
    }
  })
}

test('the Rubies that it needs are here', () => {
  if (!rubiesAreRequired()) return
  expect(missingRubies().map(({ sentence }) => sentence)).toEqual([])
})

test('what the truth files say of bytes and counts is what Ruby 3.1 measures', async () => {
  if (first.name !== '3.1') return
  for (const { name, truth } of await leaks({ rubies: ['3.1'] })) {
    const said = programs().find((program) => program.name === name)?.truth.perRound
    expect(said, name).toBeDefined()
    const { count = 0, bytes = 0 } = said ?? {}
    const slack = truth.mechanism === 'callcache-pin' ? 0.2 : 0.02
    expect(Math.abs(truth.perRound.count - count), name).toBeLessThanOrEqual(count * slack + 2)
    expect(Math.abs(truth.perRound.bytes - bytes), name).toBeLessThanOrEqual(bytes * slack + 9000)
  }
})

test('there are as many leaks as there should be, each of a mechanism and with its source', () => {
  const all = programs()
  const leaking = all.filter(({ truth }) => truth.mechanism !== undefined)
  const healthy = all.filter(({ truth }) => truth.mechanism === undefined)
  expect(leaking.length).toBeGreaterThanOrEqual(25)
  expect(healthy.length).toBeGreaterThanOrEqual(8)
  for (const { name, source, truth } of leaking) {
    expect(source, name).toMatch(/^# Seen in: https:\/\/github\.com\/\S+\/\d+/m)
    expect(truth.holder?.length, name).toBeGreaterThan(0)
    expect(truth.path?.length, name).toBeGreaterThan(0)
    expect(truth.class, name).toBeDefined()
  }
  const mechanisms = new Set<Mechanism | undefined>(leaking.map(({ truth }) => truth.mechanism))
  expect(mechanisms.size).toBeGreaterThanOrEqual(25)
})
