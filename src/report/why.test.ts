import { expect, test } from 'vitest'
import * as made from '../../test/cli/hand-made-why.ts'
import { plainPaint } from './paint.ts'
import { whyReport } from './why.ts'

const view = { width: 80, color: plainPaint, dump: 'later.json.gz' }

test('a leak in three dumps', () => {
  expect(whyReport(made.why, view)).toMatchInlineSnapshot(`
    "18.8 MB live. 71.5 % is held by 434 controllers of finished requests, kept alive
    by methods written for one object, in the VM's call cache.

    1. 434 controllers of finished requests are kept alive by methods written for
       one object
    13.4 MB with all that they hold, 71.5 % of what is live.
    Levels off. Each dump adds less than the one before, and the table has 1,023
    places: 14 MB is the likely end.

      dump            count     bytes
      before.json.gz     30  937.5 KB  █▍
      after.json.gz     236    7.2 MB  ██████████▊
      later.json.gz     434   13.4 MB  ████████████████████

    Why Ruby keeps it: RoutesProxy defines a method on each single object
    (lib/routes_proxy.rb:41). Ruby notes in its global call cache where such a
    method was found, and up to 3.2 that note keeps the method alive, with the
    object that it was defined on.
    What to do: Define the method once, on the class. Rails 7.1.3 does; Ruby 3.3
    forgets such notes.
    Rubies concerned: 3.0 to 3.2
    How sure: Certain of what holds it.

    Held through · the paths of all of them, merged
      object  step ← how the line above holds it
              ROOT vm (the Ruby VM)
      @1733   └─ 434 × call cache :work_path ← the VM's global call cache
      @1765    └─ 434 × method entry #<RoutesProxy>.work_path ← its method entry
      @1774     └─ 434 × #<Class:#<RoutesProxy>> ← the class that has the method
      @2031      └─ 434 × #<RoutesProxy> ← attached object
      @10601      └─ 434 × #<WorksController> ← @scope

    What is inside · shares of 13.4 MB
        bytes   share  count  class
      10.5 MB  78.0 %  9,000  String
       1.1 MB   8.5 %  7,000  Hash
      37.3 KB   0.3 %    434  Work
      33.9 KB   0.2 %    434  WorksController
      17.0 KB   0.1 %    434  RoutesProxy
      17.0 KB   0.1 %    434  WorkImageShowComponent
       1.7 MB  12.7 %         (the rest)

    Where it was allocated · shares of 13.4 MB
       bytes   share  count  line
      9.4 MB  70.2 %    868  /app/app/models/work.rb:19
      4.0 MB  29.8 %         (the rest)

    2. EventLog::EVENTS is an Array that only grows
    1.1 MB with all that they hold, 6.1 % of what is live.
    Growing. It has 1,000 more in each dump.

      dump            count     bytes
      before.json.gz  1,000  390.6 KB  ██████▋
      after.json.gz   2,000  781.3 KB  █████████████▍
      later.json.gz   3,000    1.1 MB  ████████████████████

    Why Ruby keeps it: A constant lives as long as its class, which is for ever.
    What to do: Bound it: drop the oldest when it is full.
    How sure: Likely, not certain.
    Held through: ROOT vm (the Ruby VM) → EventLog (class) → Array → "card 4111
    1111"

    The whole heap
      dump             count    bytes
      before.json.gz  18,148   4.3 MB  ████▋
      after.json.gz   31,531  12.4 MB  █████████████▎
      later.json.gz   39,662  18.8 MB  ████████████████████

    Not suspicious
    - Code and classes: 3.1 MB, as much as in the first dump.

    What is not known
    - No capture file: memory outside the dump is not known.

    Next
      loupe path later.json.gz WorksController
          the paths of all of them
      loupe what-if later.json.gz --without 'callcache -> ment'
          what would come back
      loupe show later.json.gz @55
          finding 2: the array
      loupe why dumps/before.json.gz dumps/after.json.gz dumps/later.json.gz --full
          all there is to see
    "
  `)
})

