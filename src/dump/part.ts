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

/** Copies the kernel's tables out. The kernel must be reset afterwards. */
export function takePart(views: KernelViews, side: SideTable, origin: number): Part {
  const { state } = views
  const rows = state[L.STATE_ROWS]
  const features = state[L.STATE_FEATURES]
  const traced = (features & L.FEATURE_TRACED) !== 0
  const pageCount = state[L.STATE_PAGES]
  const pages = new Float64Array(pageCount)
  for (let i = 0; i < pageCount; i++) {
    pages[i] = views.pages[2 * i + 1] * 4294967296 + views.pages[2 * i]
  }
  const { siteEnds, siteBytes } = takeSites(views)
  return {
    origin,
    rows,
    code: views.code.slice(0, rows),
    shape: views.shape.slice(0, rows),
    size: views.size.slice(0, rows),
    line: views.line.slice(0, rows),
    length: views.length.slice(0, rows),
    flags: views.flags.slice(0, rows),
    refEnd: views.refEnd.slice(0, rows),
    hashLow: views.hashLow.slice(0, rows),
    hashHigh: views.hashHigh.slice(0, rows),
    site: views.site.slice(0, traced ? rows : 0),
    generation: views.generation.slice(0, traced ? rows : 0),
    word: views.word.slice(0, rows),
    slot: views.slot.slice(0, rows),
    type: views.type.slice(0, rows),
    refs: views.refs.slice(0, state[L.STATE_REFS]),
    pages,
    words: takeTexts(views, views.words, state[L.STATE_WORDS]),
    siteEnds,
    siteBytes,
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

/** The buffers to transfer with a part. */
export function buffersOf(part: Part): ArrayBufferLike[] {
  const buffers: ArrayBufferLike[] = []
  for (const value of Object.values(part)) if (ArrayBuffer.isView(value)) buffers.push(value.buffer)
  for (const root of part.roots) buffers.push(root.refs.buffer)
  return buffers
}

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
