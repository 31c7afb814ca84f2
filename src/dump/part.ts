// What scanning a stretch of a dump gives: one entry a row in exact-sized arrays that can be handed
// from a worker to the main thread without copying. Page, word, site and text numbers are the
// part's own; `heap/table-builder.ts` joins parts in dump order and makes them global.
import * as L from '../kernel/layout.ts'
import type { KernelViews } from '../kernel/kernel.ts'
import type { DamageNote } from './damage.ts'

export interface RootLine {
  readonly category: string
  /** Codes of the part. */
  readonly refs: Uint32Array
}

export interface ShapeLine {
  readonly id: number
  readonly parent: number
  readonly edgeName: string
  readonly kind: string
}

export interface Part {
  /** Byte of the dump that `line` counts from. */
  readonly origin: number
  readonly rows: number
  readonly code: Uint32Array
  readonly shape: Uint32Array
  readonly size: Uint32Array
  readonly line: Uint32Array
  readonly length: Uint32Array
  readonly flags: Uint32Array
  readonly refEnd: Uint32Array
  readonly hashLow: Uint32Array
  readonly hashHigh: Uint32Array
  /** Empty where no row of the part was traced. */
  readonly site: Uint32Array
  readonly generation: Uint32Array
  readonly word: Uint16Array
  readonly slot: Uint16Array
  readonly type: Uint8Array
  readonly refs: Uint32Array
  /** page -> address >> 16 */
  readonly pages: Float64Array
  /** word - 1 -> text */
  readonly words: readonly string[]
  /** site -> its raw bytes (`"file":"…", "line":1, "method":"…"`): end in `siteBytes` */
  readonly siteEnds: Uint32Array
  readonly siteBytes: Uint8Array
  readonly texts: readonly string[]
  /** (kind, row, value) triples, AUX_* */
  readonly aux: Uint32Array
  readonly giants: readonly (readonly [row: number, bytes: number])[]
  readonly roots: readonly RootLine[]
  readonly shapes: readonly ShapeLine[]
  readonly freeSlots: number
  /** Lines that are a value of ObjectSpace.dump, not an object (`null`, `42` …). */
  readonly constants: number
  readonly features: number
  readonly badLines: number
  readonly repaired: number
  readonly truncated: boolean
  readonly notes: readonly DamageNote[]
}

/** What the slow path collects beside the kernel's tables; emptied with each part. */
export interface SideTable {
  giants: [number, number][]
  roots: RootLine[]
  shapes: ShapeLine[]
  constants: number
  badLines: number
  repaired: number
  truncated: boolean
  notes: DamageNote[]
}

export function emptySide(): SideTable {
  return {
    giants: [],
    roots: [],
    shapes: [],
    constants: 0,
    badLines: 0,
    repaired: 0,
    truncated: false,
    notes: [],
  }
}

/**
 * Copies the kernel's tables out, all columns into one buffer: `recycled` where it is large enough.
 * (New buffers for every part are garbage that is collected late: 300 MB of it at the end of a
 * 2.4 GB dump.) The kernel must be reset afterwards.
 */
export function takePart(
  views: KernelViews,
  side: SideTable,
  origin: number,
  recycled?: ArrayBufferLike,
  allocate: (bytes: number) => ArrayBufferLike = (bytes) => new ArrayBuffer(bytes),
): Part {
  const { state } = views
  const rows = state[L.STATE_ROWS]
  const features = state[L.STATE_FEATURES]
  const traced = (features & L.FEATURE_TRACED) !== 0
  const refCount = state[L.STATE_REFS]
  const pageCount = state[L.STATE_PAGES]
  const bytes = pageCount * 8 + rows * (BYTES_PER_ROW + (traced ? 8 : 0)) + refCount * 4 + 8
  const buffer =
    recycled && recycled.byteLength >= bytes ? recycled : allocate(bytes + (bytes >>> 3))
  let at = 0
  const u32 = (from: Uint32Array, length: number): Uint32Array => {
    const column = new Uint32Array(buffer, at, length)
    column.set(from.subarray(0, length))
    at += length * 4
    return column
  }
  const pages = new Float64Array(buffer, 0, pageCount)
  for (let i = 0; i < pageCount; i++) {
    pages[i] = views.pages[2 * i + 1] * 4294967296 + views.pages[2 * i]
  }
  at += pageCount * 8
  const code = u32(views.code, rows)
  const shape = u32(views.shape, rows)
  const size = u32(views.size, rows)
  const line = u32(views.line, rows)
  const length = u32(views.length, rows)
  const flags = u32(views.flags, rows)
  const refEnd = u32(views.refEnd, rows)
  const hashLow = u32(views.hashLow, rows)
  const hashHigh = u32(views.hashHigh, rows)
  const site = u32(views.site, traced ? rows : 0)
  const generation = u32(views.generation, traced ? rows : 0)
  const refs = u32(views.refs, refCount)
  const word = new Uint16Array(buffer, at, rows)
  word.set(views.word.subarray(0, rows))
  at += rows * 2
  const slot = new Uint16Array(buffer, at, rows)
  slot.set(views.slot.subarray(0, rows))
  at += rows * 2
  const type = new Uint8Array(buffer, at, rows)
  type.set(views.type.subarray(0, rows))
  return {
    origin,
    rows,
    code,
    shape,
    size,
    line,
    length,
    flags,
    refEnd,
    hashLow,
    hashHigh,
    site,
    generation,
    word,
    slot,
    type,
    refs,
    pages,
    words: takeTexts(views, views.words, state[L.STATE_WORDS]),
    ...takeSites(views),
    texts: takeTexts(views, views.texts, state[L.STATE_TEXTS]),
    aux: views.aux.slice(0, state[L.STATE_AUX] * 3),
    giants: side.giants,
    roots: side.roots,
    shapes: side.shapes,
    freeSlots: state[L.STATE_FREE_SLOTS],
    constants: side.constants,
    features,
    badLines: side.badLines,
    repaired: side.repaired,
    truncated: side.truncated,
    notes: side.notes,
  }
}

/** u32: code, shape, size, line, length, flags, refEnd, two hashes; u16: word, slot; u8: type. */
const BYTES_PER_ROW = 9 * 4 + 2 * 2 + 1

function takeTexts(views: KernelViews, spans: Uint32Array, count: number): string[] {
  const decoder = new TextDecoder()
  const texts: string[] = []
  for (let i = 0; i < count; i++) {
    const at = L.POOL_BASE + spans[2 * i]
    // Copied: a browser's decoder refuses a view of shared memory.
    texts.push(decoder.decode(views.bytes.slice(at, at + spans[2 * i + 1])))
  }
  return texts
}

function takeSites(views: KernelViews): { siteEnds: Uint32Array; siteBytes: Uint8Array } {
  const count = views.state[L.STATE_SITES]
  const siteEnds = new Uint32Array(count)
  let total = 0
  for (let i = 0; i < count; i++) siteEnds[i] = total += views.sites[2 * i + 1]
  const siteBytes = new Uint8Array(total)
  for (let i = 0; i < count; i++) {
    const at = L.POOL_BASE + views.sites[2 * i]
    const bytes = views.sites[2 * i + 1]
    siteBytes.set(views.bytes.subarray(at, at + bytes), siteEnds[i] - bytes)
  }
  return { siteEnds, siteBytes }
}
