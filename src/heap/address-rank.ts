// Address code -> row, for millions of references. Ruby dumps each heap page in one stretch and in
// ascending order, so within a page (16 KiB up to Ruby 3.1, 64 KiB since) the row is the page's first row plus the number of objects
// before the address: a bitmap with running counts answers that with one memory access, and for ten
// million objects it is 12 MB instead of the 200 MB of a table by slot, which would miss the cache
// at every reference. Pages that break the rule (joined or damaged dumps) get a table by slot.
import { NONE } from '../base/record.ts'

/** A code's upper bits number stretches of 16 KiB, the smallest heap page of any Ruby. */
const PAGE_SHIFT = 12
/** Units of 4 bytes in such a stretch. */
const PAGE_UNITS = 1 << PAGE_SHIFT

export interface AddressRank {
  /** 16 KiB page (code >>> 12) -> index of its first pair in `pairs`, -1 without objects, -2 - n for table n */
  readonly pageAt: Int32Array
  /** (bits, first row) pairs, 32 slots each */
  readonly pairs: Uint32Array
  /** unit of 4 bytes -> row | NONE, for irregular pages */
  readonly tables: readonly Uint32Array[]
  /** log2 of the units of 4 bytes in a slot unit: 1 where all addresses are multiples of 8. */
  readonly shift: number
  /** Rows whose address a later row repeats, ascending. */
  readonly duplicates: readonly number[]
}

/** `largePages`: pages of 64 KiB that the codes speak of. Cost: two passes over the codes. */
export function rankAddresses(
  codes: Uint32Array,
  largePages: number,
  allocate: (bytes: number) => ArrayBufferLike = (bytes) => new ArrayBuffer(bytes),
): AddressRank {
  const pageCount = largePages * 4
  // (1) Which pages are regular, and the grain of the addresses.
  const firstRow = new Uint32Array(pageCount).fill(NONE)
  const irregular = new Uint8Array(pageCount)
  let anyIrregular = false
  let page = -1
  let last = -1
  let grain = 0
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]
    const own = code >>> PAGE_SHIFT
    const unit = code & (PAGE_UNITS - 1)
    grain |= unit
    if (own !== page) {
      page = own
      if (firstRow[own] === NONE) firstRow[own] = row
      else {
        irregular[own] = 1
        anyIrregular = true
      }
    } else if (unit <= last) {
      irregular[own] = 1
      anyIrregular = true
    }
    last = unit
  }
  const shift = grain & 1 ? 0 : 1
  const words = (PAGE_UNITS >>> shift) / 32

  // (2) Bits of regular pages, tables of the others.
  const pageAt = new Int32Array(allocate(pageCount * 4)).fill(-1)
  const tables: Uint32Array[] = []
  let regular = 0
  for (let i = 0; i < pageCount; i++) {
    if (firstRow[i] === NONE) continue
    if (irregular[i]) {
      pageAt[i] = -2 - tables.length
      tables.push(new Uint32Array(PAGE_UNITS).fill(NONE))
    } else pageAt[i] = regular++ * words * 2
  }
  const pairs = new Uint32Array(allocate(regular * words * 8))
  const duplicates: number[] = []
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]
    const at = pageAt[code >>> PAGE_SHIFT]
    const unit = code & (PAGE_UNITS - 1)
    if (at >= 0) {
      const slot = unit >>> shift
      pairs[at + (slot >>> 5) * 2] |= 1 << (slot & 31)
    } else {
      const table = tables[-2 - at]
      if (table[unit] !== NONE) duplicates.push(table[unit])
      table[unit] = row
    }
  }

  // (3) Running counts.
  for (let i = 0; i < pageCount; i++) {
    const at = pageAt[i]
    if (at < 0) continue
    let row = firstRow[i]
    for (let word = at; word < at + words * 2; word += 2) {
      pairs[word + 1] = row
      row += popcount(pairs[word])
    }
  }
  if (anyIrregular) duplicates.sort((a, b) => a - b)
  return { pageAt, pairs, tables, shift, duplicates }
}

/** The row at an address code, or NONE. Hot loops inline this. */
export function rowAt(rank: AddressRank, code: number): number {
  if (code === NONE) return NONE
  const at = rank.pageAt[code >>> PAGE_SHIFT]
  if (at === -1 || at === undefined) return NONE
  const unit = code & (PAGE_UNITS - 1)
  if (at < -1) return rank.tables[-2 - at][unit]
  if (rank.shift === 1 && unit & 1) return NONE
  const slot = unit >>> rank.shift
  const word = at + (slot >>> 5) * 2
  const bit = 1 << (slot & 31)
  const bits = rank.pairs[word]
  return bits & bit ? rank.pairs[word + 1] + popcount(bits & (bit - 1)) : NONE
}

/** Number of ones in 32 bits (Hacker's Delight, figure 5-2). */
function popcount(bits: number): number {
  let n = bits - ((bits >>> 1) & 0x55555555)
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333)
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
