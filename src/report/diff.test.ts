import { expect, test } from 'vitest'
import * as made from '../../test/cli/hand-made-results.ts'
import type { Diff, DiffGroup, DiffQuality } from '../workbench/results.ts'
import { diffObjectsReport } from './diff-objects.ts'
import { diffReport } from './diff.ts'
import { plainPaint } from './paint.ts'

const narrow = { width: 80, color: plainPaint, dump: 'after.json.gz' }
const wide = { ...narrow, width: 120 }

/** The lines of the section with this heading, joined as if they had not been wrapped. */
function section(result: Diff, heading: string): string {
  const sections = diffReport(result, { ...narrow, width: 200 }).split('\n\n')
  return (sections.find((each) => each.startsWith(heading)) ?? '').replaceAll(/\n {2}/g, ' ')
}

const opening = (result: Diff): string => diffReport(result, narrow).split('\n\n')[0] ?? ''

function withoutGrown({ kind, version, dumps, by, sort, ...rest }: Diff): Diff {
  const { quality, groups, groupCount, total, notes } = rest
  return { kind, version, dumps, by, sort, quality, groups, groupCount, total, notes }
}

const withQuality = (more: Partial<DiffQuality>, traced = true): Diff => ({
  ...made.diff,
  dumps: made.diff.dumps.map((dump) => ({ ...dump, traced })),
  quality: made.diff.quality.map((each) => ({ ...each, ...more })),
})

test('a diff at 80 columns', () => {
  expect(diffReport(made.diff, narrow)).toMatchInlineSnapshot(`
    "1,201 more Work than before (+103.2 KB of their own, +3.0 MB with all they keep
    alive). Of the 1,204 that are new and that roots reach, 99.8 % through vm →
    callcache → ment → #<Class:#<ActionDispatch::Routing::RoutesProxy>> →
    ActionDispatch::Routing::RoutesProxy → WorksController → WorkImageShowComponent;
    0.2 % otherwise.

    The dumps · Ruby 3.1.2, with allocation sites
      dump            objects   change    bytes    change
      before.json.gz   95,048           22.9 MB
      after.json.gz   108,048  +13,000  33.4 MB  +10.5 MB

    How far to trust it
    - One process (all 812 classes in place), 1.3 % of 90,120 slots reused.

    By class · most bytes more first
      net bytes      net     new  freed    kept  keep alive  class
        +2.2 MB  +11,940  12,000     60      40    +64.9 MB  String
      +103.2 KB   +1,201   1,204      3      97     +3.0 MB  Work
       +17.0 KB     +434     434      0     100   +508.6 KB  ActionDi…g::RoutesProxy
       -5,040 B      -30      10     40      60   -147.7 KB  Hash
        +9.9 MB  +13,000  14,204  1,204  93,844              all 812 classes
      … 808 classes more (--limit 812)
    net: the second dump less the first; new: in the second and not in the first;
    keep alive: growth of what the group retains (groups overlap).

    Next
      loupe path after.json.gz Work                        what keeps them alive
      loupe diff before.json.gz after.json.gz --by holder  what grew inside what
      loupe diff before.json.gz after.json.gz --by site    which lines allocated it
      loupe diff before.json.gz after.json.gz --objects    the new ones one by one
      loupe console before.json.gz after.json.gz
          go on from object to object
    "
  `)
})

