// Dumps without roots, without objects, garbage, endless paths: the screens of what seldom happens
// still answer first and promise nothing that is not there.

import { expect, test } from 'vitest'
import * as made from '../../test/cli/hand-made-results.ts'
import type { Path, Summary } from '../workbench/results.ts'
import { dominatorsReport } from './dominators.ts'
import { findReport } from './find.ts'
import { indexInfoReport } from './index-info.ts'
import { piece } from './line.ts'
import { plainPaint } from './paint.ts'
import { pathReport } from './path.ts'
import { referencesReport } from './references.ts'
import { prose } from './screen.ts'
import { showReport } from './show.ts'
import { summaryReport } from './summary.ts'
import { topReport } from './top.ts'

const view = { width: 80, color: plainPaint, dump: 'heap.json' }

const without: Summary = {
  ...made.summary,
  partial: true,
  roots: [],
  holders: [],
  classes: made.summary.classes.map(({ name, count, bytes }) => ({ name, count, bytes })),
  reachableBytes: 0,
}

test('a dump without roots counts, and says that it cannot say more', () => {
  const text = summaryReport(without, view)
  expect(text).toContain('This dump has no roots')
  expect(text).toContain('reachability unknown: no roots.')
  expect(text).toContain('Top classes · shares of all 33.4 MB')
  expect(text).not.toMatch(/Largest holders|loupe path|loupe dominators|NaN|undefined/)
})

test('an empty heap', () => {
  const text = summaryReport(
    {
      ...made.summary,
      ruby: { version: 'unknown', exact: false, bits: 64 },
      objects: 0,
      bytes: 0,
      edges: 0,
      types: [],
      imemos: [],
      classes: [],
      holders: [],
      roots: [],
      code: { count: 0, bytes: 0 },
      data: { count: 0, bytes: 0 },
      reachableBytes: 0,
      unreachable: { objects: 0, bytes: 0 },
    },
    view,
  )
  expect(text).toContain('Ruby version unknown')
  expect(text).toContain('0 objects of 0 B')
  expect(text).not.toMatch(/NaN|undefined/)
})

test('no single large holder', () => {
  const holders = made.summary.holders.slice(1)
  const text = summaryReport({ ...made.summary, holders, classes: [] }, view)
  expect(text).toContain('No single object holds much: the largest holder, @55')
})

test('a failed verification is called a bug', () => {
  const verification = { sampled: 100, failures: ['@12 retains 40 B, not 80 B'] }
  const text = summaryReport({ ...made.summary, verification }, view)
  expect(text).toMatch(/1\s+differs\.\s+This\s+is\s+a\s+bug\s+in\s+Loupe\./)
  expect(text).toContain('- @12 retains 40 B, not 80 B')
})

test('the middle of an endless path is left out and counted', () => {
  const [root, ...others] = made.steps
  const last = others[others.length - 1]
  const links = Array.from({ length: 10_000 }, (_, i) => ({
    ...(others[3] as (typeof others)[number]),
    handle: `@${i}`,
    label: '#<Node>',
    edge: 'instance variable @next',
  }))
  const steps = [root, ...links, last] as Path['steps']
  const text = pathReport({ ...made.path, steps, paths: [steps] }, view)
  expect(text).toContain('10,001 references away')
  expect(text).toContain('⋮ 9,942 more steps (all of them with --json)')
  expect(text.split('\n').length).toBeLessThan(80)
})

test('several paths are told one after the other', () => {
  const text = pathReport({ ...made.path, paths: [made.steps, made.steps.slice(2)] }, view)
  expect(text).toContain('2 ways are shown.')
  expect(text).toContain('Path 1 of 2 · 7 references from ROOT vm')
  expect(text).toContain('Path 2 of 2')
})

test('from one object to another', () => {
  const [target, to] = made.find.items
  if (target === undefined || to === undefined) throw new Error('two objects expected')
  const text = pathReport({ ...made.path, target, to, steps: made.steps.slice(4, 6) }, view)
  expect(text).toContain('@1400 #<Work> leads to @1300 #<WorksController> over 1 reference.')
})