test('one dump', () => {
  expect(whyReport(made.oneDump, view)).toMatchInlineSnapshot(`
    "18.8 MB live. 71.5 % is held by 434 controllers of finished requests, kept alive
    by methods written for one object, in the VM's call cache.

    1. 434 controllers of finished requests are kept alive by methods written for
       one object
    13.4 MB with all that they hold, 71.5 % of what is live.
    Growth not known. One dump does not tell.

    Why Ruby keeps it: RoutesProxy defines a method on each single object
    (lib/routes_proxy.rb:41). Ruby notes in its global call cache where such a
    method was found, and up to 3.2 that note keeps the method alive, with the
    object that it was defined on.
    What to do: Define the method once, on the class. Rails 7.1.3 does; Ruby 3.3
    forgets such notes.
    How sure: Likely, not certain. Take a second dump later.

    Held through · the paths of all of them, merged
      object  step ← how the line above holds it
              ROOT vm (the Ruby VM)
      @1733   └─ 434 × call cache :work_path ← the VM's global call cache
      @1765    └─ 434 × method entry #<RoutesProxy>.work_path ← its method entry
      @1774     └─ 434 × #<Class:#<RoutesProxy>> ← the class that has the method
      @2031      └─ 434 × #<RoutesProxy> ← attached object
      @10601      └─ 434 × #<WorksController> ← @scope

    What is inside · shares of 13.4 MB
        bytes   share  count  class
      10.5 MB  78.0 %  9,000  String
       1.1 MB   8.5 %  7,000  Hash
      37.3 KB   0.3 %    434  Work
      33.9 KB   0.2 %    434  WorksController
      17.0 KB   0.1 %    434  RoutesProxy
      17.0 KB   0.1 %    434  WorkImageShowComponent
       1.7 MB  12.7 %         (the rest)

    Not suspicious
    - Code and classes: 3.1 MB, as much as in the first dump.

    What is not known
    - No capture file: memory outside the dump is not known.

    Next
      loupe path later.json.gz WorksController
          the paths of all of them
      loupe what-if later.json.gz --without 'callcache -> ment'
          what would come back
    "
  `)
})

test('a healthy heap reads as healthy', () => {
  expect(whyReport(made.healthy, view)).toMatchInlineSnapshot(`
    "18.8 MB live, and nothing in it looks like a leak.

    The whole heap
      dump             count    bytes
      before.json.gz  18,148   4.3 MB  ████▋
      after.json.gz   31,531  12.4 MB  █████████████▎
      later.json.gz   39,662  18.8 MB  ████████████████████

    Not suspicious
    - No holder of the program grew from dump to dump.
    - Largest, and as large as before: I18n.@translations, 2.1 MB.

    Next
      loupe summary later.json.gz  what there is
    "
  `)
})

test('in full every finding has its evidence', () => {
  const text = whyReport(made.why, view, { full: true })
  expect(text.match(/^Held through ·/gm)).toHaveLength(2)
  expect(text).toContain('3,000 × "card 4111 1111" ← [i]')
  expect(text).not.toContain('--full')
})

test('of one dump a limit is not seen to level off', () => {
  const limited = {
    ...made.oneDump,
    findings: made.oneDump.findings.map((each) => ({ ...each, verdict: 'plateau' as const })),
  }
  expect(whyReport(limited, view)).toContain('\nGrowth not known. One dump does not tell.\n')
})

