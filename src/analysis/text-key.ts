// The hash of a text as one number, by which equal texts of strings and symbols are found.
import type { Heap } from '../heap/heap.ts'

/** 53 bits of it, which a number has room for. @param row with FLAG_VALUE */
export function textKey({ columns: { hashLow, hashHigh } }: Heap, row: number): number {
  return (hashHigh[row] & 0x1fffff) * 4294967296 + hashLow[row]
}
