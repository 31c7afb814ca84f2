// What lists and maps can do in the console: as in Ruby, but that nil is passed over where Ruby fails.

import { beforeAll, describe, expect, test } from 'vitest'
import { MadeHeap } from '../heap/testing/made-heap.ts'
import { openMade } from '../library/testing/opened.ts'
import { speakRubyInLists } from './ruby-lists.ts'

// What is installed is not typed: it is there for people who type.
// oxlint-disable-next-line typescript/no-explicit-any
type Any = any

beforeAll(() => speakRubyInLists())

const list = (...values: unknown[]): Any => values
const size = ({ n }: { n: number | null }) => n

describe('the least and the most', () => {
  const sized = () => list({ n: undefined }, { n: 3 }, { n: 9 }, { n: null }, { n: 3, second: 1 })

  test('of what has a key: what has none is left out', () => {
    expect(sized().max_by(size)).toEqual({ n: 9 })
    expect(sized().min_by(size)).toEqual({ n: 3 })
    expect(sized().max_by('n', 2)).toEqual([{ n: 9 }, { n: 3 }])
    expect(sized().min_by('n', 2)).toEqual([{ n: 3 }, { n: 3, second: 1 }])
    expect(list(3, null, 5).minmax()).toEqual([3, 5])
  })

  test('of nothing are nil', () => {
    expect(list().max()).toBeNull()
    expect(list({ n: null }).max_by(size)).toBeNull()
    expect(list().max(2)).toEqual([])
  })

  test('the list stays as it was', () => {
    const values = list(2, 1, 3)
    expect([values.max(2), values.shuffle().length, values.sort_by()]).toEqual([
      [3, 2],
      3,
      [1, 2, 3],
    ])
    expect(values).toEqual([2, 1, 3])
  })
})

test('groups are found by what keys are: objects of a dump, lists, nil', () => {
  const heap = openMade(new MadeHeap().add('one', 'STRING').add('two', 'STRING'))
  const objects = list(heap.at('@1'), heap.at('@2'), heap.at('@1'))
  expect([...objects.tally().values()]).toEqual([2, 1])
  expect(objects.uniq()).toHaveLength(2)
  const groups = list(1, 2, 3, 4).group_by((n: number) => [n % 2, 'x'])
  expect([...groups]).toEqual([
    [
      [1, 'x'],
      [1, 3],
    ],
    [
      [0, 'x'],
      [2, 4],
    ],
  ])
  expect(list('a', 'b', 'a').tally()['a']).toBe(2)
  expect(list(null, undefined, 0).tally().get(null)).toBe(2)
})

test('slices have a size of one at least', () => {
  expect(list(1, 2, 3).each_slice(2)).toEqual([[1, 2], [3]])
  expect(list(1, 2, 3).each_cons(2)).toEqual([
    [1, 2],
    [2, 3],
  ])
  for (const many of [0, -1, undefined]) {
    expect(() => list(1, 2, 3).each_slice(many)).toThrow(RangeError)
    expect(() => list(1, 2, 3).each_cons(many)).toThrow(RangeError)
  }
})

test('a shuffled list has all of it, and each value everywhere as often', () => {
  const first = [0, 0, 0, 0]
  for (let i = 0; i < 4000; i++) {
    const shuffled: number[] = list(0, 1, 2, 3).shuffle()
    expect(new Set(shuffled).size).toBe(4)
    first[shuffled[0] as number]++
  }
  // 1000 each; the standard deviation is 27.
  for (const times of first) expect(Math.abs(times - 1000)).toBeLessThan(165)
})