test('the middle of long paths is left out, and how much that is', () => {
  const [step] = made.callCache.path.slice(-1)
  if (step === undefined) throw new Error('the path has steps')
  const long = { ...made.callCache, path: Array.from({ length: 1000 }, () => step) }
  const text = whyReport({ ...made.oneDump, findings: [long] }, view)
  expect(text.match(/#<WorksController>/g)).toHaveLength(20)
  expect(text).toContain('… 980 more steps')
})

test('what lies in folders of the same name keeps its folders', () => {
  const dumps = made.dumps.map((dump, at) => ({ ...dump, name: `run${at}/heap.json` }))
  expect(whyReport({ ...made.why, dumps }, view)).toContain('  run1/heap.json ')
})

test('of a heap that only has large things, those are a list', () => {
  expect(whyReport(made.steady, view)).toMatchInlineSnapshot(`
    "18.8 MB live. 6.1 %: an array holds 3,000 strings.
    Nothing here looks like a leak.

    What is large
    - EventLog::EVENTS is an Array that only grows: 1.1 MB with all that they hold,
      6.1 % of what is live; does not grow.
    - EventLog::EVENTS is an Array that only grows: 1.1 MB with all that they hold,
      6.1 % of what is live; grew once.

    The whole heap
      dump             count    bytes
      before.json.gz  18,148   4.3 MB  ████▋
      after.json.gz   31,531  12.4 MB  █████████████▎
      later.json.gz   39,662  18.8 MB  ████████████████████

    Not suspicious
    - Code and classes: 3.1 MB, as much as in the first dump.

    What is not known
    - No capture file: memory outside the dump is not known.

    Next
      loupe show later.json.gz @55
          the array
      loupe show later.json.gz @55
          finding 2: the array
      loupe why dumps/before.json.gz dumps/after.json.gz dumps/later.json.gz --full
          all there is to see
    "
  `)
  expect(whyReport(made.steady, view, { full: true })).toMatch(/^Held through ·/m)
})

test('one dump that proves nothing says that it proves nothing', () => {
  const unsure = { ...made.oneDump, healthy: true }
  expect(whyReport(unsure, view)).toContain('\nOne dump shows what is large, not what grows')
})

test('dumps that do not belong together calm nobody', () => {
  const doubts = ['a and b are of different processes: what differs need not be growth.']
  for (const result of [made.healthy, made.steady]) {
    const text = whyReport({ ...result, doubts }, view)
    expect(text).toContain('\nNot to be relied on: a and b are of different processes')
    expect(text).not.toContain('Nothing here looks like a leak')
  }
})

test('of several dumps it is not said that one does not tell', () => {
  const [first] = made.steady.findings
  const findings = [{ ...first, verdict: 'unknown' as const }]
  expect(whyReport({ ...made.steady, findings }, view)).toContain('\nThese dumps do not tell')
})

test('a mechanism is explained once, and in full each time', () => {
  const second = { ...made.log, rank: 2, rule: made.callCache.rule, surer: 'Take a third dump.' }
  const both = { ...made.oneDump, findings: [made.callCache, second] }
  const text = whyReport(both, view)
  expect(text).toContain('\nWhy Ruby keeps it: As for 1.\n')
  expect(text).toContain(`\nWhat to do: ${second.advice}\n`)
  expect(text).not.toContain('Take a third dump.')
  const full = whyReport(both, view, { full: true })
  expect(full).not.toContain('As for 1.')
  expect(full).toContain('Take a third dump.')
})

test('what several ways lead to is no path from a root', () => {
  const finding = { ...made.callCache, path: made.callCache.path.slice(4) }
  const text = whyReport({ ...made.oneDump, findings: [finding] }, view)
  expect(text).toContain('Held through · several ways lead from the roots')
  const second = whyReport({ ...made.oneDump, findings: [finding, finding] }, view)
  expect(second.replace(/\s+/g, ' ')).toContain(
    'Held through: several ways from the roots (any is enough) → #<RoutesProxy> →',
  )
})

test('what roots hold together hangs on several roots', () => {
  const [root, ...rest] = made.callCache.path
  if (root === undefined) throw new Error('the path has a root')
  const finding = { ...made.callCache, path: [{ ...root, label: 'ROOT roots' }, ...rest] }
  expect(whyReport({ ...made.oneDump, findings: [finding] }, view)).toContain(
    '  several roots (any is enough)\n',
  )
})
