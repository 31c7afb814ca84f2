// Results as a dump of the mission's leak would give them, made by hand: what reports and the
// command line are tested with, without an engine.

import type {
  CountBytes,
  Diff,
  DiffDump,
  DiffGroup,
  DiffObjects,
  DiffQuality,
  DominatorNode,
  Dominators,
  Find,
  IndexInfo,
  ObjectRef,
  Path,
  PathStep,
  PathTree,
  References,
  Show,
  StreamSummary,
  Summary,
  Top,
  WhatIf,
} from '../../src/workbench/results.ts'

export function object(row: number, type: string, label: string, more: object = {}): ObjectRef {
  return {
    handle: `@${row}`,
    address: `0x7f4e${(0x10000000 + row * 40).toString(16)}`,
    type,
    label,
    bytes: 40,
    ...more,
  }
}

const PROXY = 'ActionDispatch::Routing::RoutesProxy'

export const summary: Summary = {
  kind: 'summary',
  version: 1,
  source: { name: 'after.json.gz', bytes: 29_360_128, compression: 'gzip' },
  ruby: {
    description: 'ruby 3.1.2p20 (2022-04-12 revision 4491bb740a) [x86_64-linux-gnu]',
    version: '3.1.2',
    exact: true,
    bits: 64,
  },
  traced: true,
  objects: 108_048,
  bytes: 35_022_438,
  edges: 412_345,
  shapes: 0,
  roots: [
    { category: 'vm', references: 2984 },
    { category: 'machine_context', references: 12 },
    { category: 'global_tbl', references: 31 },
  ],
  types: [
    { type: 'STRING', count: 56_012, bytes: 21_422_438 },
    { type: 'IMEMO', count: 20_100, bytes: 6_600_000 },
    { type: 'OBJECT', count: 2_042, bytes: 4_000_000 },
    { type: 'CLASS', count: 3_002, bytes: 3_000_000 },
  ],
  imemos: [
    { type: 'iseq', count: 9_000, bytes: 5_000_000 },
    { type: 'ment', count: 10_000, bytes: 1_200_000 },
    { type: 'callcache', count: 1_100, bytes: 400_000 },
  ],
  code: { count: 30_100, bytes: 11_000_000 },
  data: { count: 77_948, bytes: 24_022_438 },
  holders: [
    object(1234, 'IMEMO', 'callcache :public_send', { retained: 25_900_000 }),
    object(55, 'OBJECT', `#<Rails::Application::${'Very'.repeat(8)}LongName::Configuration>`, {
      retained: 1_048_576,
      bytes: 80,
    }),
  ],
  classes: [
    { name: 'String', count: 56_012, bytes: 21_422_438, retained: 21_422_438 },
    { name: 'Work', count: 1204, bytes: 48_160, retained: 19_000_000 },
    { name: PROXY, count: 434, bytes: 17_360, retained: 18_900_000 },
  ],
  reachableBytes: 34_900_000,
  unreachable: { objects: 25, bytes: 122_438 },
  dangling: 0,
  duplicates: 0,
  damage: { badLines: 0, repaired: 0, truncated: false, notes: [] },
  partial: false,
  notes: [],
}

export const damagedSummary: Summary = {
  ...summary,
  dangling: 3,
  duplicates: 1,
  damage: {
    badLines: 2,
    repaired: 1,
    truncated: true,
    notes: [
      {
        line: 5000,
        byte: 1_234_567,
        why: 'not JSON: unexpected end',
        excerpt: '{"address":"0x7f4e',
      },
    ],
  },
  tracer: { count: 1, bytes: 6_291_456 },
  notes: ['Tracing data looks stale: 12 % of young objects claim an old generation.'],
  verification: { sampled: 100, failures: [] },
}

export const streamSummary: StreamSummary = {
  kind: 'stream-summary',
  version: 1,
  source: { name: '-', bytes: 29_360_128 },
  objects: summary.objects,
  bytes: summary.bytes,
  types: summary.types,
  classes: [{ name: 'String', count: 56_012, bytes: 21_422_438 }],
  damage: summary.damage,
}

