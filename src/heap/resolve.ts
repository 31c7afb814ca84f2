// From address codes to the graph: references become row numbers, the root categories and the super
// root become nodes behind the rows, and what leads nowhere is counted and dropped. Edges by
// docs/architecture.md: an object's class is its first edge, weak slots never were.
// Three steps, so that the middle one can run on several threads: prepare, resolveRows, finish.
import type { Graph } from '../base/graph.ts'
import {
  FLAG_CLASS_EDGE,
  FLAG_MARKED,
  FLAG_OLD,
  NONE,
  TYPE_ARRAY,
  TYPE_IMEMO,
} from '../base/record.ts'
import { rankAddresses, rowAt } from './address-rank.ts'
import type { AddressRank } from './address-rank.ts'
import { dropRows } from './drop-rows.ts'
import type { ResolveJob } from './resolve-rows.ts'
import type { RawTable } from './table-builder.ts'

export interface Prepared {
  readonly table: RawTable
  readonly rank: AddressRank
  readonly duplicates: number
}

export interface Resolved extends Prepared {
  readonly graph: Graph
  readonly roots: readonly { category: string; references: number }[]
  readonly dangling: number
}

/** (1) Ranks the addresses; rows whose address a later one repeats are dropped. */
export function prepareResolve(raw: RawTable): Prepared {
  const rank = rankAddresses(raw.columns.code, raw.pages.length, raw.allocate)
  const duplicates = rank.duplicates.length
  if (duplicates === 0) return { table: raw, rank, duplicates }
  const table = dropRows(raw, rank.duplicates)
  return {
    table,
    rank: rankAddresses(table.columns.code, table.pages.length, raw.allocate),
    duplicates,
  }
}

/** (2) The work of `resolveRows`, cut into `count` jobs of about as many references each. */
export function resolveJobs({ table, rank }: Prepared, count: number): ResolveJob[] {
  const { offsets, refs, segments } = table
  const jobs: ResolveJob[] = []
  let rowStart = 0
  for (let i = 1; i <= count; i++) {
    const rowEnd =
      i === count ? table.count : rowNear(offsets, table.count, (table.refCount * i) / count)
    jobs.push({ rowStart, rowEnd, offsets, refs, segments, rank })
    rowStart = rowEnd
  }
  return jobs
}

/**
 * (3) The graph. `unresolved`: what the jobs found, ascending. `finalizers`: the Ruby marks finalizers without
 * a root of its own (3.4 and later).
 */
export function finishResolve(
  prepared: Prepared,
  unresolved: Uint32Array,
  finalizers: boolean,
): Resolved {
  const { table, rank } = prepared
  const { count, offsets } = table
  let dangling = unresolved.length > 0 ? dropUnresolved(table, unresolved) : 0
  const end = offsets[count]

  // Root categories: one node each, repeats within a category dropped.
  const categories = new Map<string, Set<number>>()
  for (const root of table.roots) {
    let rows = categories.get(root.category)
    if (!rows) categories.set(root.category, (rows = new Set()))
    // Repeats within a category are dropped, whether they lead anywhere or not.
    for (const code of new Set(root.refs)) {
      const row = rowAt(rank, code)
      if (row === NONE) dangling++
      else rows.add(row)
    }
  }
  if (finalizers && categories.size > 0 && !categories.has('finalizers')) {
    const arrays = finalizerArrays(table, table.refs.subarray(0, end), categories)
    if (arrays.length > 0) categories.set('finalizers', new Set(arrays))
  }
  const graph = withRoots(table, end, [...categories.values()])
  const roots = [...categories].map(([category, rows]) => ({ category, references: rows.size }))
  return { ...prepared, graph, roots, dangling }
}

