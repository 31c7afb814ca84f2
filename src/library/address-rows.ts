// The row at an address, for programs that ask for one after the other: a search through all codes
// takes a millisecond a million objects, so after a few of them a table is made (heap/address-rank.ts:
// two passes over the codes, some 1.3 MB a million objects) that answers at once.
import { NONE } from '../base/record.ts'
import { rankAddresses, rowAt, type AddressRank } from '../heap/address-rank.ts'
import type { Heap } from '../heap/heap.ts'

/** Asked for this many addresses, a table pays. */
const FEW = 16

export interface AddressRows {
  /** '0x…' -> row | NONE, also for what is no address */
  rowOf(address: string): number
}

export function createAddressRows({ pages, columns }: Heap): AddressRows {
  let asked = 0
  let rank: AddressRank | undefined
  return {
    rowOf(address) {
      const code = pages.codeOf(address)
      if (code === NONE) return NONE
      if (rank === undefined && ++asked <= FEW) {
        const row = columns.code.lastIndexOf(code)
        return row < 0 ? NONE : row
      }
      rank ??= rankAddresses(columns.code, pages.count)
      return rowAt(rank, code)
    },
  }
}