export const top: Top = {
  kind: 'top',
  version: 1,
  by: 'class',
  sort: 'retained',
  groups: [
    { name: 'String', count: 56_012, bytes: 21_422_438, retained: 21_422_438 },
    { name: 'Work', count: 1204, bytes: 48_160, retained: 19_000_000 },
    { name: PROXY, count: 434, bytes: 17_360, retained: 18_900_000 },
  ],
  groupCount: 812,
  total: { count: 87_948, bytes: 28_422_438 },
  ungrouped: { count: 20_100, bytes: 6_600_000 },
}

function step(row: number, type: string, label: string, edge?: string, retained = 0): PathStep {
  const { handle, address, bytes } = object(row, type, label)
  const all = { handle, address, type, label, bytes }
  return { ...all, ...(edge === undefined ? {} : { edge }), ...(retained > 0 ? { retained } : {}) }
}

const root: PathStep = { handle: '@108048', address: 'vm', type: 'ROOT', label: 'vm', bytes: 0 }

export const steps: PathStep[] = [
  root,
  step(1234, 'IMEMO', 'callcache :public_send', 'global call cache', 43_700),
  step(1240, 'IMEMO', 'ment #method_missing', 'cached method', 43_660),
  step(1241, 'CLASS', `#<Class:#<${PROXY}>>`, 'defined in', 43_600),
  step(1242, 'OBJECT', `#<${PROXY}>`, 'attached object', 43_000),
  step(1300, 'OBJECT', '#<WorksController>', 'instance variable @scope', 42_960),
  step(1301, 'OBJECT', '#<WorkImageShowComponent>', 'instance variable @component', 42_000),
  step(1400, 'OBJECT', '#<Work>', 'instance variable @work', 41_960),
]

export const path: Path = {
  kind: 'path',
  version: 1,
  target: object(1400, 'OBJECT', '#<Work>'),
  steps,
  paths: [steps],
  notes: [],
}

function branch(label: string, holders: number, count: number, children: PathTree[]): PathTree {
  const type = label.startsWith('#<') ? 'OBJECT' : 'IMEMO'
  return { label, type, holders, count, bytes: count * 40, example: '@1234', children }
}

function rootBranch(label: string, count: number, children: PathTree[]): PathTree {
  return { label, type: 'ROOT', holders: 1, count, bytes: count * 40, example: '', children }
}

export const mergedTree: PathTree = rootBranch('roots', 1204, [
  rootBranch('vm', 1202, [
    branch('callcache', 434, 1202, [
      branch('ment', 434, 1202, [
        branch(`#<Class:#<${PROXY}>>`, 434, 1202, [
          branch(`#<${PROXY}>`, 434, 1202, [
            branch('#<WorksController>', 434, 1202, [
              branch('#<WorkImageShowComponent>', 434, 1202, [branch('#<Work>', 1202, 1202, [])]),
            ]),
          ]),
        ]),
      ]),
    ]),
  ]),
  rootBranch('machine_context', 2, [branch('#<Work>', 2, 2, [])]),
])

export const classPath: Path = {
  ...path,
  target: object(77, 'CLASS', 'Work (class)'),
  tree: mergedTree,
}

function held(row: number, label: string, count: number, children: DominatorNode[]): DominatorNode {
  const { handle, address } = object(row, 'OBJECT', label)
  const type = label.startsWith('#<') ? 'OBJECT' : 'IMEMO'
  return {
    handle,
    address,
    type,
    label,
    count,
    bytes: count * 40,
    retained: 18_950_000 - row * 100,
    children,
    omitted: { count: 0, retained: 0 },
  }
}