/** Appends a node for each category and the super root. */
function withRoots(
  table: RawTable,
  end: number,
  categories: readonly ReadonlySet<number>[],
): Graph {
  const { count } = table
  const extra = categories.reduce((sum, rows) => sum + rows.size + 1, 0)
  const refs = withRoom(table.refs, end, extra)
  const offsets = withRoom(table.offsets, count + 1, categories.length + 1)
  let node = count
  let at = end
  for (const rows of categories) {
    for (const row of rows) refs[at++] = row
    offsets[++node] = at
  }
  for (let i = 0; i < categories.length; i++) refs[at++] = count + i
  offsets[node + 1] = at
  return {
    nodeCount: node + 1,
    offsets: offsets.subarray(0, node + 2),
    targets: refs.subarray(0, at),
    root: node,
  }
}

/**
 * Takes out the references that lead nowhere (`holes`: their places, ascending); returns how many of
 * them promised an object. Healthy dumps have few, so the stretches between them are moved whole.
 */
function dropUnresolved(table: RawTable, holes: Uint32Array): number {
  const { count, refs, offsets } = table
  const { type, flags } = table.columns
  let dangling = 0
  let hole = 0
  for (let row = rowNear(offsets, count, holes[0] + 1) - 1; row < count; row++) {
    // `hole` holes lie before this row's references.
    const from = offsets[row] + hole
    const to = offsets[row + 1]
    for (; hole < holes.length && holes[hole] < to; hole++) {
      if (holes[hole] === from && (flags[row] & FLAG_CLASS_EDGE) !== 0) {
        flags[row] &= ~FLAG_CLASS_EDGE
        // The first word of an IMEMO need not be an object: no reference was promised.
        if (type[row] !== TYPE_IMEMO) dangling++
      } else dangling++
    }
    offsets[row + 1] = to - hole
  }
  for (let i = 0; i < holes.length; i++) {
    const next = i + 1 < holes.length ? holes[i + 1] : table.refCount
    refs.copyWithin(holes[i] - i, holes[i] + 1, next)
  }
  return dangling
}

/**
 * Ruby 3.4 and later list no `finalizers` root. The procs hang on class-less arrays of an object id and
 * the procs, which survived a collection although nothing refers to them but maybe a word on the C stack.
 * Survivors of several collections are taken whatever is in them, as long as the stack has none.
 */
function finalizerArrays(
  table: RawTable,
  targets: Uint32Array,
  categories: ReadonlyMap<string, ReadonlySet<number>>,
): number[] {
  const { type, flags } = table.columns
  const candidates = new Uint8Array(table.count)
  let found = 0
  for (let row = 0; row < table.count; row++) {
    if (
      type[row] !== TYPE_ARRAY ||
      (flags[row] & (FLAG_MARKED | FLAG_CLASS_EDGE)) !== FLAG_MARKED
    ) {
      continue
    }
    if ((flags[row] & FLAG_OLD) === 0 && !hasIdAndProcs(table, row)) continue
    candidates[row] = 1
    found++
  }
  if (found === 0) return []
  for (let i = 0; i < targets.length; i++) candidates[targets[i]] = 0
  for (const [category, roots] of categories) {
    const isStack = category === 'machine_context'
    for (const row of roots) if (!isStack || !hasIdAndProcs(table, row)) candidates[row] = 0
  }
  const rows: number[] = []
  for (let row = 0; row < table.count; row++) if (candidates[row] === 1) rows.push(row)
  return rows
}

/** All elements but one, the id, are references. */
function hasIdAndProcs({ columns, offsets }: RawTable, row: number): boolean {
  const references = offsets[row + 1] - offsets[row]
  return references > 0 && references === columns.length[row] - 1
}

/** The first row whose references start at or behind `ref`. */
function rowNear(offsets: Uint32Array, count: number, ref: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (offsets[middle] < ref) low = middle + 1
    else high = middle
  }
  return low
}

function withRoom(array: Uint32Array, used: number, extra: number): Uint32Array {
  if (array.length >= used + extra) return array
  const grown = new Uint32Array(used + extra)
  grown.set(array.subarray(0, used))
  return grown
}
