// The row at an address that a line or a capture file names. The first question makes a table
// (heap/address-rank.ts): two passes over the codes, some 1.3 MB a million objects.
import { NONE } from '../base/record.ts'
import { rankAddresses, rowAt, type AddressRank } from '../heap/address-rank.ts'
import type { Heap } from '../heap/heap.ts'

/** '0x…' -> row | NONE */
export type RowAt = (address: string) => number

export function createRowAt(heap: Heap): RowAt {
  let rank: AddressRank | undefined
  return (address) => {
    const { pages, columns } = heap
    const code = pages.codeOf(address)
    if (code === NONE) return NONE
    rank ??= rankAddresses(columns.code, pages.count)
    return rowAt(rank, code)
  }
}