export const dominators: Dominators = {
  kind: 'dominators',
  version: 1,
  tree: 'exact',
  vm: true,
  merged: true,
  total: 34_900_000,
  nodes: [
    held(100, 'callcache', 434, [
      held(200, `#<${PROXY}>`, 434, [
        {
          ...held(300, '#<WorksController>', 434, [held(400, '#<Work>', 1204, [])]),
          omitted: { count: 12, retained: 120_000 },
        },
      ]),
    ]),
    { ...held(60, '#<Rails::Application>', 1, []), retained: 1_048_576 },
  ],
}

export const whatIf: WhatIf = {
  kind: 'what-if',
  version: 1,
  without: [{ words: 'callcache -> ment', kind: 'references', count: 434 }],
  freed: { count: 20_812, bytes: 18_900_000 },
  total: 34_900_000,
  classes: [
    { name: 'String', count: 9_000, bytes: 15_000_000 },
    { name: 'Work', count: 1_204, bytes: 48_160 },
  ],
  classCount: 12,
  stays: {
    count: 30,
    bytes: 1_200_000,
    by: [
      {
        from: '#<Class:Work>',
        to: 'ment',
        references: 30,
        example: '@77',
        without: '@77 -> ment',
      },
    ],
    others: 2,
  },
}

export const show: Show = {
  kind: 'show',
  version: 1,
  ...object(1400, 'OBJECT', '#<Work>'),
  class: 'Work',
  bytes: 40,
  retained: 41_960,
  reachable: true,
  dominator: object(1301, 'OBJECT', '#<WorkImageShowComponent>'),
  allocated: {
    file: '/app/app/models/work.rb',
    line: 12,
    method: 'initialize',
    generation: 288,
  },
  flags: ['write-barrier protected', 'old (survived 3 GCs)'],
  references: {
    total: 9,
    items: [
      { ...object(1401, 'STRING', '"A title, long or short"', { retained: 40 }), edge: '@title' },
      { ...object(1402, 'HASH', 'Hash (3)', { retained: 41_000 }), edge: '@data', times: 2 },
    ],
  },
  referrers: { total: 1, items: [object(1301, 'OBJECT', '#<WorkImageShowComponent>')] },
  fields: { address: '0x7f4e1000dac0', type: 'OBJECT', ivars: 3, references: ['0x1', '0x2'] },
  place: { byte: 1_234_567, length: 312 },
}

export const references: References = {
  kind: 'references',
  version: 1,
  of: object(1400, 'OBJECT', '#<Work>'),
  total: 9,
  items: show.references.items,
}

export const referrers: References = {
  kind: 'referrers',
  version: 1,
  of: object(1400, 'OBJECT', '#<Work>'),
  total: 1,
  items: show.referrers.items,
}

export const find: Find = {
  kind: 'find',
  version: 1,
  pattern: 'Work*',
  total: 1638,
  items: [
    object(1400, 'OBJECT', '#<Work>', { retained: 41_960 }),
    object(1300, 'OBJECT', '#<WorksController>', { retained: 42_960 }),
  ],
}

export const indexInfo: IndexInfo = {
  kind: 'index',
  version: 1,
  built: {
    file: '/home/me/.cache/heaploupe/0123abcd.index',
    bytes: 9_000_000,
    dump: 'after.json.gz',
    milliseconds: 340,
  },
  folder: '/home/me/.cache/heaploupe',
}

const sure: DiffQuality = {
  process: 'same',
  because: 'all 812 classes of both are where they were',
  order: 'right',
  classes: { both: 812, sameAddress: 812 },
  compacted: false,
  slots: { both: 90_120, reused: 1_204 },
  toldBy: {
    type: 700,
    class: 300,
    generation: 204,
    site: 0,
    age: 0,
    shape: 0,
    content: 0,
    references: 0,
  },
  proved: 88_916,
  undecided: 0,
  missedByAddress: 1_204,
  missedByAddressAndType: 504,
}

const [before, after, later] = ['before.json.gz', 'after.json.gz', 'later.json.gz'].map(
  (name, at) => ({
    name,
    ruby: '3.1.2',
    traced: true,
    count: 95_048 + at * 13_000,
    bytes: 24_022_438 + at * 11_000_000,
  }),
) as [DiffDump, DiffDump, DiffDump]

