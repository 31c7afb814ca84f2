// Addresses by heap page. A row's address is kept as a 32-bit code: page number in this table times
// 16384, plus the offset in the 64 KiB page in units of 4 bytes. Addresses that are no multiple of
// 4 cannot be objects. Half the memory of a 64-bit address, exact for any of them.
import { NONE } from '../base/record.ts'

export interface PageTable {
  readonly count: number
  /** page -> address >> 16, in order of first appearance in the dump */
  readonly number: Float64Array
  /** '0x…' of a code. */
  addressOf(code: number): string
  /** The code of '0x…' (any case, with or without leading zeros), or NONE. */
  codeOf(address: string): number
}

export function createPageTable(number: Float64Array): PageTable {
  let pageOf: Map<number, number> | undefined
  return {
    count: number.length,
    number,
    addressOf(code) {
      const offset = (code & 0x3fff) * 4
      const page = number[code >>> 14]
      return page === 0
        ? `0x${offset.toString(16)}`
        : `0x${page.toString(16)}${offset.toString(16).padStart(4, '0')}`
    },
    codeOf(address) {
      const match = /^0x0*([0-9a-f]{1,16})$/i.exec(address)
      if (!match) return NONE
      const digits = match[1].padStart(5, '0')
      const offset = parseInt(digits.slice(-4), 16)
      if (offset & 3) return NONE
      pageOf ??= new Map(Array.from(number, (page, i) => [page, i]))
      const page = pageOf.get(parseInt(digits.slice(0, -4), 16))
      return page === undefined ? NONE : (page * 16_384 + offset / 4) >>> 0
    },
  }
}
