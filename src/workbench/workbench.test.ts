import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { fixture, fixtures } from '../../test/reference/fixtures.ts'
import { LoupeError } from '../base/errors.ts'
import { memorySource } from '../dump/memory-source.ts'
import type { Heap } from '../heap/heap.ts'
import { readHeap } from '../heap/read-heap.ts'
import type { Questions } from './questions.ts'
import { GROUPINGS } from './results.ts'
import type { DominatorNode, PathTree } from './results.ts'
import { createWorkbench, lazyTrees, STORED_LIMIT } from './workbench.ts'

const SOURCE = { name: 'heap.json', bytes: 1000 }

function open(bytes: Uint8Array): Questions {
  const heap = readHeap(memorySource(bytes))
  return createWorkbench(heap, lazyTrees(heap), SOURCE)
}

function example(name: string): Uint8Array {
  const file = new URL(`../../examples/routes-proxy/dumps/${name}.json.gz`, import.meta.url)
  return gunzipSync(readFileSync(fileURLToPath(file)))
}

test('the leak of the example: every Work hangs on a call cache of the VM', () => {
  const questions = open(example('after'))
  const { tree, steps, notes } = questions.path('Work')
  const labels: string[] = []
  for (let node: PathTree | undefined = tree; node !== undefined; node = node.children[0]) {
    labels.push(node.label)
    expect(node.count).toBe(234)
  }
  expect(labels).toEqual([
    'roots',
    'ROOT vm',
    'callcache',
    'ment',
    '#<Class:#<RoutesProxy>>',
    '#<RoutesProxy>',
    '#<WorksController>',
    '#<WorkImageShowComponent>',
    '#<Work>',
  ])
  expect(steps.map(({ label }) => label.replace(/work_\w+/, '…'))).toEqual([
    'ROOT vm',
    'callcache :…',
    'ment #<RoutesProxy>.…',
    ...labels.slice(4),
  ])
  expect(steps.map(({ edge }) => edge).slice(1, 5)).toEqual([
    "the VM's global call cache",
    'its method entry',
    'the class that has the method',
    'attached object',
  ])
  expect(notes.join()).toMatch('2 of the 236 are not reached')
})

test('the leak of the example in the summary and in the merged dominator tree', () => {
  const questions = open(example('after'))
  const { holders, classes } = questions.summary()
  const told = holders.slice(0, 2).map(({ label }) => label)
  expect(told.some((label) => /^\d+ × callcache → … → #<RoutesProxy>$/.test(label))).toBe(true)
  expect(told.some((label) => /^\d+ × #<RoutesProxy>$/.test(label))).toBe(true)
  expect(classes.slice(0, 4).map(({ name }) => name)).toContain('RoutesProxy')

  const proxy = ['#<RoutesProxy>', '#<WorksController>', '#<WorkImageShowComponent>', '#<Work>']
  const pinned = ['ROOT vm', 'callcache', 'ment']
  for (const [exact, chain] of [
    [false, [...pinned, '#<Class:#<RoutesProxy>>', ...proxy]],
    [true, [...pinned, ...proxy]],
  ] as const) {
    let level: readonly DominatorNode[] = questions.dominators({ merge: true, exact }).nodes
    for (const label of chain) {
      const found = level.find((node) => node.label === label)
      expect(found, label).toBeDefined()
      level = found?.children ?? []
    }
  }
})

test('a summary that was stored is answered without touching a column', () => {
  const bytes = fixture('whole', 'native-3.3-bare.json.gz').bytes
  const full = open(bytes).summary({ limit: STORED_LIMIT })
  const untouched = new Proxy({} as Heap, {
    get: (_, key) => {
      throw new Error(`${String(key)} was touched`)
    },
  })
  const trees = lazyTrees(untouched)
  const stored = JSON.parse(JSON.stringify(full)) as typeof full
  const reopened = createWorkbench(
    untouched,
    trees,
    { name: 'other name', bytes: 7 },
    { summary: stored },
  )
  const expected = open(bytes).summary({ limit: 10 })
  expect(reopened.summary()).toEqual({ ...expected, source: { name: 'other name', bytes: 7 } })
  expect(reopened.summary({ limit: 3 }).holders.length).toBe(3)
  expect(() => reopened.top({ by: 'class' })).toThrow('was touched')
})

test('the answers are the same whichever is asked first', () => {
  const bytes = fixture('whole', 'native-3.1-bare.json.gz').bytes
  const one = open(bytes)
  const other = open(bytes)
  const summary = one.summary()
  const top = one.top({ by: 'class' })
  const path = one.path('String')
  expect(other.path('String')).toEqual(path)
  expect(other.top({ by: 'class' })).toEqual(top)
  expect(other.summary()).toEqual(summary)
  expect(one.summary()).toEqual(summary)
})

test('verification takes objects away and finds the sums right', () => {
  const { verification } = open(fixture('whole', 'native-3.3-bare.json.gz').bytes).summary({
    verify: 20,
  })
  expect(verification).toEqual({ sampled: 20, failures: [] })
})

test.each(fixtures('whole', 'extra').map((each) => [`${each.folder}/${each.name}`, each] as const))(
  '%s: every question has an answer or a clear refusal',
  (name, { bytes }) => {
    let questions: Questions
    try {
      questions = open(bytes)
    } catch (error) {
      expect(error).toBeInstanceOf(LoupeError)
      return
    }
    const partial = questions.summary().partial
    const asked: (() => unknown)[] = [
      () => questions.summary({ limit: 3 }),
      ...GROUPINGS.map((by) => () => questions.top({ by, limit: 5 })),
      () => questions.show('@0'),
      () => questions.references('@0'),
      () => questions.referrers('@0', { group: true }),
      () => questions.path('@0'),
      () => questions.path('String'),
      () => questions.dominators(),
      () => questions.dominators({ merge: true }),
      () => questions.dominators({ exact: true }),
      () => questions.dominators({ vm: true }),
      () => questions.whatIf(['ROOT vm']),
      () => questions.whatIf(['String']),
      () => questions.whatIf(['Class -> Class']),
      () => questions.find('String'),
      () => questions.find('/ruby/'),
      () => questions.summary({ verify: 2 }),
    ]
    let refused = 0
    for (const ask of asked) {
      try {
        const result = ask()
        expect(JSON.parse(JSON.stringify(result))).toEqual(result)
      } catch (error) {
        expect(error, name).toBeInstanceOf(LoupeError)
        expect(['no-answer', 'no-roots']).toContain((error as LoupeError).code)
        refused++
      }
    }
    if (!partial) expect(refused).toBe(0)
    else expect(refused).toBeGreaterThan(3)
  },
)