test('a diff of three dumps at 120 columns', () => {
  expect(diffReport(made.doubtfulDiff, wide)).toMatchInlineSnapshot(`
    "The most growth is inside @200 String: 11,940 objects more than before, +2.2 MB, +64.9 MB with all
    they keep alive.

    The dumps · Ruby 3.1.2, with allocation sites
      dump            objects   change    bytes    change
      before.json.gz   95,048           22.9 MB
      after.json.gz   108,048  +13,000  33.4 MB  +10.5 MB
      later.json.gz   121,048  +26,000  43.9 MB  +21.0 MB

    How far to trust it
    - before.json.gz looks younger than after.json.gz: name the earlier dump first.
    - after.json.gz is damaged (the end is missing): objects it lost count as freed or new.
    - First and second: one process (all 812 classes in place), 1.3 % of 90,120 slots reused.
    - Second and third: 1.3 % of 90,120 slots reused.

    By holder · most bytes more first
      net bytes      net     new  new bytes  stayed  stayed bytes  keep alive  holder
        +2.2 MB  +11,940  12,000     2.2 MB  11,998        1.0 MB    +64.9 MB  @200 String
      +103.2 KB   +1,201   1,204   103.5 KB   1,202      103.3 KB     +3.0 MB  @201 Work
       +17.0 KB     +434     434    17.0 KB     432       37.1 KB   +508.6 KB  @202 ActionDispatch::Routing::RoutesProxy
       -5,040 B      -30      10    1,680 B       8         704 B   -147.7 KB  @203 Hash
        +9.9 MB  +13,000  14,204    10.8 MB  14,202        1.2 MB              all 812 holders
      … 808 holders more (--limit 812)
    net: the third dump less the first; new: in the second and not in the first; stayed: new, and still
    in the third; keep alive: growth of what the group retains (groups overlap).

    Next
      loupe diff after.json.gz before.json.gz later.json.gz            the earlier dump first
      loupe path after.json.gz @200                                    what keeps it alive
      loupe dominators after.json.gz @200 --merge                      what it holds, as a tree
      loupe diff before.json.gz after.json.gz later.json.gz --by site  which lines allocated it
      loupe diff before.json.gz after.json.gz later.json.gz --objects  the new ones one by one
      loupe console before.json.gz after.json.gz later.json.gz         go on from object to object
    "
  `)
})

test('a diff of different processes at 80 columns', () => {
  expect(diffReport(made.namesDiff, narrow)).toMatchInlineSnapshot(`
    "1,201 more Work than before (+103.2 KB of their own, +3.0 MB with all they keep
    alive).

    The dumps · Ruby 3.1.2, with allocation sites
      dump            objects   change    bytes    change
      before.json.gz   95,048           22.9 MB
      after.json.gz   108,048  +13,000  33.4 MB  +10.5 MB

    How far to trust it
    - before.json.gz and after.json.gz are of different processes: groups are
      compared by their names.

    By class · most bytes more first
      net bytes      net   first   second  keep alive  class
        +2.2 MB  +11,940     100   12,040    +64.9 MB  String
      +103.2 KB   +1,201     100    1,301     +3.0 MB  Work
       +17.0 KB     +434     100      534   +508.6 KB  ActionDispa…ting::RoutesProxy
       -5,040 B      -30     100       70   -147.7 KB  Hash
        +9.9 MB  +13,000  95,048  108,048              all 812 classes
      … 808 classes more (--limit 812)
    net: the second dump less the first; keep alive: growth of what the group
    retains (groups overlap).

    Next
      loupe path after.json.gz Work                      what keeps them alive
      loupe diff before.json.gz after.json.gz --by path
          where in the tree of holders it grew
      loupe diff before.json.gz after.json.gz --by site  which lines allocated it
      loupe console before.json.gz after.json.gz         go on from object to object
    "
  `)
})

test('objects of a diff at 120 columns', () => {
  expect(diffObjectsReport(made.diffObjects, wide)).toMatchInlineSnapshot(`
    "14,204 objects of after.json.gz are not in before.json.gz: 10.8 MB of their own.

      retained   own  object                      inside                     allocated at
       42.0 KB  40 B  @1300   #<WorksController>  ROOT vm                    /app/app/contro…/works_controller.rb:12 gen 288
       41.0 KB  40 B  @1400   #<Work>             @55 #<Rails::Application>  /app/app/models/work.rb:12 gen 288
      … 14,202 more (--limit 14204)

    How far to trust it
    - One process (all 812 classes in place), 1.3 % of 90,120 slots reused.

    Next
      loupe path after.json.gz @1300           what keeps the first of them alive
      loupe show after.json.gz @1300           the first of them in full
      loupe diff before.json.gz after.json.gz  the same in groups
    "
  `)
})

test('without a class of the program that grew, the group that grew the most is told', () => {
  const ungrown = withoutGrown(made.diff)
  expect(opening(ungrown)).toBe(
    'The most growth is in String: 11,940 objects more than before, +2.2 MB, +64.9 MB\n' +
      'with all they keep alive.',
  )
  const [string] = made.diff.groups as [DiffGroup]
  const larger = { ...string, name: '17', net: { count: -2, bytes: 500_000 }, retainedGrowth: 0 }
  const byGeneration: Diff = { ...ungrown, by: 'generation', groups: [larger] }
  expect(opening(byGeneration)).toBe(
    'The most growth is in generation 17: not more objects than before, +488.3 KB.',
  )
})

