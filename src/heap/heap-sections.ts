// A heap as named arrays and a JSON record, and back: what an index file holds. Coming back, every
// column is loaded when it is first looked at, so that a question reads only what it needs.
import type { ByteSource } from '../dump/byte-source.ts'
import type { DamageReport } from '../dump/damage.ts'
import type { Dialect } from '../dump/dialect.ts'
import { createClassTable } from './class-table.ts'
import type { Columns, Heap } from './heap.ts'
import { createPageTable } from './page-table.ts'
import { createShapeTable } from './shape-table.ts'
import type { SiteTable } from './site-table.ts'

export type SectionArray = Uint8Array | Uint16Array | Uint32Array | Float64Array

export interface Section {
  readonly name: string
  readonly array: SectionArray
}

/** The small things of a heap, JSON-able. */
export interface HeapMeta {
  readonly count: number
  readonly root: number
  readonly roots: readonly { category: string; references: number }[]
  readonly words: readonly string[]
  readonly shapes: { readonly edgeName: readonly string[]; readonly kind: readonly string[] }
  readonly giants: readonly (readonly [number, number])[]
  readonly dialect: Dialect
  readonly damage: DamageReport
  readonly dangling: number
  readonly duplicates: number
  readonly freeSlots: number
}

export const COLUMN_NAMES: readonly (keyof Columns)[] = [
  'type',
  'flags',
  'word',
  'slot',
  'shape',
  'size',
  'length',
  'hashLow',
  'hashHigh',
  'site',
  'generation',
  'lineLow',
  'lineHigh',
  'code',
]

/** Everything of a heap that is an array of numbers.. */
export function heapSections(heap: Heap): Section[] {
  const { columns, graph, sites, shapes, classes, pages } = heap
  return [
    ...COLUMN_NAMES.map((name) => ({ name: `column.${name}`, array: columns[name] })),
    { name: 'graph.offsets', array: graph.offsets },
    { name: 'graph.targets', array: graph.targets },
    { name: 'pages.number', array: pages.number },
    { name: 'capacity.row', array: heap.capacityRow },
    { name: 'capacity.bytes', array: heap.capacity },
    { name: 'shapes.id', array: shapes.id },
    { name: 'shapes.parent', array: shapes.parent },
    { name: 'classes.row', array: classes.row },
    { name: 'classes.superclass', array: classes.superclass },
    {
      name: 'classes.texts',
      array: textsOf({ name: classes.name, realClassName: classes.realClassName }),
    },
    { name: 'sites.file', array: sites.file },
    { name: 'sites.line', array: sites.line },
    { name: 'sites.method', array: sites.method },
    { name: 'sites.texts', array: textsOf(sites.strings) },
  ]
}

export function heapMeta(heap: Heap): HeapMeta {
  return {
    count: heap.count,
    root: heap.graph.root,
    roots: heap.roots,
    words: heap.words,
    shapes: { edgeName: heap.shapes.edgeName, kind: heap.shapes.kind },
    giants: [...heap.giants],
    dialect: heap.dialect,
    damage: heap.damage,
    dangling: heap.dangling,
    duplicates: heap.duplicates,
    freeSlots: heap.freeSlots,
  }
}

/** `load` reads a section by name; it is called at most once for each. */
export function heapFromSections(
  meta: HeapMeta,
  load: (name: string) => SectionArray,
  source: () => ByteSource,
): Heap {
  const u32 = (name: string) => load(name) as Uint32Array
  const columns = lazyRecord(
    Object.fromEntries(COLUMN_NAMES.map((name) => [name, () => load(`column.${name}`)])),
  ) as unknown as Columns
  const sites = () => {
    const file = u32('sites.file')
    return {
      count: file.length,
      file,
      line: load('sites.line') as Float64Array,
      method: u32('sites.method'),
      strings: textsFrom(load('sites.texts')) as readonly string[],
    } satisfies SiteTable
  }
  const classes = () => {
    const texts = textsFrom(load('classes.texts')) as { name: string[]; realClassName: string[] }
    return createClassTable(
      u32('classes.row'),
      u32('classes.superclass'),
      texts.name,
      texts.realClassName,
    )
  }
  const graph = {
    nodeCount: meta.root + 1,
    root: meta.root,
    ...({} as { offsets: Uint32Array; targets: Uint32Array }),
  }
  defineLazily(graph, { offsets: () => u32('graph.offsets'), targets: () => u32('graph.targets') })
  const { count, roots, words, dialect, damage, dangling, duplicates, freeSlots } = meta
  const eager = {
    count,
    columns,
    graph,
    roots,
    words,
    dialect,
    damage,
    dangling,
    duplicates,
    freeSlots,
  }
  return defineLazily(eager, {
    sites,
    shapes: () =>
      createShapeTable(
        u32('shapes.id'),
        u32('shapes.parent'),
        meta.shapes.edgeName,
        meta.shapes.kind,
      ),
    classes,
    pages: () => createPageTable(load('pages.number') as Float64Array),
    giants: () => new Map(meta.giants),
    capacityRow: () => u32('capacity.row'),
    capacity: () => u32('capacity.bytes'),
    source,
  }) as unknown as Heap
}

function lazyRecord(members: Record<string, () => unknown>): object {
  return defineLazily({}, members)
}

/** Adds properties that are computed when first read, and then are plain values. */
export function defineLazily<T extends object>(
  target: T,
  members: Record<string, () => unknown>,
): T {
  for (const [name, compute] of Object.entries(members)) {
    Object.defineProperty(target, name, {
      configurable: true,
      enumerable: true,
      get() {
        const value = compute()
        Object.defineProperty(target, name, { value, enumerable: true })
        return value
      },
    })
  }
  return target
}

function textsOf(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value))
}

function textsFrom(bytes: SectionArray): unknown {
  return JSON.parse(new TextDecoder().decode(bytes))
}
