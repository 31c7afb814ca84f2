import { expect, test } from 'vitest'
import type { Judged } from './judged.ts'
import { unsuspicious } from './unsuspicious.ts'

/** What the lines are made of; the rest of a judged candidate is not looked at. */
const judged = (title: string, kilobytes: number, verdict: string, grown = 0): Judged =>
  ({
    explanation: { title },
    bytes: kilobytes * 1024,
    verdict: { verdict, grown },
  }) as unknown as Judged

test('what did not grow: the largest first, whatever came first', () => {
  const others = [judged('a', 10, 'static'), judged('b', 300, 'static'), judged('c', 20, 'static')]
  expect(unsuspicious([...others, judged('d', 5, 'static')], [1, 1, 1])).toEqual([
    expect.stringMatching(/did not grow: b \(300.0 KB\); c \(20.0 KB\); a \(10.0 KB\)\.$/),
  ])
  expect(unsuspicious(others, [1])[0]).toMatch(/^Large, and nothing unusual: b /)
})

test('what grew is told apart', () => {
  const lines = unsuspicious([judged('a', 9, 'plateau', 9), judged('b', 300, 'static', 1)], [1, 1])
  expect(lines.map((line) => line.replace(/:.*/, ''))).toEqual([
    'Grew, but does not matter',
    expect.stringContaining('did not grow'),
  ])
  expect(unsuspicious([], [1])).toEqual([])
})

test('what is called alike is one, with the bytes of all', () => {
  const others = [judged('a', 10, 'static'), judged('b', 15, 'static'), judged('a', 7, 'static')]
  expect(unsuspicious(others, [1])).toEqual([
    'Large, and nothing unusual: a (17.0 KB); b (15.0 KB).',
  ])
})
