import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NONE } from '../base/record.ts'
import { rankAddresses, rowAt } from './address-rank.ts'

/** Units of 4 bytes in a 64 KiB page: the lower 14 bits of a code. */
const UNITS = 16_384

/** Objects as Ruby dumps them: page by page, ascending in each, in slots of some size. */
const regular = (grain: number) =>
  fc
    .uniqueArray(fc.nat(40), { maxLength: 8 })
    .chain((pages) =>
      fc.tuple(
        ...pages.map((page) =>
          fc
            .uniqueArray(fc.nat(Math.floor(UNITS / grain) - 1), { minLength: 1, maxLength: 60 })
            .map((units) => units.sort((a, b) => a - b).map((unit) => page * UNITS + unit * grain)),
        ),
      ),
    )
    .map((pages) => pages.flat())

const anyOrder = fc.array(fc.nat(40 * UNITS + UNITS - 1), { maxLength: 200 })
const fewCodes = fc.array(fc.nat(60), { maxLength: 80 })

/** The last row of an address counts. */
function expectRanks(codes: readonly number[], wanted: readonly number[]): void {
  const rows = new Map(codes.map((code, row) => [code, row]))
  const rank = rankAddresses(Uint32Array.from(codes), 41)
  for (const code of [...codes, ...wanted, NONE])
    expect(rowAt(rank, code)).toBe(rows.get(code) ?? NONE)
  const kept = new Set(rows.values())
  expect(rank.duplicates).toEqual(codes.map((_, row) => row).filter((row) => !kept.has(row)))
}

const asked = fc.array(fc.oneof(fc.nat(41 * UNITS - 1), fc.nat(100)), { maxLength: 50 })

test('finds rows as a Map would: pages in order, slots of 8 bytes and of 4', () => {
  for (const grain of [1, 2, 10]) {
    fc.assert(
      fc.property(regular(grain), asked, (codes, others) => expectRanks(codes, others)),
      { seed: grain },
    )
  }
})

test('finds rows as a Map would: pages out of order, torn apart, repeated', () => {
  fc.assert(
    fc.property(fc.oneof(anyOrder, fewCodes), asked, (codes, others) => expectRanks(codes, others)),
  )
  fc.assert(
    fc.property(regular(2), regular(1), asked, (first, second, others) =>
      expectRanks([...first, ...second, ...first.slice(0, 9)], others),
    ),
  )
})

test('neighbours of an object are no objects', () => {
  const rank = rankAddresses(Uint32Array.of(10, 20, 30), 1)
  expect([9, 10, 11, 20, 21, 30, 31, 32, UNITS].map((code) => rowAt(rank, code))).toEqual([
    NONE,
    0,
    NONE,
    1,
    NONE,
    2,
    NONE,
    NONE,
    NONE,
  ])
})
