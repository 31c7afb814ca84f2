// How full arrays, hashes or strings are whose own tables are the memory. Tables grow in leaps, often
// to the double, so their bytes tell late and too much whether more was put in. Their lengths tell.
import {
  FLAG_SHARED,
  TYPE_ARRAY,
  TYPE_BIGNUM,
  TYPE_CLASS,
  TYPE_HASH,
  TYPE_MODULE,
  TYPE_STRING,
} from '../../base/record.ts'
import type { CountBytes } from '../../workbench/results.ts'
import { shallowSize, type Study } from '../study.ts'

/** 'unknown': it has a table, and the dump does not tell how full that is (a Set from 3.5 on). */
export type Filled =
  | { readonly of: 'entries' | 'elements' | 'bytes'; readonly amount: number }
  | { readonly of: 'unknown' }

/** What is held at a place of one dump. */
export interface Measured extends CountBytes {
  /** Absent where no single table is most of it. */
  readonly filled?: Filled
}

/** The table itself is the memory where it is so much of it. */
const MOST = 0.5
/** Slots of up to 640 bytes hold their contents themselves. */
const LEAST_TABLE = 1024

const UNITS: Readonly<Record<number, 'entries' | 'elements' | 'bytes'>> = {
  [TYPE_HASH]: 'entries',
  [TYPE_ARRAY]: 'elements',
  [TYPE_STRING]: 'bytes',
}
/** Classes have many tables, and large integers are not filled. */
const NO_TABLES: ReadonlySet<number> = new Set([TYPE_CLASS, TYPE_MODULE, TYPE_BIGNUM])

/** @param bytes that are told of it in all */
export function filledOf(study: Study, row: number, bytes: number): Filled | undefined {
  const { heap } = study
  if (row >= heap.count) return undefined
  const { type, length, flags } = heap.columns
  const own = shallowSize(study, row)
  if (own < LEAST_TABLE || own < bytes * MOST || NO_TABLES.has(type[row])) return undefined
  const unit = UNITS[type[row]]
  if (unit === undefined) return { of: 'unknown' }
  if ((flags[row] & FLAG_SHARED) !== 0) return undefined
  return { of: unit, amount: length[row] }
}

/**
 * Of many of one kind together: the sum of their lengths.
 * @param rows of one label
 * @param bytes that are told of them and of what holds them, in all
 */
export function filledOfMany(
  study: Study,
  rows: Iterable<number>,
  bytes: number,
): Filled | undefined {
  const { type, length, flags } = study.heap.columns
  let unit: 'entries' | 'elements' | 'bytes' | undefined
  let amount = 0
  let own = 0
  for (const row of rows) {
    if (row >= study.heap.count || NO_TABLES.has(type[row])) return undefined
    unit = UNITS[type[row]]
    if (unit === undefined) return undefined
    own += shallowSize(study, row)
    if ((flags[row] & FLAG_SHARED) === 0) amount += length[row]
  }
  return unit === undefined || own < bytes * MOST ? undefined : { of: unit, amount }
}

/** Lengths that differ by so little of themselves are the same. */
const SAME = 0.005
/** A table that is full becomes larger by at least this. */
const LEAP = 1.4
/** Of the growth in bytes, relative to the first dump, that in number must be as much to explain it. */
const EXPLAINS = 0.5
/** Twice as many are more for certain, whatever the first of them weighed (threads not yet begun). */
const DOUBLED = 1

/** By how much the length grew from each dump to the next; undefined where dumps do not tell. */
export function lengthSteps(growth: readonly Measured[]): number[] | undefined {
  const lengths = growth.map(({ filled, count }) => {
    if (filled === undefined || filled.of === 'unknown') return count === 0 ? 0 : undefined
    return filled.amount
  })
  const known = lengths.filter((length) => length !== undefined)
  if (known.length < lengths.length || growth.every(({ count }) => count === 0)) return undefined
  return known.slice(1).map((after, i) => {
    const more = after - known[i]
    return more > known[i] * SAME ? more : 0
  })
}

/** Whether it is a table of unknown length whose bytes moved in leaps, as when tables are made anew. */
export function isLeaping(growth: readonly Measured[]): boolean {
  if (!growth.every(({ filled }) => filled?.of === 'unknown')) return false
  return growth
    .slice(1)
    .every(({ bytes }, i) => bytes === growth[i].bytes || bytes >= growth[i].bytes * LEAP)
}

/** How many there were more each time, where that is what the bytes are for. */
export function countSteps(growth: readonly CountBytes[]): number[] | undefined {
  const [first] = growth
  const last = growth[growth.length - 1]
  if (first.count < 2 || first.bytes === 0) return undefined
  const more = last.count / first.count - 1
  const explaining = (last.bytes / first.bytes - 1) * EXPLAINS
  if (more < Math.min(explaining, DOUBLED)) return undefined
  return growth.slice(1).map(({ count }, i) => count - growth[i].count)
}