test('what hangs at a root is held by nothing that was there before', () => {
  const [string] = made.diff.groups as [DiffGroup]
  const below: Diff = {
    ...made.diff,
    by: 'holder',
    groups: [{ ...string, name: 'ROOT vm → callcache' }],
  }
  expect(opening(below)).toBe(
    'Most of what grew is held by nothing that was there before. At ROOT vm →\n' +
      'callcache there are 11,940 objects more than before, +2.2 MB, +64.9 MB with all\n' +
      'they keep alive.',
  )
  expect(diffReport(below, narrow)).toContain('--by path')
  expect(diffReport(below, narrow)).not.toContain('loupe path')
  const garbage = { ...below, groups: [{ ...string, name: '(reached by no root)' }] }
  expect(opening(garbage)).toMatch(/^The most growth is inside \(reached by no root\): 11,940/)
})

test('paths wrap in the sentence, and have room in the table', () => {
  const [string] = made.diff.groups as [DiffGroup]
  const name = 'ROOT vm → callcache → ment → #<…> → #<WorksController> → #<Work> → String'
  const byPath: Diff = { ...made.diff, by: 'path', groups: [{ ...string, name }] }
  const text = diffReport(byPath, narrow)
  expect(text).toMatch(/^The most growth is at ROOT vm → .*\n.*String: 11,940 objects more/)
  expect(text).toContain('net bytes      net  path\n')
  expect(text).toContain('+2.2 MB  +11,940  ROOT vm → callcache → …')
})

test('dumps of different Rubies say which is of which', () => {
  const [one, other] = made.diff.dumps as [Diff['dumps'][0], Diff['dumps'][0]]
  const dumps = [{ ...one, ruby: '2.7.8', traced: false }, other]
  const told = section({ ...made.diff, dumps }, 'The dumps')
  expect(told).toMatch(/^The dumps dump .* Ruby 2\.7\.8 after.* Ruby 3\.1\.2, traced$/s)
})

test('the growth of the allocation tracer is no story', () => {
  const [string] = made.diff.groups as [DiffGroup]
  const tracer = { ...string, name: 'DATA ObjectTracing/allocation_info_tracer' }
  expect(opening({ ...withoutGrown(made.diff), groups: [tracer] })).toMatch(/^Nothing shown has/)
})

test('what hardly grew is no story, neither a class nor a group', () => {
  const { grown, total } = made.diff
  const slightly = (group: DiffGroup): DiffGroup => ({
    ...group,
    net: { count: 1, bytes: 88 },
    retainedGrowth: 100,
  })
  if (grown === undefined) throw new Error('the hand-made diff has a class that grew')
  const still = { ...made.diff, grown: { ...grown, group: slightly(grown.group) } }
  expect(opening(still)).toMatch(/^The most growth is in String: 11,940/)
  expect(diffReport(still, narrow)).not.toContain('loupe path')
  expect(opening({ ...still, groups: still.groups.slice(1, 2).map(slightly), total })).toBe(
    'Hardly anything of the program has grown. The most is in Work: +88 B, +100 B\nwith all they keep alive.',
  )
})

test('where nothing grew, or nothing changed at all, that is the answer', () => {
  const ungrown = withoutGrown(made.diff)
  const hash = made.diff.groups.slice(3)
  const [less] = hash as [DiffGroup]
  expect(opening({ ...ungrown, groups: hash, total: less })).toBe(
    'Nothing shown has grown: in all 30 objects fewer than before, -5,040 B.',
  )
  const none = { count: 0, bytes: 0 }
  const same = { ...less, net: none, new: none, freed: none }
  expect(opening({ ...ungrown, groups: [same], total: same })).toBe(
    'Nothing came and nothing went: there is no difference.',
  )
  const text = diffReport({ ...ungrown, groups: [same], total: same }, narrow)
  expect(text).not.toContain('By class')
  expect(text).toContain('Next\n  loupe summary after.json.gz ')
})

test('of a class whose objects roots do not reach, no way is told', () => {
  const { grown } = made.diff
  if (grown?.tree === undefined) throw new Error('the hand-made diff has a tree')
  const unheld = { ...made.diff, grown: { group: grown.group, tree: { ...grown.tree, count: 0 } } }
  expect(opening(unheld)).toMatch(/^1,201 more Work than before \(.*\)\.$/s)
  const all = { ...grown.group, net: { count: grown.tree.count, bytes: 1 } }
  expect(opening({ ...made.diff, grown: { ...grown, group: all } })).toMatch(
    /^1,204 more Work than before \([^)]*\): 99\.8 % through vm →/,
  )
})

