import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ByteSource } from './byte-source.ts'
import { lineNumbersOf } from './line-number.ts'
import { memorySource } from './memory-source.ts'

test('counts the newlines before each offset', () => {
  const text = fc.array(fc.constantFrom(0x0a, 0x61), { maxLength: 40 })
  fc.assert(
    fc.property(text, fc.array(fc.nat(45)), (bytes, offsets) => {
      const source = memorySource(Uint8Array.from(bytes))
      const wanted = offsets.map((at) => 1 + bytes.slice(0, at).filter((b) => b === 0x0a).length)
      expect(lineNumbersOf(source, offsets)).toEqual(wanted)
    }),
  )
})

test('reads on where an offset is megabytes away, and no further', () => {
  let read = 0
  const source: ByteSource = {
    size: 2 ** 40,
    read(target, offset) {
      for (let i = 0; i < target.length; i++) target[i] = (offset + i) % 100 === 99 ? 0x0a : 0x20
      read += target.length
      return target.length
    },
  }
  expect(lineNumbersOf(source, [5_000_000, 0, 99, 100, 2_500_050])).toEqual([
    50_001, 1, 1, 2, 25_001,
  ])
  expect(read).toBeLessThan(7e6)
})
