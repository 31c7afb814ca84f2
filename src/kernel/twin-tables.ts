// The small tables of one part for the TypeScript kernel: heap pages, interned words and allocation
// sites, texts. The same open addressing over the same regions as assembly/table.ts, so that both
// number everything alike.
import { contentHash } from './content-hash.ts'
import { viewsOf } from './kernel.ts'
import * as L from './layout.ts'

export interface TwinTables {
  reset(): void
  /**
   * An address as page number × 16384 + offset / 4; -1 (NONE) where it is no multiple of 4. Signed:
   * larger numbers would be allocated.
   */
  code(high: number, low: number): number
  /** A word's number in this part, from 1. */
  word(at: number, bytes: number): number
  /** A site's number in this part, from 0. */
  site(at: number, bytes: number): number
  /** Keeps a text that is not interned; returns its number. */
  addText(at: number, bytes: number): number
  addAux(kind: number, row: number, value: number): void
}

export function createTwinTables(memory: ArrayBuffer): TwinTables {
  const { bytes, state, pages, words, sites, texts, aux } = viewsOf(memory)
  /** hash slot -> page + 1 */
  const pageTable = new Uint32Array(memory, L.PAGE_TABLE_BASE, L.PAGE_SLOTS)
  /** hash slot -> hash, word or site + 1 */
  const wordTable = new Uint32Array(memory, L.WORD_TABLE_BASE, L.WORD_SLOTS * 2)
  const siteTable = new Uint32Array(memory, L.SITE_TABLE_BASE, L.SITE_SLOTS * 2)
  // The page met last: runs of references stay within a page often.
  let lastLow = 0
  let lastHigh = -1
  let lastNumber = 0

  function reset(): void {
    pageTable.fill(0)
    wordTable.fill(0)
    if (state[L.STATE_SITES] > 0) siteTable.fill(0)
    state[L.STATE_PAGES] = 0
    state[L.STATE_WORDS] = 0
    state[L.STATE_SITES] = 0
    state[L.STATE_TEXTS] = 0
    state[L.STATE_AUX] = 0
    state[L.STATE_POOL] = 0
    state[L.STATE_OVERFLOW] = 0
    lastHigh = -1
  }

  function code(high: number, low: number): number {
    if ((low & 3) !== 0) return -1
    const offset = (low & 0xffff) >>> 2
    const pageLow = (low >>> 16) | (high << 16)
    const pageHigh = high >>> 16
    if (pageLow !== lastLow || pageHigh !== lastHigh) {
      const page = pageNumber(pageLow, pageHigh)
      if (page < 0) return -1
      lastLow = pageLow
      lastHigh = pageHigh
      lastNumber = page
    }
    return (lastNumber << 14) | offset
  }

  /** The number of a page, new ones at the end; -1 where there is no room. */
  function pageNumber(low: number, high: number): number {
    let slot = Math.imul(low ^ high, 0x9e3779b1) >>> 13
    for (;;) {
      const entry = pageTable[slot]
      if (entry === 0) break
      const at = (entry - 1) * 2
      if ((pages[at] | 0) === low && pages[at + 1] === high) return entry - 1
      slot = (slot + 1) & (L.PAGE_SLOTS - 1)
    }
    const count = state[L.STATE_PAGES]
    if (count >= L.PAGE_CAPACITY) {
      state[L.STATE_OVERFLOW] = 1
      return -1
    }
    pageTable[slot] = count + 1
    pages[count * 2] = low
    pages[count * 2 + 1] = high
    state[L.STATE_PAGES] = count + 1
    return count
  }

  /** Copies a text to the pool, and its place there to `spans`. */
  function keep(at: number, length: number, spans: Uint32Array, entry: number): void {
    const end = state[L.STATE_POOL]
    bytes.copyWithin(L.POOL_BASE + end, at, at + length)
    state[L.STATE_POOL] = end + length
    spans[entry * 2] = end
    spans[entry * 2 + 1] = length
  }

  function isSame(at: number, length: number, spans: Uint32Array, entry: number): boolean {
    if (spans[entry * 2 + 1] !== length) return false
    const from = L.POOL_BASE + spans[entry * 2]
    for (let i = 0; i < length; i++) if (bytes[from + i] !== bytes[at + i]) return false
    return true
  }

  function intern(
    at: number,
    length: number,
    table: Uint32Array,
    spans: Uint32Array,
    counter: number,
    capacity: number,
  ): number {
    const hash = contentHash(bytes, at, length)
    const mask = table.length / 2 - 1
    let slot = hash & mask
    for (;;) {
      const entry = table[slot * 2 + 1]
      if (entry === 0) break
      if (table[slot * 2] === hash && isSame(at, length, spans, entry - 1)) return entry
      slot = (slot + 1) & mask
    }
    const count = state[counter]
    if (count >= capacity) {
      state[L.STATE_OVERFLOW] = 1
      return 0
    }
    table[slot * 2] = hash
    table[slot * 2 + 1] = count + 1
    keep(at, length, spans, count)
    state[counter] = count + 1
    return count + 1
  }

  return {
    reset,
    code,
    word: (at, length) => intern(at, length, wordTable, words, L.STATE_WORDS, L.WORD_CAPACITY),
    site: (at, length) => intern(at, length, siteTable, sites, L.STATE_SITES, L.SITE_CAPACITY) - 1,
    addText(at, length) {
      const count = state[L.STATE_TEXTS]
      keep(at, length, texts, count)
      state[L.STATE_TEXTS] = count + 1
      return count
    },
    addAux(kind, row, value) {
      const at = state[L.STATE_AUX] * 3
      aux[at] = kind
      aux[at + 1] = row
      aux[at + 2] = value
      state[L.STATE_AUX]++
    },
  }
}
