import { expect, test } from 'vitest'
import type { Watch, WatchReading } from '../workbench/capture-results.ts'
import { plainPaint } from './paint.ts'
import { watchReport } from './watch.ts'
import { csvLine, CSV_TITLES, watchFrame, watchLine, watchTitles } from './watch-live.ts'
import { displayWidth } from './display-width.ts'

const MB = 1024 * 1024
const view = (width: number) => ({ width, color: plainPaint, dump: '' })

const readings: WatchReading[] = Array.from({ length: 120 }, (_, i) => ({
  at: i * 2.5,
  rss: 100 * MB + i * MB,
  pss: 90 * MB + i * MB,
  pages: 1000 + i,
  live: 400_000 + i * 100,
  malloc: 1024 * i,
  collections: 10 + i,
  major: 3 + (i >> 3),
  work: i * 12,
}))

const watch: Watch = {
  kind: 'watch',
  version: 1,
  pid: 4711,
  ruby: '3.1.2',
  agent: true,
  uptime: 12,
  every: 2.5,
  readings,
  verdict: {
    verdict: 'growing',
    because: 'It rose.',
    by: 'work',
    first: 1,
    last: 2,
    rise: 3,
    step: 4,
  },
  dumps: [],
  failures: [],
  others: [4712, 4713],
  stopped: 'interrupted',
}

test.each([40, 80, 120])('the summary fits %i columns, and has first, last and most', (width) => {
  const text = watchReport(watch, view(width))
  for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(width)
  expect(text.startsWith('Growing. It rose.\n')).toBe(true)
  expect(text).toMatch(/(100\.0 MB +)?219\.0 MB +\+119\.0 MB +(219\.0 MB +)?RSS/)
  expect(text).toMatch(/(400,000 +)?411,900 +\+11,900 +(411,900 +)?live slots/)
  expect(text.replaceAll('\n', ' ')).toContain('not watched: 2 other processes')
  expect(text).toContain('  loupe capture --pid 4711')
})

test('what is not known has no line', () => {
  const bare = { ...watch, agent: false, readings: readings.map(({ at, rss }) => ({ at, rss })) }
  const text = watchReport(bare, view(80))
  expect(text).not.toMatch(/PSS|live|pages|collection/)
  expect(text).toContain('no agent')
})

test('a peak between is told', () => {
  const peaked = readings.map((each, i) => (i === 60 ? { ...each, rss: 999 * MB } : each))
  expect(watchReport({ ...watch, readings: peaked }, view(100))).toMatch(/219\.0 MB .* 999\.0 MB/)
})

test('no reading at all', () => {
  expect(watchReport({ ...watch, readings: [] }, view(80))).toContain('Nothing was seen')
})

test.each([
  [80, 24],
  [120, 40],
  [40, 10],
])('a frame fits %i × %i', (width, rows) => {
  const command = ['bundle', 'exec', 'puma', 'evil\u001b[2J\u202e']
  const lines = watchFrame({ ...watch, command, note: 'taking a dump …' }, view(width), rows)
  expect(lines.length).toBeLessThan(rows)
  for (const line of lines) {
    expect(displayWidth(line)).toBeLessThanOrEqual(width)
    // oxlint-disable-next-line no-control-regex
    expect(line).not.toMatch(/[\u0000-\u001f\u202e]/)
  }
  expect(lines.at(-1)).toBe('taking a dump …')
  expect(lines.at(-2)).toMatch(/^RSS 219\.0 MB \(\+119\.0/)
})

test('lines stand under their titles', () => {
  for (const reading of [readings[0]!, readings[119]!, { at: 1, rss: 5 * MB }]) {
    expect(watchLine(reading).length).toBe(watchTitles().length)
  }
  expect(watchLine({ at: 1, rss: 5 * MB })).toMatch(/^ {4}1\.0 s +5\.0 MB +– +– +– /)
})

test('CSV: a field for each title, empty where not known', () => {
  expect(csvLine(readings[2]!)).toBe('5,106954752,96468992,1002,400200,2048,12,3,24\n')
  expect(csvLine({ at: 1.5, rss: 7 })).toBe('1.5,7,,,,,,,\n')
  expect(CSV_TITLES.split(',')).toHaveLength(9)
})

test('a command that was ended because time was up cannot be captured any more', () => {
  const timeIsUp: Watch = { ...watch, stopped: 'time' }
  const next = (result: Watch) => watchReport(result, view(80)).split('\nNext\n')[1]
  expect(next(timeIsUp)).toContain('loupe capture --pid')
  expect(next({ ...timeIsUp, command: ['puma'] })).not.toContain('--pid')
})