test('a class held in several ways is told way by way', () => {
  const [vm, machine] = made.mergedTree.children
  if (vm === undefined || machine === undefined) throw new Error('two roots expected')
  const tree = {
    ...made.mergedTree,
    count: 100,
    children: [
      { ...vm, count: 60, children: [] },
      { ...machine, label: 'machine_context', count: 40, children: [] },
    ],
  }
  const text = pathReport({ ...made.classPath, tree }, view)
  expect(text).toMatch(/^100 Work .*: 60\.0 % through vm; 40\.0 % through\s+machine_context\./)
})

test('garbage is called garbage', () => {
  const { retained: _, ...rest } = made.show
  const text = showReport({ ...rest, dominator: null, reachable: false }, view)
  expect(text).toContain('No root reaches it')
  expect(text).not.toContain('loupe path')
})

test('nothing there', () => {
  const [one] = made.find.items
  if (one === undefined) throw new Error('an object expected')
  const none = { total: 0, items: [] }
  expect(findReport({ ...made.find, ...none }, view)).toMatch(/^Nothing matches Work\*\./)
  expect(referencesReport({ ...made.references, ...none }, view)).toMatch(
    /#<Work> refers to nothing\./,
  )
  expect(referencesReport({ ...made.referrers, ...none }, view)).toMatch(/^Nothing refers to @1400/)
  const leaf = { ...made.dominators, nodes: [], target: one, total: one.bytes }
  expect(dominatorsReport(leaf, view)).toMatch(/^@1400 #<Work> holds nothing besides itself\./)
  expect(dominatorsReport({ ...leaf, total: one.bytes + 1 }, view)).toMatch(
    /^Nothing holds as much as was asked for\./,
  )
  const empty = { ...made.top, groups: [], groupCount: 0, total: { count: 0, bytes: 0 } }
  expect(topReport({ ...empty, by: 'site' }, view)).toMatch(
    /^There are no lines to tell: all 20,100 objects have no allocation\s+site\./,
  )
  const unfit = { ...empty, ungrouped: { count: 0, bytes: 0 } }
  expect(topReport(unfit, view)).toMatch(/^No object fits these conditions\./)
})

test('references by class', () => {
  const groups = [{ name: 'String', count: 9, bytes: 360 }]
  const text = referencesReport({ ...made.references, items: [], groups }, view)
  expect(text).toMatch(/360 B +100 % +9 {2}String +40 B/)
  expect(text).toContain('loupe refs heap.json @1400 ')
})

test('the cache folder', () => {
  const entry = {
    file: '/cache/1',
    bytes: 9_000_000,
    dump: '/tmp/heap.json',
    modified: '2026-01-02',
  }
  const base = { kind: 'index', version: 1, folder: '/cache' } as const
  const list = indexInfoReport({ ...base, entries: [entry] }, view)
  expect(list).toContain('1 index of 8.6 MB in the cache folder.')
  expect(list).toContain('8.6 MB  2026-01-02  /tmp/heap.json')
  const cleared = { ...base, cleared: { files: 0, bytes: 0 } }
  expect(indexInfoReport(cleared, view)).toContain('Nothing to remove')
})

test('a holder that stands for several is not told as one', () => {
  const [first] = made.summary.holders
  if (first === undefined) throw new Error('no holders')
  const several = { ...first, label: '136 × #<RoutesProxy>', count: 136 }
  const text = summaryReport({ ...made.summary, holders: [several] }, view)
  expect(text).toContain('136 × #<RoutesProxy> together hold 24.7 MB')
  expect(text).toMatch(/what keeps the largest of them/)
  expect(text).not.toMatch(/RoutesProxy> alone holds/)
})

test('a full stop never begins a line', () => {
  for (let width = 20; width < 60; width++) {
    const narrow = { ...view, width }
    const lines = prose(narrow, ['held through → ', piece('label', 'WorkImageShow'), '.'])
    expect(lines.join('\n')).not.toMatch(/^\./m)
    expect(lines.every((each) => each.length <= width)).toBe(true)
  }
})

test('a root is held by nothing', () => {
  const { steps } = made.path
  const root = steps[0]
  if (root === undefined) throw new Error('no steps')
  const alone: Path = { ...made.path, target: root, steps: [root], paths: [[root]] }
  expect(pathReport(alone, view)).toMatch(/^ROOT vm is a root: where the garbage collector starts/)
})
