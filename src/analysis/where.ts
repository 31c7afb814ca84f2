// Conditions on objects as a set of rows. Each condition is one pass over one or two columns; all of
// them must hold.
import { bitset, keepCommon, type Bitset } from '../base/bitset.ts'
import { LoupeError } from '../base/errors.ts'
import * as R from '../base/record.ts'
import { retainedSet } from '../graph/retained-set.ts'
import { TYPE_NAMES } from '../base/type-names.ts'
import { typeNumber } from '../naming/type-names.ts'
import type { Where } from '../workbench/results.ts'
import { namePattern } from './name-pattern.ts'
import { nearestNames } from './nearest-names.ts'
import { needRoots, shallowSize, type Study } from './study.ts'
import { findTarget } from './targets.ts'

/** The rows for which all conditions hold; the set has room for all graph nodes. */
export function rowsWhere(study: Study, where: Where): Bitset {
  const { heap } = study
  const { count, columns } = heap
  const rows = bitset(heap.graph.nodeCount)
  for (let row = 0; row < count; row++) rows[row >>> 5] |= 1 << row
  if (where.class !== undefined) keepClass(study, rows, where.class)
  if (where.type !== undefined) keepType(study, rows, where.type)
  if (where.flag !== undefined) keepFlag(study, rows, where.flag)
  if (where.generation !== undefined) {
    const { generation } = columns
    if (generation.length === 0) {
      throw new LoupeError(
        'no-answer',
        'this dump has no generations: allocations were not traced.',
        'Call ObjectSpace.trace_object_allocations_start early, and dump again.',
      )
    }
    const { min = 0, max = R.NONE - 1 } = where.generation
    keep(
      rows,
      count,
      (row) => generation[row] !== R.NONE && generation[row] >= min && generation[row] <= max,
    )
  }
  if (where.size !== undefined) {
    const { min = 0, max = Infinity } = where.size
    keep(rows, count, (row) => {
      const size = shallowSize(study, row)
      return size >= min && size <= max
    })
  }
  if (where.retainedBy !== undefined) keepRetained(study, rows, where.retainedBy)
  if (where.sameText !== undefined) keepText(study, rows, where.sameText)
  return rows
}

function keep(rows: Bitset, count: number, holds: (row: number) => boolean): void {
  for (let row = 0; row < count; row++) if (!holds(row)) rows[row >>> 5] &= ~(1 << row)
}

function keepClass({ heap, names }: Study, rows: Bitset, text: string): void {
  const pattern = namePattern(text)
  const { groupOf, names: groups } = names.groups
  const wanted = Uint8Array.from(groups, (name) => (pattern.matches(name) ? 1 : 0))
  if (pattern.kind === 'exact' && !wanted.includes(1) && !heap.classes.name.includes(text)) {
    const near = nearestNames(text, groups)
    throw new LoupeError(
      'no-answer',
      `no object of this dump is of a class called ${text}.`,
      near.length === 0 ? undefined : `Did you mean ${near.join(', ')}?`,
    )
  }
  keep(rows, heap.count, (row) => wanted[groupOf[row]] === 1)
}

function keepType({ heap }: Study, rows: Bitset, name: string): void {
  const wanted = typeNumber(name.toUpperCase().replace(/^T_/, ''))
  if (wanted === undefined) {
    throw new LoupeError(
      'usage',
      `${name} is no Ruby type.`,
      `Types are ${TYPE_NAMES.slice(2).join(', ')}.`,
    )
  }
  const { type } = heap.columns
  keep(rows, heap.count, (row) => type[row] === wanted)
}

/** Names as the dump writes them -> bit. */
export const FLAG_NAMES: Readonly<Record<string, number>> = {
  wb_protected: R.FLAG_WB_PROTECTED,
  old: R.FLAG_OLD,
  uncollectible: R.FLAG_UNCOLLECTIBLE,
  marking: R.FLAG_MARKING,
  marked: R.FLAG_MARKED,
  pinned: R.FLAG_PINNED,
  remembered: R.FLAG_REMEMBERED,
  shareable: R.FLAG_SHAREABLE,
  frozen: R.FLAG_FROZEN,
  embedded: R.FLAG_EMBEDDED,
  shared: R.FLAG_SHARED,
  fstring: R.FLAG_FSTRING,
  chilled: R.FLAG_CHILLED,
  broken: R.FLAG_BROKEN,
  singleton: R.FLAG_SINGLETON,
  too_complex_shape: R.FLAG_TOO_COMPLEX,
  infant: R.FLAG_INFANT,
  young: R.FLAG_YOUNG,
  long_lived: R.FLAG_LONG_LIVED,
}

function keepFlag({ heap }: Study, rows: Bitset, name: string): void {
  const wanted = FLAG_NAMES[name.toLowerCase()]
  if (wanted === undefined) {
    const all = Object.keys(FLAG_NAMES)
    const near = nearestNames(name, all, 1)
    const hint = near.length === 0 ? '' : ` Did you mean ${near[0]}?`
    throw new LoupeError(
      'usage',
      `${name} is no flag of a dump.${hint}`,
      `Flags are ${all.join(', ')}.`,
    )
  }
  const { flags } = heap.columns
  keep(rows, heap.count, (row) => (flags[row] & wanted) !== 0)
}

/** Strings of the same length and hash as one of which the dump has the text. */
function keepText(study: Study, rows: Bitset, text: string): void {
  const { heap } = study
  const { flags, hashHigh, hashLow, length, type } = heap.columns
  const { node } = findTarget(study, text)
  if (node >= heap.count || type[node] !== R.TYPE_STRING || (flags[node] & R.FLAG_VALUE) === 0) {
    throw new LoupeError(
      'no-answer',
      `${text} is no string whose text the dump has.`,
      'Ruby writes out the text of strings that are plain ASCII and share no memory with others.',
    )
  }
  keep(
    rows,
    heap.count,
    (row) =>
      type[row] === R.TYPE_STRING &&
      (flags[row] & R.FLAG_VALUE) !== 0 &&
      length[row] === length[node] &&
      hashLow[row] === hashLow[node] &&
      hashHigh[row] === hashHigh[node],
  )
}

/** By one object: its subtree. By a class: what all its instances hold together. */
function keepRetained(study: Study, rows: Bitset, text: string): void {
  needRoots(study, 'what is retained by an object')
  const { heap, trees } = study
  const target = findTarget(study, text)
  const instances = target.instances?.()
  if (instances !== undefined && instances.length > 0) {
    const { nodes } = retainedSet(
      heap.graph,
      trees.dominators,
      heap.columns.size,
      heap.giants,
      instances,
    )
    keepCommon(rows, nodes)
    return
  }
  const { positionOf, subtree } = trees.dominators
  const from = positionOf[target.node]
  const end = from + subtree[from]
  keep(rows, heap.count, (row) => positionOf[row] >= from && positionOf[row] < end)
}
