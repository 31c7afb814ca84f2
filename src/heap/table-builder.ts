// Joins the parts of a scan, in dump order, into the columns of the heap. Page, word and site
// numbers become global by first appearance, which is the same however the dump was cut into parts.
// The arrays are allocated for half more rows than the samples promise (untouched memory costs
// nothing) and grow by copying where that was wrong. Cost: one pass over the parts, 20 ms a million rows.
import { LoupeError } from '../base/errors.ts'
import {
  AUX_CAPACITY,
  AUX_DESCRIPTION,
  AUX_NAME,
  AUX_REAL_NAME,
  AUX_SUPERCLASS,
  NONE,
} from '../base/record.ts'
import { DAMAGE_NOTES } from '../dump/damage.ts'
import type { DamageNote } from '../dump/damage.ts'
import type { HeapEstimate } from '../dump/estimate.ts'
import type { Part, ShapeLine } from '../dump/part.ts'
import type { Segment } from './resolve-rows.ts'
import { SiteInterner } from './site-interner.ts'

const PAGE_LIMIT = 262_143

/** Growable typed columns; see `Heap.columns` for what each holds. */
export interface RawColumns {
  type: Uint8Array
  flags: Uint32Array
  word: Uint16Array
  slot: Uint16Array
  shape: Uint32Array
  size: Uint32Array
  length: Uint32Array
  hashLow: Uint32Array
  hashHigh: Uint32Array
  site: Uint32Array
  generation: Uint32Array
  lineLow: Uint32Array
  lineHigh: Uint8Array
  code: Uint32Array
}

type Column = Uint8Array | Uint16Array | Uint32Array

/** Where columns live: shared memory where the platform has it. */
export type AllocateBuffer = (bytes: number) => ArrayBufferLike

/** Everything the parts said, before addresses are resolved. */
export interface RawTable {
  readonly count: number
  readonly columns: RawColumns
  /** row -> start of its references in `refs`; has room for the graph's extra nodes */
  readonly offsets: Uint32Array
  /** Address codes, the class edge first: see `segments`. */
  readonly refs: Uint32Array
  readonly refCount: number
  /** Whose page numbers the codes in `refs` are. */
  readonly segments: readonly Segment[]
  readonly allocate: AllocateBuffer
  /** page -> address >> 16, in order of first appearance */
  readonly pages: Float64Array
  readonly words: string[]
  readonly sites: SiteInterner
  readonly superclass: readonly (readonly [row: number, code: number])[]
  readonly names: ReadonlyMap<number, string>
  readonly realNames: ReadonlyMap<number, string>
  readonly descriptions: readonly string[]
  readonly capacityRow: Uint32Array
  readonly capacity: Uint32Array
  readonly giants: ReadonlyMap<number, number>
  readonly roots: readonly { category: string; refs: Uint32Array }[]
  readonly shapes: readonly ShapeLine[]
  readonly freeSlots: number
  readonly constants: number
  readonly features: number
  readonly traced: boolean
  readonly badLines: number
  readonly repaired: number
  readonly truncated: boolean
  readonly notes: readonly DamageNote[]
}

export class TableBuilder {
  private readonly allocate: AllocateBuffer
  private readonly expected: HeapEstimate
  private rows = 0
  private rowRoom = 0
  private refCount = 0
  private offsets = new Uint32Array(0)
  private refs = new Uint32Array(0)
  private readonly columns: RawColumns = {
    type: new Uint8Array(0),
    flags: new Uint32Array(0),
    word: new Uint16Array(0),
    slot: new Uint16Array(0),
    shape: new Uint32Array(0),
    size: new Uint32Array(0),
    length: new Uint32Array(0),
    hashLow: new Uint32Array(0),
    hashHigh: new Uint32Array(0),
    site: new Uint32Array(0),
    generation: new Uint32Array(0),
    lineLow: new Uint32Array(0),
    lineHigh: new Uint8Array(0),
    code: new Uint32Array(0),
  }
  private readonly pageNumbers = new Map<number, number>()
  private readonly wordNumbers = new Map<string, number>([['', 0]])
  private readonly sites = new SiteInterner()
  private readonly segments: Segment[] = []
  private readonly superclass: [number, number][] = []
  private readonly names = new Map<number, string>()
  private readonly realNames = new Map<number, string>()
  private readonly descriptions: string[] = []
  private readonly capacities: Uint32Array[] = []
  private readonly giants = new Map<number, number>()
  private readonly roots: { category: string; refs: Uint32Array }[] = []
  private readonly shapes: ShapeLine[] = []
  private readonly notes: DamageNote[] = []
  private freeSlots = 0
  private constants = 0
  private features = 0
  private badLines = 0
  private repaired = 0
  private truncated = false
  private traced = false

