// What the console prints for values: short, safe, and no wider than the terminal.

import { beforeAll, describe, expect, test } from 'vitest'
import { displayWidth } from '../report/display-width.ts'
import { formatCount } from '../base/format.ts'
import { plainPaint } from '../report/paint.ts'
import { createDiff } from '../library/diff.ts'
import type { Heap } from '../library/api.ts'
import { openBytes } from '../library/testing/opened.ts'
import { exampleDump, fixture } from '../../test/reference/fixtures.ts'
import { banner } from './banner.ts'
import { diffLines, inspectLine, putsLines, putsPage, show } from './show.ts'
import type { ShowView } from './show.ts'
import { withoutColor } from './show-plain.ts'

const view = { width: 100, color: plainPaint, dump: 'after.json' }
let heap: Heap

beforeAll(() => {
  heap = openBytes(exampleDump('after').bytes, 'after.json')
})

const text = (value: unknown) => show(value, view).text

test('an object', () => {
  const work = heap.instancesOf('Work')[20]!
  const { handle, address, memsize, location } = work
  const wide = show(work, { ...view, width: 200 }).text
  const refs = `${work.references.length} refs`
  expect(wide).toBe(
    `#<Work ${handle} ${address} · ${refs} · ${memsize} B, retains 28.4 KB · ${location}>`,
  )
  expect(text(heap.roots[0])).toMatch(/^#<ROOT \w+ · [\d,]+ refs?>$/)
  expect(text(heap.classNamed('Work')[0])).toMatch(/^#<Work \(class\) @\d+ 0x/)
})

describe('collections', () => {
  test('twenty rows, then more on request, all of them once', () => {
    const all = heap.instancesOf('Work')
    const seen: string[] = []
    let page: ReturnType<typeof show> | undefined = show(all, view)
    expect(page.text).toMatch(/^236 objects · /)
    for (let pages = 0; page !== undefined; pages++) {
      expect(page.text.split('\n').length).toBeLessThanOrEqual(23)
      seen.push(...Array.from(page.text.matchAll(/^ {2}(@\d+)/gm), ([, handle]) => handle ?? ''))
      expect(pages).toBeLessThan(20)
      page = page.more?.()
    }
    expect(seen).toEqual(all.map(({ handle }) => handle))
  })

  test('a script is not told to ask for more', () => {
    const inScript: ShowView = { ...view, inScript: true }
    expect(show(heap.objects, inScript).text).toMatch(/more: puts prints all$/)
    expect(show(heap.objects, view).text).toMatch(/more: more shows the next 20$/)
  })

  test('nothing', () => expect(text(heap.rationals)).toBe('no objects'))

  test('a path has a line a step', () => {
    const path = heap.findPath('Work')!
    const lines = text(path).split('\n')
    expect(lines.length).toBe(path.length + 2)
    path
      .toArray()
      .slice(1)
      .forEach(({ handle, address }, index) => {
        expect(lines[index + 3]).toContain(handle)
        expect(lines[index + 3]).toContain(address)
      })
  })
})

describe('plain data', () => {
  test.each<[unknown, string]>([
    [null, 'nil'],
    [undefined, 'nil'],
    [5, '5'],
    ['a "b"', '"a \\"b\\""'],
    [[1, 'a', null], '[1, "a", nil]'],
    [{ a: 1, 'b c': [2] }, '{ a: 1, "b c": [2] }'],
    [[], '[]'],
    [{}, '{}'],
    [new Set([1]), 'Set [1]'],
    [/x/i, '/x/i'],
    [new Error('no'), '#<Error: no>'],
    [(o: number) => o, '#<function (o) => …>'],
  ])('%s', (value, expected) => {
    if (typeof value === 'function') expect(text(value)).toMatch(/^#<function /)
    else expect(text(value)).toBe(expected)
  })

  test('escape sequences of a dump do not reach the terminal', () => {
    const evil = '\u001b]0;title\u0007\u202e'
    for (const value of [
      evil,
      [evil],
      { [evil]: evil },
      new Map([[evil, evil]]),
      new Error(evil),
    ]) {
      // oxlint-disable-next-line no-control-regex
      expect(text(value)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/)
      expect(inspectLine(value, view)).not.toContain('\u001b')
    }
    for (const line of putsLines(`${evil}\nb`, view)) expect(line).not.toContain('\u001b')
  })

  test('much of it is cut, and says so', () => {
    expect(text('x'.repeat(5000))).toMatch(/3,000 more characters/)
    expect(text(Array.from({ length: 100 }, (_, i) => i))).toMatch(/80 more/)
    expect(text({ a: 'x'.repeat(500) })).toMatch(/300 more characters/)
    const counts = new Map(Array.from({ length: 50 }, (_, i) => [`key ${i}`, i]))
    expect(text(counts)).toMatch(/^50 entries/)
    expect(show(counts, view).more?.().text).toContain('key 39')
  })

  test('lines fit, names and commas included', () => {
    const long = { references: Array.from({ length: 6 }, (_, i) => `0x7ffff40cfd4${i}`) }
    for (let width = 40; width < 130; width++) {
      for (const line of show(long, { ...view, width }).text.split('\n')) {
        expect(line.length).toBeLessThanOrEqual(width)
      }
    }
  })

  test('what refers to itself ends', () => {
    const loop: unknown[] = [1]
    loop.push(loop)
    expect(text(loop).length).toBeLessThan(2000)
  })
})

test('screens: a summary, merged paths, what goes, a diff', () => {
  expect(text(heap.summary)).toContain('Ruby')
  expect(text(heap.mergedPaths('Work'))).toContain('234 × #<Work>')
  expect(text(heap.retained('Work'))).toMatch(/would go, with [\d,]+ objects/)
  const diff = createDiff(openBytes(exampleDump('before').bytes, 'before.json'), heap)
  expect(text(diff)).toMatch(/retained +[\d,]+ /)
  expect(text(diff.groups())).toContain('Work')
})

describe('a diff', () => {
  const before = openBytes(exampleDump('before').bytes, 'before.json')
  const foreign = openBytes(fixture('whole', 'native-3.4-bare.json.gz').bytes, 'foreign.json')

  test('says how far it can be trusted, with the doubts first', () => {
    const { added, quality } = createDiff(before, heap)
    const lines = diffLines(createDiff(before, heap), view, ['Ruby lies.'])
    expect(lines.at(2)).toMatch(new RegExp(`retained +${formatCount(added.length)} `))
    const { both } = quality.classes
    expect(lines.slice(-2)).toEqual([
      '- Ruby lies.',
      `- One process (all ${both} classes in place), <0.1 % of ${formatCount(quality.slots.both)} slots reused.`,
    ])
  })

  test('whose third dump is of another process, says so and shows the first two', () => {
    const diff = createDiff(before, heap, foreign)
    expect(text(diff)).toMatch(/added +14,116 /)
    const dumps = { heaps: [{ variable: 'after', heap }], diff }
    const told = banner(dumps, view)
    expect(told).toContain('after.json and foreign.json are of different processes')
    expect(told).toContain('diff.added.count_by("klass")')
  })

  test('of two processes has only its groups', () => {
    const diff = createDiff(heap, foreign)
    expect(text(diff)).toContain('Two different Rubies wrote them')
    expect(diffLines(diff, view, ['Different.']).slice(1)).toEqual(['- Different.'])
  })
})

test.each([40, 80, 120])('lines of objects fit %i columns', (width) => {
  const narrow = { ...view, width }
  for (const value of [
    heap,
    heap.objects,
    heap.instancesOf('Work')[0],
    heap.objects.countBy('klass'),
  ]) {
    for (const line of show(value, narrow).text.split('\n')) {
      expect(displayWidth(withoutColor(line))).toBeLessThanOrEqual(width)
    }
  }
})

test('puts prints as Ruby’s', () => {
  expect([...putsLines([1, [2, null]], view)]).toEqual(['1', '2', ''])
  expect([...putsLines('a\nb\n', view)]).toEqual(['a', 'b'])
  const ring: unknown[] = [1]
  ring.push(ring, 2)
  expect([...putsLines([ring, ring], view)]).toEqual(['1', '[...]', '2', '1', '[...]', '2'])
})

test('at a prompt, puts prints a page of lines, and more the next', () => {
  const lines = Array.from({ length: 401 }, (_, at) => String(at))
  let shown = putsPage(putsLines(lines, view), view)
  const pages: string[][] = []
  for (;;) {
    const page = shown.text.split('\n')
    if (shown.more !== undefined) expect(page.pop()).toMatch(/more shows the next 200/)
    pages.push(page)
    if (shown.more === undefined) break
    shown = shown.more()
  }
  expect(pages.map(({ length }) => length)).toEqual([200, 200, 1])
  expect(pages.flat()).toEqual(lines)
  expect(putsPage(putsLines(lines.slice(0, 200), view), view).more).toBeUndefined()
})
