// What a scanner kernel is: a block of memory laid out as layout.ts says, and the functions that
// fill it. Two kernels exist, WebAssembly with SIMD and its TypeScript twin; the same code reads
// their results, and the same tests hold both.
import * as L from './layout.ts'

export interface Kernel {
  readonly name: 'wasm' | 'typescript'
  readonly memory: ArrayBuffer
  /** Forgets the current part: rows, references and tables. */
  reset(): void
  /**
   * Scans lines that start in [from, limit) of `memory`, where bytes lie up to `to`; line offsets
   * are counted from `blockStart`. Returns the start of the first line not read; the reason is in
   * STATE_STATUS.
   */
  scan(from: number, limit: number, to: number, blockStart: number): number
  /** An address, split at bit 32, as a code of this part; NONE where it cannot be an object's. */
  code(high: number, low: number): number
  /** Intern the `bytes` bytes at `at`. */
  word(at: number, bytes: number): number
  site(at: number, bytes: number): number
  addString(at: number, bytes: number): number
  hash(at: number, bytes: number): void
}

/** Typed views of a kernel's memory; see layout.ts for what each holds. */
export interface KernelViews {
  readonly bytes: Uint8Array
  readonly state: Uint32Array
  readonly code: Uint32Array
  readonly shape: Uint32Array
  readonly size: Uint32Array
  readonly line: Uint32Array
  readonly length: Uint32Array
  readonly flags: Uint32Array
  readonly refEnd: Uint32Array
  readonly hashLow: Uint32Array
  readonly hashHigh: Uint32Array
  readonly site: Uint32Array
  readonly generation: Uint32Array
  readonly word: Uint16Array
  readonly slot: Uint16Array
  readonly type: Uint8Array
  readonly refs: Uint32Array
  /** page -> address >> 16, as two u32 */
  readonly pages: Uint32Array
  readonly words: Uint32Array
  readonly sites: Uint32Array
  readonly texts: Uint32Array
  readonly aux: Uint32Array
}

export function viewsOf(memory: ArrayBuffer): KernelViews {
  const u32 = (base: number, length: number) => new Uint32Array(memory, base, length)
  const column = (base: number) => u32(base, L.ROW_CAPACITY)
  return {
    bytes: new Uint8Array(memory),
    state: u32(L.STATE_BASE, L.STATE_SLOTS),
    code: column(L.CODE_BASE),
    shape: column(L.SHAPE_BASE),
    size: column(L.SIZE_BASE),
    line: column(L.LINE_BASE),
    length: column(L.LENGTH_BASE),
    flags: column(L.FLAGS_BASE),
    refEnd: column(L.REF_END_BASE),
    hashLow: column(L.HASH_LOW_BASE),
    hashHigh: column(L.HASH_HIGH_BASE),
    site: column(L.SITE_BASE),
    generation: column(L.GENERATION_BASE),
    word: new Uint16Array(memory, L.WORD_BASE, L.ROW_CAPACITY),
    slot: new Uint16Array(memory, L.SLOT_BASE, L.ROW_CAPACITY),
    type: new Uint8Array(memory, L.TYPE_BASE, L.ROW_CAPACITY),
    refs: u32(L.REFS_BASE, L.REF_CAPACITY),
    pages: u32(L.PAGES_BASE, L.PAGE_CAPACITY * 2),
    words: u32(L.WORDS_BASE, L.WORD_CAPACITY * 2),
    sites: u32(L.SITES_BASE, L.SITE_CAPACITY * 2),
    texts: u32(L.TEXTS_BASE, L.TEXT_CAPACITY * 2),
    aux: u32(L.AUX_BASE, L.AUX_CAPACITY_ROWS * 3),
  }
}

/** Might the next line not fit the tables? (`scan` asks this before each line.) */
export function isFull(state: Uint32Array): boolean {
  return (
    state[L.STATE_ROWS] >= L.ROW_CAPACITY ||
    state[L.STATE_REFS] > L.REF_CAPACITY - L.REF_HEADROOM ||
    state[L.STATE_PAGES] > L.PAGE_FULL ||
    state[L.STATE_WORDS] > L.WORD_CAPACITY - 8 ||
    state[L.STATE_SITES] > L.SITE_CAPACITY - 8 ||
    state[L.STATE_TEXTS] > L.TEXT_CAPACITY - 8 ||
    state[L.STATE_AUX] > L.AUX_CAPACITY_ROWS - 16 ||
    state[L.STATE_POOL] > L.POOL_BYTES - L.INPUT_BYTES
  )
}
