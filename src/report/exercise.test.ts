import { expect, test } from 'vitest'
import type { Exercise, ExerciseReading, RequireCost } from '../workbench/capture-results.ts'
import { displayWidth } from './display-width.ts'
import { exerciseCharts, exerciseFrame } from './exercise-chart.ts'
import { initDiff } from './exercise-init.ts'
import { requireCostReport } from './exercise-require-cost.ts'
import { exerciseReport } from './exercise.ts'
import { plainPaint } from './paint.ts'
import type { View } from './screen.ts'

const MB = 1024 * 1024
const view = (width: number): View => ({ width, color: plainPaint, dump: '' })

const readings: readonly ExerciseReading[] = Array.from({ length: 35 }, (_, i) => ({
  requests: i * 10,
  seconds: i,
  rss: (60 + i) * MB,
  live: 100_000 + i * 50,
  liveBytes: 25 * MB + i * 50_000,
  heapBytes: 7 * MB,
  milliseconds: 30,
}))

const pause = { longest: 41, gc: [20, 20, 20], fork: 41 }
const result: Exercise = {
  kind: 'exercise',
  version: 1,
  app: { kind: 'rails', name: 'Works', environment: 'production', ruby: 'ruby 3.1.2', boot: 1.25 },
  plan: { requests: 100, rounds: 3, warm: 40, every: 10, traced: true, lines: ['GET /works/1'] },
  statuses: { '200': 330, '404': 10 },
  odd: { method: 'GET', path: '/gone', status: 404, beginning: 'not \u001b[31mhere\nat all' },
  readings,
  verdict: 'growing',
  objects: { verdict: 'growing', because: 'It grows by 5,000 B.', rate: 5000, liveRate: 5 },
  rss: {
    verdict: 'levelled-off',
    because: 'It moves.',
    by: 'work',
    first: 60 * MB,
    last: 94 * MB,
    rise: 0,
    step: MB,
  },
  folder: 'out',
  log: 'out/app.log',
  dumps: [1, 2, 3].map((round) => ({
    path: `out/round-${round}.json.gz`,
    capture: `out/round-${round}.capture.json`,
    round,
    requests: 40 + round * 100,
    bytes: 4 * MB,
    objects: 100_000,
    pause,
  })),
  growth: {
    requests: 200,
    requestsOfSecond: 100,
    dumps: [1, 2, 3].map((round) => `out/round-${round}.json.gz`),
    total: {
      name: 'total',
      net: { count: 50, bytes: 5_000 },
      retained: { count: 60.25, bytes: 6_000 },
    },
    classes: [
      {
        name: 'Work\u001b[2J',
        net: { count: 2.5, bytes: 100 },
        retained: { count: 0.01, bytes: 0.4 },
      },
    ],
    gems: [{ name: 'app', net: { count: -0.5, bytes: 90 }, retained: { count: 0, bytes: 0 } }],
    grown: 'Work',
  },
  notes: ['A note.'],
}

test('verdict first, then how memory went, what requests leave, what to type', () => {
  const text = exerciseReport(result, view(100))
  expect(text).toMatch(/^Works · production · 300 requests in 3 rounds, after 40 to warm up/)
  expect(text).toContain('Growing with use. It grows by 5,000 B.')
  expect(text).toContain('levelled off. It moves.')
  expect(text).toMatch(/boot +0 +60\.0 MB/)
  expect(text).toMatch(/warm-up +40 +64\.0 MB/)
  expect(text).toMatch(/round 3 +340 +94\.0 MB/)
  expect(text).toMatch(/\+5,000 B +\+50 +6,000 B +60 {2}total/)
  expect(text).toMatch(/\+100 B +\+2\.5 +0\.4 B +<0\.1 {2}Work/)
  expect(text).toMatch(/\+90 B +-0\.5 +0 B +0 {2}app/)
  expect(text).toContain('330 × 200, 10 × 404. The first: GET /gone gave 404.')
  expect(text).toContain('loupe path out/round-3.json.gz Work ')
  expect(text).not.toContain('\u001b')
})

test('RSS that grows alone is said to be outside of Ruby’s objects', () => {
  const outside: Exercise = {
    ...result,
    objects: { ...result.objects, verdict: 'at-boot', because: 'All there.' },
    rss: { ...result.rss, verdict: 'growing', because: 'It rises.' },
  }
  const text = exerciseReport(outside, view(100)).replaceAll(/\s+/g, ' ')
  expect(text).toContain('Growing with use. RSS grows, but Ruby’s objects do not')
  expect(text).toContain('- RSS: It rises. - Live objects: All there.')
})

