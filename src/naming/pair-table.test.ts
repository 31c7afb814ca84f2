import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PairTable } from './pair-table.ts'

test('numbers pairs as a Map of texts does', () => {
  const number = fc.oneof(fc.nat(30), fc.nat(2 ** 33), fc.constant(0xffffffff))
  fc.assert(
    fc.property(fc.array(fc.tuple(number, number), { maxLength: 300 }), (pairs) => {
      const table = new PairTable()
      const known = new Map<string, number>()
      for (const [left, right] of pairs) {
        const key = `${left} ${right}`
        if (!known.has(key)) known.set(key, known.size)
        expect(table.at(left, right)).toBe(known.get(key))
      }
      expect(table.size).toBe(known.size)
    }),
  )
})

test('keeps numbers when it grows', () => {
  const table = new PairTable()
  for (let i = 0; i < 20_000; i++) expect(table.at(i % 100, i)).toBe(i)
  for (let i = 0; i < 20_000; i++) expect(table.at(i % 100, i)).toBe(i)
  expect(table.size).toBe(20_000)
})
