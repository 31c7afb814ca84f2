import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NONE } from '../base/record.ts'
import { createPageTable } from './page-table.ts'

test('addresses of any length go there and back', () => {
  const pages = fc.uniqueArray(fc.bigInt({ min: 0n, max: 2n ** 48n - 1n }).map(Number), {
    minLength: 1,
    maxLength: 20,
  })
  fc.assert(
    fc.property(pages, fc.nat(), fc.nat(16_383), (numbers, pick, unit) => {
      const page = pick % numbers.length
      const table = createPageTable(Float64Array.from(numbers))
      const code = page * 16_384 + unit
      const address = `0x${(BigInt(numbers[page]) * 65_536n + BigInt(unit * 4)).toString(16)}`
      expect(table.addressOf(code)).toBe(address)
      expect(table.codeOf(address)).toBe(code)
      expect(table.codeOf(address.toUpperCase().replace('0X', '0x'))).toBe(code)
      expect(table.codeOf(address.replace('0x', '0x000'))).toBe(address.length > 18 ? NONE : code)
    }),
  )
})

test('what is no address of the dump has no code', () => {
  const table = createPageTable(Float64Array.of(0x7f12_3456, 0))
  expect(table.codeOf('0x7f1234560008')).toBe(2)
  expect(table.codeOf('0x8')).toBe(16_386)
  for (const address of [
    '0x7f1234560009',
    '0x7f1234570008',
    '7f1234560008',
    '0x',
    '',
    'nil',
    '0x12g4',
    '0x00007f1234560008ff00ff00',
  ]) {
    expect(table.codeOf(address), address).toBe(NONE)
  }
})
