import { expect, test } from 'vitest'
import type { Retained } from '../workbench/capture-results.ts'
import { displayWidth } from './display-width.ts'
import { plainPaint } from './paint.ts'
import { retainedReport } from './retained.ts'

const view = (width: number) => ({ width, color: plainPaint, dump: 'heap.json.gz' })
const none = { count: 0, bytes: 0 }

const made: Retained = {
  kind: 'retained',
  version: 1,
  way: 'tracing',
  source: 'app-4711-1.json.gz',
  total: { count: 100, bytes: 1_000_000 },
  tables: [
    {
      by: 'gem',
      groups: [
        { name: 'app', count: 60, bytes: 750_000 },
        { name: 'rack 3.0.8', count: 40, bytes: 250_000 },
      ],
      groupCount: 2,
      unknown: none,
    },
    {
      by: 'site',
      groups: [
        { name: `/app/${'deep/'.repeat(30)}work.rb:12\u001b[2J`, count: 50, bytes: 500_000 },
      ],
      groupCount: 8,
      unknown: { count: 3, bytes: 120 },
    },
  ],
  unreached: { count: 2, bytes: 80 },
  agent: { count: 5, bytes: 400 },
  untraced: { count: 9000, bytes: 3_000_000 },
  others: ['app-4712-1.json.gz'],
}

test.each([40, 80, 120])('fits %i columns; nothing from the dump steers the terminal', (width) => {
  const text = retainedReport(made, view(width))
  for (const line of text.split('\n')) {
    // oxlint-disable-next-line no-control-regex
    expect(line).not.toMatch(/[\u0000-\u001f]/)
    // Commands are there to be copied, and stand out if they must.
    if (!line.startsWith('  loupe ')) expect(displayWidth(line)).toBeLessThanOrEqual(width)
  }
  expect(text.replace(/\s+/g, ' ')).toContain(
    '100 objects of 976.6 KB that the run allocated were alive at its end, 75.0 % of the bytes by app.',
  )
})

test('what is not shown and not counted is said', () => {
  const text = retainedReport(made, view(100)).replace(/\s+/g, ' ')
  expect(text).toContain('… 7 more, 120 B in 3 objects of unknown lines')
  expect(text).toContain('9,000 objects (2.9 MB) besides were there before the run')
  expect(text).toContain('2 objects (80 B) of the run are not reached')
  expect(text).toContain('5 objects (400 B) of the capturing agent')
  expect(text).toContain('Other processes of the command, not counted here: app-4712-1.json.gz.')
  expect(text).toContain('loupe retained app-4712-1.json.gz')
})

test('one table alone still opens with the whole answer', () => {
  const text = retainedReport(made, view(80), 'gem')
  expect(text).toContain('By gem')
  expect(text).not.toContain('By line')
  expect(text.replace(/\s+/g, ' ')).toContain('75.0 % of the bytes by app')
})

test('nothing kept', () => {
  const text = retainedReport({ ...made, total: none, tables: [] }, view(80))
  expect(text).toContain('Nothing that was allocated during the run was alive at its end.')
})
