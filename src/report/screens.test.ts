// What holds for every screen: it fits its terminal, colour changes nothing but colour, and no
// string of a dump reaches the terminal as anything but text.

import { expect, test } from 'vitest'
import * as made from '../../test/cli/hand-made-results.ts'
import * as madeWhy from '../../test/cli/hand-made-why.ts'
import { diffObjectsReport } from './diff-objects.ts'
import { diffReport } from './diff.ts'
import { displayWidth } from './display-width.ts'
import { dominatorsReport } from './dominators.ts'
import { findReport } from './find.ts'
import { indexInfoReport } from './index-info.ts'
import { ansiPaint, plainPaint } from './paint.ts'
import type { Paint } from './paint.ts'
import { pathReport } from './path.ts'
import { referencesReport } from './references.ts'
import type { View } from './screen.ts'
import { showReport } from './show.ts'
import { streamSummaryReport } from './stream-summary.ts'
import { summaryReport } from './summary.ts'
import { topReport } from './top.ts'
import { whyReport } from './why.ts'

type Change = <T>(result: T) => T

const same: Change = (result) => result

function screens(view: View, change: Change): Record<string, string> {
  return {
    summary: summaryReport(change(made.summary), view),
    damaged: summaryReport(change(made.damagedSummary), view),
    stream: streamSummaryReport(change(made.streamSummary), view),
    top: topReport(change(made.top), view),
    show: showReport(change(made.show), view),
    references: referencesReport(change(made.references), view),
    referrers: referencesReport(change(made.referrers), view),
    path: pathReport(change(made.path), view),
    classPath: pathReport(change(made.classPath), view),
    dominators: dominatorsReport(change(made.dominators), view),
    find: findReport(change(made.find), view),
    diff: diffReport(change(made.diff), view),
    doubtfulDiff: diffReport(change(made.doubtfulDiff), view),
    namesDiff: diffReport(change(made.namesDiff), view),
    diffObjects: diffObjectsReport(change(made.diffObjects), view),
    why: whyReport(change(madeWhy.why), view),
    whyInFull: whyReport(change(madeWhy.why), view, { full: true }),
    healthy: whyReport(change(madeWhy.healthy), view),
    index: indexInfoReport(change(made.indexInfo), view),
  }
}

function view(width: number, color: Paint = plainPaint, dump = 'after.json.gz'): View {
  return { width, color, dump }
}

test.each([60, 80, 120, 200])('screens fit %i columns', (width) => {
  for (const [name, text] of Object.entries(screens(view(width), same))) {
    for (const line of text.split('\n')) {
      // Commands and files are there to be copied: never cut.
      if (/^ {2}(loupe |\/home)/.test(line)) continue
      expect([name, line, displayWidth(line) <= width]).toEqual([name, line, true])
    }
  }
})

test('screens end with one newline and have no trailing spaces or empty sections', () => {
  for (const text of Object.values(screens(view(80), same))) {
    expect(text).toMatch(/[^\n]\n$/)
    expect(text).not.toMatch(/ \n|\n\n\n/)
  }
})

test.each([80, 120])('at %i columns colour changes nothing but colour', (width) => {
  const plain = screens(view(width), same)
  const colored = screens(view(width, ansiPaint), same)
  for (const [name, text] of Object.entries(plain)) {
    const painted = colored[name] ?? ''
    expect(painted).toContain('\u001b[')
    expect(painted.replace(/\p{Cc}\[\d+m/gu, '')).toBe(text)
  }
})

/** Keys whose values are words of Loupe's own. */
const CODES: ReadonlySet<string> = new Set([
  'kind',
  'by',
  'sort',
  'set',
  'process',
  'order',
  'verdict',
  'confidence',
])

test('hostile strings come out as text', () => {
  const hostile = '\u001b]0;owned\u0007\u001b[2J\u009b1m\r\n\u202e\0'
  const poison = <T>(value: T): T => {
    if (typeof value === 'string') return `${hostile}${value}` as T
    if (Array.isArray(value)) return value.map(poison) as T
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) =>
        CODES.has(key) ? [key, each] : [key, poison(each)],
      ),
    ) as T
  }
  const shown = screens(view(100, plainPaint, hostile), poison)
  for (const [name, text] of Object.entries(shown)) {
    expect([name, text.match(/(?!\n)[\p{Cc}\u202e]/u)]).toEqual([name, null])
  }
})

test('every screen says what to type next', () => {
  const { index, ...others } = screens(view(80), same)
  expect(index).toContain('loupe summary after.json.gz')
  for (const text of Object.values(others))
    expect(text).toMatch(/Next\n {2}loupe \w+ after\.json\.gz/)
})

test('names that a shell would read otherwise are quoted', () => {
  const text = topReport(made.top, view(80, plainPaint, "my dump's.json"))
  expect(text).toContain(`loupe path 'my dump'\\''s.json' Work`)
})