function grownGroup(
  name: string,
  added: number,
  freed: number,
  each: number,
  first = 100,
): DiffGroup {
  const of = (count: number): CountBytes => ({ count, bytes: count * each })
  return {
    name,
    before: of(first),
    after: of(first + added - freed),
    new: of(added),
    freed: of(freed),
    kept: of(first - freed),
    net: of(added - freed),
    retainedGrowth: (added - freed) * each * 30,
  }
}

const grownWork = grownGroup('Work', 1204, 3, 88)

function totalOf(group: DiffGroup): DiffGroup {
  const { before, after, net, new: added = none, freed = none, kept = none } = group
  return { name: 'total', before, after, net, new: added, freed, kept }
}

const none: CountBytes = { count: 0, bytes: 0 }

/** Two traced dumps of one process, by class. */
export const diff: Diff = {
  kind: 'diff',
  version: 1,
  dumps: [before, after],
  by: 'class',
  sort: 'net',
  quality: [sure],
  groups: [
    grownGroup('String', 12_000, 60, 190),
    grownWork,
    grownGroup('ActionDispatch::Routing::RoutesProxy', 434, 0, 40),
    grownGroup('Hash', 10, 40, 168),
  ],
  groupCount: 812,
  total: totalOf(grownGroup('', 14_204, 1_204, 800, 95_048)),
  grown: { group: grownWork, tree: mergedTree },
  notes: [],
}

const stayed = <Group extends DiffGroup>(group: Group): Group => ({
  ...group,
  later: group.after,
  retained: { count: (group.new?.count ?? 0) - 2, bytes: ((group.new?.count ?? 0) - 2) * 88 },
})

/** Three dumps of one process, none traced, by holder, with all that makes a diff doubtful. */
export const doubtfulDiff: Diff = {
  ...diff,
  dumps: [before, after, later],
  by: 'holder',
  quality: [
    { ...sure, order: 'wrong', undecided: 40_000, proved: 0 },
    { ...sure, process: 'unsure', because: 'the two Rubies differ', compacted: true },
  ],
  groups: diff.groups.map((group, at) => ({
    ...stayed(group),
    holder: object(200 + at, 'OBJECT', '#<Rails::Application>'),
  })),
  total: stayed(diff.total),
  notes: [
    'before.json.gz looks younger than after.json.gz: name the earlier dump first.',
    'after.json.gz is damaged (the end is missing): objects it lost count as freed or new.',
  ],
}

/** Dumps of two processes: groups by their names alone. */
export const namesDiff: Diff = {
  ...diff,
  quality: [{ ...sure, process: 'different', because: 'no class is where it was' }],
  groups: diff.groups.map(named),
  total: named(diff.total),
  grown: { group: named(grownWork) },
  notes: [
    'before.json.gz and after.json.gz are of different processes: groups are compared by their names.',
  ],
}

function named({ name, before, after, net, retainedGrowth }: DiffGroup): DiffGroup {
  return {
    name,
    before,
    after,
    net,
    ...(retainedGrowth === undefined ? {} : { retainedGrowth }),
  }
}

export const diffObjects: DiffObjects = {
  kind: 'diff-objects',
  version: 1,
  dumps: [before, after],
  set: 'new',
  quality: [sure],
  total: { count: 14_204, bytes: 11_363_200 },
  items: [
    {
      ...object(1300, 'OBJECT', '#<WorksController>', { retained: 42_960 }),
      location: '/app/app/controllers/works_controller.rb:12',
      generation: 288,
      holder: { ...object(108_048, 'ROOT', 'ROOT vm'), address: 'vm' },
    },
    {
      ...object(1400, 'OBJECT', '#<Work>', { retained: 41_960 }),
      location: '/app/app/models/work.rb:12',
      generation: 288,
      holder: object(55, 'OBJECT', '#<Rails::Application>'),
    },
  ],
  notes: [],
}
