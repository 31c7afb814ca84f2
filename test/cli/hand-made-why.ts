// What `loupe why` would answer, made by hand: a leak with all that a finding can say, found in three
// dumps, and a healthy heap.

import type { DiffDump, Why, WhyFinding, WhyStep } from '../../src/workbench/results.ts'
import { object } from './hand-made-results.ts'

const dump = (name: string, count: number, bytes: number): DiffDump => ({
  name,
  ruby: '3.1.2',
  traced: true,
  count,
  bytes,
})

export const dumps: readonly DiffDump[] = [
  dump('dumps/before.json.gz', 18_148, 4_508_876),
  dump('dumps/after.json.gz', 31_531, 13_002_342),
  dump('dumps/later.json.gz', 39_662, 19_713_229),
]

const step = (row: number, type: string, label: string, count: number, edge?: string): WhyStep => {
  const { handle, address } = object(row, type, label)
  return { type, label, count, handle, address, ...(edge === undefined ? {} : { edge }) }
}

export const callCache: WhyFinding = {
  rank: 1,
  signature: '5f0c1d2e',
  rule: 'callcache-pin',
  title: '434 controllers of finished requests are kept alive by methods written for one object',
  verdict: 'plateau',
  verdictBecause:
    'Each dump adds less than the one before, and the table has 1,023 places: 14 MB is the likely end.',
  confidence: 'certain',
  count: 434,
  bytes: 14_100_000,
  share: 0.715,
  holder: object(1774, 'CLASS', '#<Class:#<RoutesProxy>>', { retained: 32_000 }),
  path: [
    { ...step(0, 'ROOT', 'ROOT vm', 1), address: 'vm' },
    step(1733, 'IMEMO', 'callcache :work_path', 434, "the VM's global call cache"),
    step(1765, 'IMEMO', 'ment #<RoutesProxy>.work_path', 434, 'its method entry'),
    step(1774, 'CLASS', '#<Class:#<RoutesProxy>>', 434, 'the class that has the method'),
    step(2031, 'OBJECT', '#<RoutesProxy>', 434, 'attached object'),
    step(10_601, 'OBJECT', '#<WorksController>', 434, '@scope'),
  ],
  contents: [
    { name: 'String', count: 9000, bytes: 11_000_000 },
    { name: 'Hash', count: 7000, bytes: 1_200_000 },
    { name: 'Work', count: 434, bytes: 38_192 },
    { name: 'WorksController', count: 434, bytes: 34_720 },
    { name: 'RoutesProxy', count: 434, bytes: 17_360 },
    { name: 'WorkImageShowComponent', count: 434, bytes: 17_360 },
  ],
  sites: [{ name: '/app/app/models/work.rb:19', count: 868, bytes: 9_900_000 }],
  because:
    'RoutesProxy defines a method on each single object (lib/routes_proxy.rb:41). Ruby notes in its ' +
    'global call cache where such a method was found, and up to 3.2 that note keeps the method alive, ' +
    'with the object that it was defined on.',
  advice: 'Define the method once, on the class. Rails 7.1.3 does; Ruby 3.3 forgets such notes.',
  rubies: '3.0 to 3.2',
  growth: [
    { count: 30, bytes: 960_000 },
    { count: 236, bytes: 7_600_000 },
    { count: 434, bytes: 14_100_000 },
  ],
  evidence: [
    { words: ['path', 'DUMP', 'WorksController'], why: 'the paths of all of them' },
    { words: ['what-if', 'DUMP', '--without', 'callcache -> ment'], why: 'what would come back' },
  ],
}

export const log: WhyFinding = {
  rank: 2,
  signature: 'aa00bb11',
  rule: 'constant-container',
  title: 'EventLog::EVENTS is an Array that only grows',
  verdict: 'growing',
  verdictBecause: 'It has 1,000 more in each dump.',
  confidence: 'likely',
  surer: 'A fourth dump would tell whether it ends.',
  count: 3000,
  bytes: 1_200_000,
  share: 0.061,
  holder: object(55, 'ARRAY', 'Array', { retained: 1_200_000 }),
  path: [
    { ...step(0, 'ROOT', 'ROOT vm', 1), address: 'vm' },
    step(54, 'CLASS', 'EventLog (class)', 1),
    step(55, 'ARRAY', 'Array', 1, 'EVENTS'),
    step(56, 'STRING', '"card 4111 1111"', 3000, '[i]'),
  ],
  contents: [{ name: 'String', count: 3000, bytes: 1_170_000 }],
  sites: [],
  because: 'A constant lives as long as its class, which is for ever.',
  advice: 'Bound it: drop the oldest when it is full.',
  growth: [
    { count: 1000, bytes: 400_000 },
    { count: 2000, bytes: 800_000 },
    { count: 3000, bytes: 1_200_000 },
  ],
  evidence: [{ words: ['show', 'DUMP', '@55'], why: 'the array' }],
}

export const why: Why = {
  kind: 'why',
  version: 1,
  dumps,
  sentence:
    '18.8 MB live. 71.5 % is held by 434 controllers of finished requests, kept alive by methods ' +
    "written for one object, in the VM's call cache.",
  healthy: false,
  findings: [callCache, log],
  unsuspicious: ['Code and classes: 3.1 MB, as much as in the first dump.'],
  missing: ['No capture file: memory outside the dump is not known.'],
}

const { growth: _1, rubies: _2, ...inOneDump } = callCache

/** One dump, not traced. */
export const oneDump: Why = {
  ...why,
  dumps: dumps.slice(-1),
  findings: [
    {
      ...inOneDump,
      verdict: 'unknown',
      verdictBecause: 'One dump does not tell.',
      confidence: 'likely',
      surer: 'Take a second dump later.',
      sites: [],
    },
  ],
}

/** Large things that are meant. */
export const steady: Why = {
  ...why,
  sentence: '18.8 MB live. 6.1 %: an array holds 3,000 strings.',
  healthy: true,
  findings: [
    {
      ...log,
      rank: 1,
      verdict: 'static',
      verdictBecause: 'It did not grow.',
      confidence: 'possible',
    },
    { ...log, rank: 2, verdict: 'one-time', verdictBecause: 'It was loaded once.' },
  ],
}

export const healthy: Why = {
  kind: 'why',
  version: 1,
  dumps,
  sentence: '18.8 MB live, and nothing in it looks like a leak.',
  healthy: true,
  findings: [],
  unsuspicious: [
    'No holder of the program grew from dump to dump.',
    'Largest, and as large as before: I18n.@translations, 2.1 MB.',
  ],
  missing: [],
}

export const doubtful: Why = { ...healthy, doubts: ['of different processes.'] }
