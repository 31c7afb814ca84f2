// Flags are set by hand: a made heap has them all alike.
import { expect, test } from 'vitest'
import * as R from '../../base/record.ts'
import type { Heap } from '../../heap/heap.ts'
import { MadeHeap } from '../../heap/testing/made-heap.ts'
import { agingBetween } from './aging.ts'

const YOUNG = R.FLAG_WB_PROTECTED
const OLD = YOUNG | R.FLAG_OLD

/** A heap of strings with these flags, each with a text of its own. */
function strings(flags: readonly number[], ruby: string): Heap {
  const made = new MadeHeap(ruby)
  flags.forEach((_, i) => {
    const value = `a text of its own ${i}`
    made.add(`text ${i}`, 'STRING', { bytesize: value.length, value })
  })
  const heap = made.read()
  const own = Uint32Array.from(heap.columns.flags)
  flags.forEach((flag, i) => (own[made.row(`text ${i}`)] = flag | R.FLAG_VALUE))
  return { ...heap, columns: { ...heap.columns, flags: own } }
}

function between(before: readonly number[], after: readonly number[], ruby = '3.3.0') {
  const earlier = strings(before, ruby)
  const later = strings(after, ruby)
  return agingBetween(
    earlier,
    later,
    Uint32Array.from({ length: later.count }, (_, row) => row),
  )
}

const all = (flag: number) => Array.from({ length: 30 }, () => flag)

test('what never turns back', () => {
  const { turnedBack } = between([], [])
  expect(turnedBack(OLD, OLD)).toBe(false)
  expect(turnedBack(YOUNG, OLD)).toBe(false)
  expect(turnedBack(OLD, YOUNG)).toBe(true)
  // An object that lost its protection is young again.
  expect(turnedBack(OLD, 0)).toBe(false)
  expect(turnedBack(0, YOUNG)).toBe(true)
  expect(turnedBack(R.FLAG_FROZEN, 0)).toBe(true)
  expect(turnedBack(0, R.FLAG_FROZEN)).toBe(false)
  const aged = (age: number) => YOUNG | R.FLAG_AGED | age
  expect(turnedBack(aged(2), aged(1))).toBe(true)
  expect(turnedBack(aged(1), aged(2))).toBe(false)
})

test('once all young texts are old, what is young is new', () => {
  expect(between(all(YOUNG), all(OLD)).tooYoung(R.TYPE_HASH, YOUNG, YOUNG)).toBe(true)
  expect(between(all(YOUNG), all(OLD)).tooYoung(R.TYPE_HASH, YOUNG, OLD)).toBe(false)
  expect(between(all(YOUNG), all(OLD)).tooYoung(R.TYPE_HASH, 0, 0)).toBe(false)
})

test('some are young still, or there are too few to tell: nothing is said', () => {
  const some = all(OLD).map((flag, i) => (i < 3 ? YOUNG : flag))
  expect(between(all(YOUNG), some).tooYoung(R.TYPE_HASH, YOUNG, YOUNG)).toBe(false)
  expect(between([YOUNG], [OLD]).tooYoung(R.TYPE_HASH, YOUNG, YOUNG)).toBe(false)
  expect(between(all(OLD), all(OLD)).tooYoung(R.TYPE_HASH, YOUNG, YOUNG)).toBe(false)
})

test('up to 3.1, what has no mark is new, if a collection ran; DATA may never have one', () => {
  const marked = OLD | R.FLAG_MARKED
  const ran = between([OLD, marked], [marked, marked], '3.1.2')
  expect(ran.tooYoung(R.TYPE_HASH, marked, OLD)).toBe(true)
  expect(ran.tooYoung(R.TYPE_HASH, marked, marked)).toBe(false)
  expect(ran.tooYoung(R.TYPE_DATA, 0, 0)).toBe(false)
  expect(ran.tooYoung(R.TYPE_DATA, marked, 0)).toBe(true)
  expect(between([marked], [marked], '3.1.2').tooYoung(R.TYPE_HASH, marked, OLD)).toBe(false)
  expect(between([OLD], [marked], '3.2.0').tooYoung(R.TYPE_HASH, marked, OLD)).toBe(false)
})

test('of Rubies before 2.7 nothing is said', () => {
  const { turnedBack, tooYoung } = between(all(YOUNG), all(OLD), '2.5.0')
  expect(turnedBack(OLD, YOUNG)).toBe(false)
  expect(tooYoung(R.TYPE_HASH, YOUNG, YOUNG)).toBe(false)
})
