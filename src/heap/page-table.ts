/**
 * Addresses by heap page. A row's address is kept as a 32-bit code: page number in this table times
 * 16384, plus the offset in the 64 KiB page in units of 4 bytes. Addresses that are no multiple of
 * 4 cannot be objects.
 */
export interface PageTable {
  readonly count: number
  /** page -> address >> 16, ascending */
  readonly number: Float64Array
  /** '0x…' of a code, exact for any 64-bit address. */
  addressOf(code: number): string
  /** The row whose address this is, or -1. Takes '0x…' in any case, with or without zeros. */
  rowOf(address: string): number
}