test('one dump: no groups, and no difference to type', () => {
  const { growth: _1, odd: _2, ...rest } = result
  const text = exerciseReport({ ...rest, dumps: rest.dumps.slice(0, 1) }, view(80))
  expect(text).not.toContain('Left behind')
  expect(text).not.toContain('loupe diff')
  expect(text).not.toContain('2xx')
  expect(text).toContain('loupe dominators out/round-1.json.gz --merge')
})

test.each([40, 60, 80, 120, 200])('nothing is wider than %i cells but commands', (width) => {
  const narrow = exerciseReport(result, view(width)).split('\n')
  for (const text of narrow.filter((each) => !each.startsWith('  loupe '))) {
    // Tables of figures alone cannot get narrower than their figures.
    if (width >= 60) expect([text, displayWidth(text) <= width]).toEqual([text, true])
  }
  for (const text of exerciseFrame(readings, 'round 1 of 3', view(width))) {
    expect(displayWidth(text)).toBeLessThan(width)
  }
})

test('charts rise from left to right, and need two readings', () => {
  expect(exerciseCharts(readings.slice(0, 1), view(80))).toEqual([])
  const lines = exerciseCharts(readings, view(80))
  expect(lines[0]).toContain('RSS')
  expect(lines.at(-1)).toMatch(/0 +340 requests$/)
  // The last dots of the top line, the first of the bottom one.
  const dots = (text: string): string => text.replace(/^.*[┤│]/, '')
  const first = (text: string): number => dots(text).search(/[^\u2800]/)
  expect(first(lines[5] ?? '')).toBe(0)
  expect(first(lines[1] ?? '')).toBeGreaterThan(40)
})

const cost = (rss: number): RequireCost['total'] => ({
  rss,
  objects: rss / 1000,
  allocated: rss / 100,
  milliseconds: 12,
})

test('what requires cost: sum, gems, tree without what is small', () => {
  const file = (name: string, rss: number, children: RequireCost['tree'] = []) => ({
    name,
    file: `/${name}`,
    gem: 'one 1.0',
    total: cost(rss),
    own: cost(rss),
    children,
  })
  const record: RequireCost = {
    kind: 'require-cost',
    version: 1,
    app: { kind: 'rack', environment: 'production', ruby: 'ruby 3.1.2' },
    required: [],
    before: { rss: 15 * MB, objects: 20_000 },
    total: cost(10 * MB),
    files: 4,
    gems: ['one 1.0', 'two 2.0'].map((name) => ({ name, files: 2, own: cost(5 * MB) })),
    tree: [file('tiny', MB / 4), file('big', 8 * MB, [file('inner', 2 * MB, [file('deep', MB)])])],
    collections: { count: 9, milliseconds: 100 },
    garbage: 5000,
  }
  const shown = { limit: 1, least: MB / 2, depth: 2 }
  const text = requireCostReport(record, shown, view(80))
  expect(text).toMatch(/^Booting the application \(production\) adds \+10\.0 MB/)
  expect(text).toContain('… and 1 gem more: --limit')
  expect(text).toMatch(
    /\+8\.0 MB {2}80\.0 % .* ms {2}big +one 1\.0\n.*\+2\.0 MB {2}20\.0 % .* ms {4}inner +one 1\.0\n\n/,
  )
  expect(text).not.toContain('tiny')
  expect(text).not.toContain('deep')
  const named = requireCostReport({ ...record, required: ['json'] }, shown, view(80))
  expect(named).toMatch(/^Requiring json adds/)
})

test('a diff has what changes and three lines around it', () => {
  const before = `${Array.from({ length: 10 }, (_, i) => `line ${i}`).join('\n')}\n`
  const after = before.replace('line 5\n', 'line five\nand more\n')
  const diff = initDiff([{ path: 'a.rb', before, after, copy: false }], view(80))
  expect(diff).toBe(
    [
      '--- a/a.rb',
      '+++ b/a.rb',
      '@@ -3,7 +3,8 @@',
      ' line 2',
      ' line 3',
      ' line 4',
      '-line 5',
      '+line five',
      '+and more',
      ' line 6',
      ' line 7',
      ' line 8',
      '',
    ].join('\n'),
  )
  const made = initDiff([{ path: 'b', before: null, after: 'x\n', copy: false }], view(80))
  expect(made).toBe('--- /dev/null\n+++ b/b\n@@ -0,0 +1,1 @@\n+x\n')
})
