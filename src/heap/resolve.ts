// From address codes to the graph: references become row numbers in place, the root categories and
// the super root become nodes behind the rows, and what leads nowhere is counted and dropped.
// Edges by docs/graph.md: an object's class is its first edge, weak slots never were.
// Cost: 8 ns a reference; memory: the references' own array.
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
import type { RawTable } from './table-builder.ts'

export interface Resolved {
  readonly table: RawTable
  readonly graph: Graph
  readonly roots: readonly { category: string; references: number }[]
  readonly rank: AddressRank
  readonly dangling: number
  readonly duplicates: number
}

/** `finalizers`: the Ruby marks finalizers without a root of its own (3.4 and later). */
export function resolve(raw: RawTable, finalizers: boolean): Resolved {
  let table = raw
  let rank = rankAddresses(table.columns.code, table.pages.length)
  const duplicates = rank.duplicates.length
  if (duplicates > 0) {
    table = dropRows(table, rank.duplicates)
    rank = rankAddresses(table.columns.code, table.pages.length)
  }
  const state = { end: 0, dangling: 0 }
  resolveRows(table, rank, state)

  // Root categories: one node each, repeats within a category dropped.
  const { count, offsets } = table
  const categories = new Map<string, Set<number>>()
  for (const root of table.roots) {
    let rows = categories.get(root.category)
    if (!rows) categories.set(root.category, (rows = new Set()))
    for (const code of root.refs) {
      const row = rowAt(rank, code)
      if (row === NONE) state.dangling++
      else rows.add(row)
    }
  }
  if (finalizers && categories.size > 0 && !categories.has('finalizers')) {
    const arrays = unreferencedArrays(table, table.refs.subarray(0, state.end), categories)
    if (arrays.length > 0) categories.set('finalizers', new Set(arrays))
  }
  let extra = categories.size
  for (const rows of categories.values()) extra += rows.size
  const refs = withRoom(table.refs, state.end, extra)
  const starts = offsets.length >= count + categories.size + 2 ? offsets : withRoom(offsets, count + 1, categories.size + 1)
  let node = count
  let end = state.end
  for (const rows of categories.values()) {
    for (const row of rows) refs[end++] = row
    starts[++node] = end
  }
  for (let i = 0; i < categories.size; i++) refs[end++] = count + i
  starts[node + 1] = end
  return {
    table,
    graph: {
      nodeCount: node + 1,
      offsets: starts.subarray(0, node + 2),
      targets: refs.subarray(0, end),
      root: node,
    },
    roots: [...categories].map(([category, rows]) => ({ category, references: rows.size })),
    rank,
    dangling: state.dangling,
    duplicates,
  }
}

/** Codes to rows in place. Nothing is moved as long as nothing dangles. */
function resolveRows(table: RawTable, rank: AddressRank, state: { end: number; dangling: number }): void {
  const { count, refs, offsets } = table
  const { type, flags } = table.columns
  const { pageAt, pairs, shift } = rank
  let end = 0
  let dangling = 0
  let from = 0
  for (let row = 0; row < count; row++) {
    const to = offsets[row + 1]
    for (let i = from; i < to; i++) {
      const code = refs[i]
      const at = pageAt[code >>> 12]
      const unit = code & 0xfff
      let target = NONE
      if (at >= 0 && code !== NONE) {
        const slot = unit >>> shift
        const word = at + ((slot >>> 5) << 1)
        const bit = 1 << (slot & 31)
        const bits = pairs[word]
        if ((bits & bit) !== 0 && slot << shift === unit) {
          // Inlined popcount: a call here costs a third of the loop.
          let n = bits & (bit - 1)
          n = n - ((n >>> 1) & 0x55555555)
          n = (n & 0x33333333) + ((n >>> 2) & 0x33333333)
          target = pairs[word + 1] + (Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24)
        }
      } else if (at !== -1) target = rowAt(rank, code)
      if (target !== NONE) refs[end++] = target
      else if (i === from && (flags[row] & FLAG_CLASS_EDGE) !== 0) {
        flags[row] &= ~FLAG_CLASS_EDGE
        // The first word of an IMEMO need not be an object: no reference was promised.
        if (type[row] !== TYPE_IMEMO) dangling++
      } else dangling++
    }
    from = to
    offsets[row + 1] = end
  }
  state.end = end
  state.dangling = dangling
}

/**
 * Ruby 3.4 and later list no `finalizers` root: the procs hang on class-less arrays that survived
 * collections although nothing refers to them.
 */
function unreferencedArrays(
  table: RawTable,
  targets: Uint32Array,
  categories: ReadonlyMap<string, ReadonlySet<number>>,
): number[] {
  const { type, flags } = table.columns
  const wanted = FLAG_OLD | FLAG_MARKED
  const candidates = new Uint8Array(table.count)
  let found = 0
  for (let row = 0; row < table.count; row++) {
    if (type[row] === TYPE_ARRAY && (flags[row] & (wanted | FLAG_CLASS_EDGE)) === wanted) {
      candidates[row] = 1
      found++
    }
  }
  if (found === 0) return []
  for (let i = 0; i < targets.length; i++) candidates[targets[i]] = 0
  for (const roots of categories.values()) for (const row of roots) candidates[row] = 0
  const rows: number[] = []
  for (let row = 0; row < table.count; row++) if (candidates[row] === 1) rows.push(row)
  return rows
}

function withRoom(array: Uint32Array, used: number, extra: number): Uint32Array {
  if (array.length >= used + extra) return array
  const grown = new Uint32Array(used + extra)
  grown.set(array.subarray(0, used))
  return grown
}
