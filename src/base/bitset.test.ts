import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  bitset,
  bitsetOf,
  clearBit,
  countBits,
  hasBit,
  members,
  setBit,
  setBits,
} from './bitset.ts'

test('is a set of small numbers', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(99)), fc.array(fc.nat(99)), (added, removed) => {
      const bits = bitset(100)
      for (const i of added) setBit(bits, i)
      expect(bits).toEqual(bitsetOf(100, added))
      for (const i of removed) clearBit(bits, i)
      const left = added.filter((i) => !removed.includes(i)).sort((a, b) => a - b)
      expect([...members(bits)]).toEqual(left)
      expect(countBits(bits)).toBe(left.length)
      for (let i = 0; i < 100; i++) expect(hasBit(bits, i)).toBe(left.includes(i))
    }),
  )
})

test('sets a range as one number after the other does', () => {
  const range = fc.tuple(fc.nat(200), fc.nat(200), fc.array(fc.nat(199)))
  fc.assert(
    fc.property(range, ([from, end, before]) => {
      const bits = bitsetOf(200, before)
      const slow = bitsetOf(200, before)
      setBits(bits, from, Math.min(end, 200))
      for (let i = from; i < Math.min(end, 200); i++) setBit(slow, i)
      expect(bits).toEqual(slow)
    }),
    { numRuns: 2000 },
  )
})