const ONE = 'One process (all 812 classes in place), '
test.each<[Partial<DiffQuality>, traced: boolean, string]>([
  [{}, true, `${ONE}1.3 % of 90,120 slots reused.`],
  [{ slots: { both: 90, reused: 0 } }, true, `${ONE}none of 90 slots reused.`],
  [{ slots: { both: 0, reused: 0 } }, true, `${ONE}no slot in both.`],
  [
    { classes: { both: 812, sameAddress: 800 } },
    true,
    'One process (800 of 812 classes in place), 1.3 % of 90,120 slots reused.',
  ],
  [{ process: 'unsure' }, true, '1.3 % of 90,120 slots reused.'],
  // What was not recorded had been there before tracing began.
  [{ undecided: 9_000 }, true, `${ONE}1.3 % of 90,120 slots reused.`],
  [
    { undecided: 9_000 },
    false,
    `${ONE}1.3 % of 90,120 slots reused. 9,000 of the 88,916 kept only look the same: a ` +
      'few may be new ones in old slots. Traced dumps can tell.',
  ],
  [
    { undecided: 88_916 },
    false,
    `${ONE}1.3 % of 90,120 slots reused. All 88,916 kept only look the same: a few may be ` +
      'new ones in old slots. Traced dumps can tell.',
  ],
  [
    { slots: { both: 1_000, reused: 200 }, undecided: 800 },
    false,
    `${ONE}20.0 % of 1,000 slots reused. All 800 kept only look the same: some may be new ` +
      'ones in old slots. Traced dumps can tell.',
  ],
  [
    { slots: { both: 1_000, reused: 200 }, undecided: 7 },
    true,
    `${ONE}20.0 % of 1,000 slots reused. 7 of the 800 kept only look the same: some may be ` +
      'new ones in old slots.',
  ],
])('how far to trust it: %o, traced: %s', (more, traced, text) => {
  const result = withQuality({ undecided: 0, ...more }, traced)
  expect(section(result, 'How far to trust it')).toBe(`How far to trust it\n- ${text}`)
})

test('where all is well, one line at 80 columns says so', () => {
  const told = diffReport(withQuality({ undecided: 0 }), narrow).split('\n\n')
  const trust = told.find((each) => each.startsWith('How far to trust it')) ?? ''
  expect(trust.split('\n')).toHaveLength(2)
})

test('a table shows what it is sorted by', () => {
  const columns = { new: 'new bytes', freed: 'freed bytes', retained: 'stayed bytes' } as const
  for (const [sort, column] of Object.entries(columns)) {
    const report = diffReport(
      { ...made.doubtfulDiff, by: 'class', sort: sort as Diff['sort'] },
      narrow,
    )
    expect(report, sort).toContain(` ${column} `)
  }
})

test('doubts come first; of different processes there is nothing else to say', () => {
  const doubtful = { ...withQuality({ process: 'different' }), notes: ['Ruby 3.1 and 4.0.'] }
  expect(section(doubtful, 'How far')).toBe('How far to trust it\n- Ruby 3.1 and 4.0.')
  expect(section({ ...doubtful, notes: [] }, 'How far')).toBe('')
})

test('dumps in the wrong order are given the other way round, untraced ones by no site', () => {
  const text = diffReport(withQuality({ order: 'wrong' }, false), narrow)
  expect(text).toContain('Next\n  loupe diff after.json.gz before.json.gz ')
  expect(text).not.toContain('--by site')
})

test('each set of objects has its sentence', () => {
  const three = { ...made.diffObjects, dumps: made.doubtfulDiff.dumps }
  const told = (['new', 'retained', 'freed', 'kept'] as const).map(
    (set) => diffObjectsReport({ ...three, set }, wide).split(':')[0],
  )
  expect(told).toEqual([
    '14,204 objects of after.json.gz are not in before.json.gz',
    '14,204 objects of after.json.gz are not in before.json.gz and still in later.json.gz',
    '14,204 objects of before.json.gz are gone in after.json.gz',
    '14,204 objects of after.json.gz are in before.json.gz as well',
  ])
  const freed = diffObjectsReport({ ...three, set: 'freed' }, wide)
  expect(freed).toContain('loupe show before.json.gz @1300')
  expect(freed).not.toContain('loupe path')
  const none = { ...three, total: { count: 0, bytes: 0 }, items: [] }
  expect(diffObjectsReport(none, wide)).toMatch(
    /^No object of after\.json\.gz is not in before\.json\.gz\.\n\nHow/,
  )
})