  constructor(expected: HeapEstimate, allocate: AllocateBuffer) {
    this.expected = expected
    this.allocate = allocate
  }

  /** Appends the part that follows those already here. */
  append(part: Part): void {
    this.reserve(part)
    const rows = this.rows
    const columns = this.columns
    columns.type.set(part.type, rows)
    columns.flags.set(part.flags, rows)
    columns.slot.set(part.slot, rows)
    columns.shape.set(part.shape, rows)
    columns.size.set(part.size, rows)
    columns.length.set(part.length, rows)
    columns.hashLow.set(part.hashLow, rows)
    columns.hashHigh.set(part.hashHigh, rows)

    const pages = this.globalPages(part)
    recode(part.code, pages, columns.code, rows)
    // Their page numbers become global when they are resolved: one pass over them less.
    this.refs.set(part.refs, this.refCount)
    this.segments.push({ rowEnd: rows + part.rows, pages })
    for (const root of part.roots) {
      const refs = new Uint32Array(root.refs.length)
      recode(root.refs, pages, refs, 0)
      this.roots.push({ category: root.category, refs })
    }
    this.appendWords(part)
    this.appendSites(part)
    this.appendLines(part)
    this.appendAux(part, pages)
    const { offsets } = this
    const before = this.refCount
    for (let i = 0; i < part.rows; i++) offsets[rows + i + 1] = before + part.refEnd[i]

    for (const [row, bytes] of part.giants) this.giants.set(rows + row, bytes)
    for (const shape of part.shapes) this.shapes.push(shape)
    for (const note of part.notes) if (this.notes.length < DAMAGE_NOTES) this.notes.push(note)
    this.freeSlots += part.freeSlots
    this.constants += part.constants
    this.features |= part.features
    this.badLines += part.badLines
    this.repaired += part.repaired
    this.truncated ||= part.truncated
    this.rows += part.rows
    this.refCount += part.refs.length
  }

  finish(): RawTable {
    const { columns, rows } = this
    if (this.offsets.length === 0) this.offsets = this.grow(this.offsets, 256)
    const cut = <T extends Column>(column: T): T => column.subarray(0, rows) as T
    const untraced = new Uint32Array(0)
    const pairs = this.capacities.reduce((sum, list) => sum + list.length, 0) / 2
    const capacityRow = new Uint32Array(pairs)
    const capacity = new Uint32Array(pairs)
    let at = 0
    for (const list of this.capacities) {
      for (let i = 0; i < list.length; i += 2, at++) {
        capacityRow[at] = list[i]
        capacity[at] = list[i + 1]
      }
    }
    return {
      count: rows,
      columns: {
        type: cut(columns.type),
        flags: cut(columns.flags),
        word: cut(columns.word),
        slot: cut(columns.slot),
        shape: cut(columns.shape),
        size: cut(columns.size),
        length: cut(columns.length),
        hashLow: cut(columns.hashLow),
        hashHigh: cut(columns.hashHigh),
        site: this.traced ? cut(columns.site) : untraced,
        generation: this.traced ? cut(columns.generation) : untraced,
        lineLow: cut(columns.lineLow),
        lineHigh: cut(columns.lineHigh),
        code: cut(columns.code),
      },
      offsets: this.offsets,
      refs: this.refs,
      refCount: this.refCount,
      segments: this.segments,
      allocate: this.allocate,
      pages: Float64Array.from(this.pageNumbers.keys()),
      words: [...this.wordNumbers.keys()],
      sites: this.sites,
      superclass: this.superclass,
      names: this.names,
      realNames: this.realNames,
      descriptions: this.descriptions,
      capacityRow,
      capacity,
      giants: this.giants,
      roots: this.roots,
      shapes: this.shapes,
      freeSlots: this.freeSlots,
      constants: this.constants,
      features: this.features,
      traced: this.traced,
      badLines: this.badLines,
      repaired: this.repaired,
      truncated: this.truncated,
      notes: this.notes,
    }
  }

  /** Makes room for a part: first for what the samples promise and half more, then by doubling. */
  private reserve(part: Part): void {
    const rows = this.rows + part.rows
    if (rows > this.rowRoom) {
      this.rowRoom = Math.ceil(Math.max(this.rowRoom * 2, rows * 1.25, this.expected.objects * 1.5))
      const columns = this.columns
      for (const name of Object.keys(columns) as (keyof RawColumns)[]) {
        if (!this.traced && (name === 'site' || name === 'generation')) continue
        columns[name] = this.grow(columns[name], this.rowRoom) as never
      }
      // One entry more than rows, and a few hundred for root categories and the super root.
      this.offsets = this.grow(this.offsets, this.rowRoom + 256)
    }
    const refs = this.refCount + part.refs.length
    if (refs > this.refs.length) {
      const { objects, references } = this.expected
      this.refs = this.grow(
        this.refs,
        Math.ceil(Math.max(this.refs.length * 2, refs * 1.25, (objects + references) * 1.5)),
      )
    }
  }

