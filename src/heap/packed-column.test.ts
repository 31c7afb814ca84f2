import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packColumn, unpackColumn } from './packed-column.ts'
import type { Packing } from './packed-column.ts'

const packings: Packing[] = ['narrow', 'delta', 'dictionary']

test('what is packed comes back, whatever it is', () => {
  const entry = fc.oneof(
    fc.nat(3),
    fc.nat(254),
    fc.integer({ min: 250, max: 260 }),
    fc.integer({ min: 65_530, max: 65_540 }),
    fc.integer({ min: 0, max: 0xffffffff }),
    fc.constant(0xffffffff),
  )
  fc.assert(
    fc.property(
      fc.array(entry, { maxLength: 300 }),
      fc.constantFrom(...packings),
      (list, packing) => {
        const packed = packColumn(Uint32Array.from(list), packing)
        if (packed) expect([...unpackColumn(packed)]).toEqual(list)
      },
    ),
    { numRuns: 2000 },
  )
})

test('many exceptions, found only behind the sample, still come back', () => {
  const column = new Uint32Array(200_000)
  for (let i = 0; i < column.length; i++) column[i] = i % 97 === 5 ? 4_000_000_000 - i : i % 200
  for (const packing of packings) {
    const packed = packColumn(column, packing)
    if (packed)
      expect(
        Buffer.compare(Buffer.from(unpackColumn(packed).buffer), Buffer.from(column.buffer)),
      ).toBe(0)
  }
  const offsets = Uint32Array.from(column, (_, i) => i * 3)
  const packed = packColumn(offsets, 'delta')
  expect(packed?.small).toBeInstanceOf(Uint8Array)
  expect(packed && unpackColumn(packed)).toEqual(offsets)
})

test('what would not pay is not packed', () => {
  const noise = Uint32Array.from({ length: 5000 }, (_, i) => Math.imul(i + 1, 2654435761) >>> 0)
  for (const packing of packings) expect(packColumn(noise, packing)).toBeUndefined()
})