  private grow<T extends Column>(column: T, length: number): T {
    const bytes = length * column.BYTES_PER_ELEMENT
    let buffer: ArrayBufferLike
    try {
      buffer = this.allocate(bytes)
    } catch {
      throw new LoupeError(
        'too-big',
        `No memory for a column of ${length.toLocaleString('en')} rows.`,
        'Try `loupe summary --stream`, which needs next to none.',
      )
    }
    const Type = column.constructor as new (
      buffer: ArrayBufferLike,
      offset: number,
      length: number,
    ) => T
    const grown = new Type(buffer, 0, length)
    grown.set(column as never)
    return grown
  }

  /** page of the part -> global page << 14 */
  private globalPages(part: Part): Uint32Array {
    const { pageNumbers } = this
    const pages = new Uint32Array(part.pages.length)
    for (let i = 0; i < pages.length; i++) {
      let page = pageNumbers.get(part.pages[i])
      if (page === undefined) {
        page = pageNumbers.size
        if (page >= PAGE_LIMIT) {
          throw new LoupeError(
            'too-big',
            'This dump names more than 16 GiB of heap pages, more than Loupe can number.',
            'Try `loupe summary --stream`.',
          )
        }
        pageNumbers.set(part.pages[i], page)
      }
      pages[i] = page << 14
    }
    return pages
  }

  private appendWords(part: Part): void {
    const numbers = new Uint16Array(part.words.length + 1)
    part.words.forEach((text, i) => {
      let number = this.wordNumbers.get(text)
      if (number === undefined) {
        number = this.wordNumbers.size
        // Only a dump of nonsense has 65,535 struct names; the rest of them share the empty one.
        if (number <= 0xffff) this.wordNumbers.set(text, number)
        else number = 0
      }
      numbers[i + 1] = number
    })
    const { word } = this.columns
    const { rows } = this
    for (let i = 0; i < part.rows; i++) word[rows + i] = numbers[part.word[i]]
  }

  private appendSites(part: Part): void {
    if (part.site.length === 0) {
      if (this.traced) {
        this.columns.site.fill(NONE, this.rows, this.rows + part.rows)
        this.columns.generation.fill(NONE, this.rows, this.rows + part.rows)
      }
      return
    }
    if (!this.traced) {
      // The first traced part: everything before it was not.
      this.traced = true
      this.columns.site = this.grow(this.columns.site, this.rowRoom)
      this.columns.generation = this.grow(this.columns.generation, this.rowRoom)
      this.columns.site.fill(NONE, 0, this.rows)
      this.columns.generation.fill(NONE, 0, this.rows)
    }
    const numbers = this.sites.internAll(part.siteBytes, part.siteEnds)
    const { site } = this.columns
    const { rows } = this
    for (let i = 0; i < part.rows; i++) {
      const local = part.site[i]
      site[rows + i] = local === NONE ? NONE : numbers[local]
    }
    this.columns.generation.set(part.generation, rows)
  }

  private appendLines(part: Part): void {
    const { lineLow, lineHigh } = this.columns
    const { rows } = this
    const { origin, line } = part
    const high = Math.floor(origin / 4294967296)
    const low = origin - high * 4294967296
    for (let i = 0; i < part.rows; i++) {
      const at = low + line[i]
      lineLow[rows + i] = at
      lineHigh[rows + i] = at < 4294967296 ? high : high + 1
    }
  }

  private appendAux(part: Part, pages: Uint32Array): void {
    const { aux, texts } = part
    const capacities: number[] = []
    for (let i = 0; i < aux.length; i += 3) {
      const row = this.rows + aux[i + 1]
      const value = aux[i + 2]
      switch (aux[i]) {
        case AUX_CAPACITY:
          capacities.push(row, value)
          break
        case AUX_SUPERCLASS:
          this.superclass.push([row, recodeOne(value, pages)])
          break
        case AUX_NAME:
          this.names.set(row, texts[value])
          break
        case AUX_REAL_NAME:
          this.realNames.set(row, texts[value])
          break
        case AUX_DESCRIPTION:
          this.descriptions.push(texts[value])
          break
      }
    }
    if (capacities.length > 0) this.capacities.push(Uint32Array.from(capacities))
  }
}

function recodeOne(code: number, pages: Uint32Array): number {
  return code === NONE ? NONE : pages[code >>> 14] | (code & 0x3fff)
}

function recode(codes: Uint32Array, pages: Uint32Array, into: Uint32Array, at: number): void {
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]
    into[at + i] = code === NONE ? NONE : pages[code >>> 14] | (code & 0x3fff)
  }
}
