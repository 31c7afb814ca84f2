// Whether two objects at one address are the same: what cannot change in an object's life, asked
// column by column, the cheapest first. Classes are left to class-matching.ts.
//
// What holds for an object as long as it lives (CRuby 2.7 to 4.0):
// - its type, the size of its slot, the kind of an IMEMO, the struct of a DATA;
// - where and when it was allocated: tracing.ts;
// - flags that are never taken back, and its age, which only rises: aging.ts;
// - its shape, which only moves down the tree: shape-lineage.ts;
// - the content of frozen strings, symbols, big numbers, frozen arrays and hashes.
// Strings that are not frozen may change, but nearly all that differ are different ones.
// Of a damaged line only its type and a generation that is left tell: what it does not say is lost.
// Cost: some ten reads of columns a pair.
import * as R from '../../base/record.ts'
import type { Heap } from '../../heap/heap.ts'
import { agingBetween } from './aging.ts'
import { commonSites, commonWords } from './common-names.ts'
import { shapeLineage } from './shape-lineage.ts'
import { tracingBetween } from './tracing.ts'
import * as V from './verdict.ts'

export interface ObjectRules {
  /** Verdict by type alone: ALIKE or BY_TYPE. */
  byType(earlierRow: number, laterRow: number): number
  /** Verdict by allocation, age, shape and content, for objects of one type and class. */
  byRecord(earlierRow: number, laterRow: number): number
}

/** @param joined later row -> earlier row at the same address | NONE */
export function objectRules(earlier: Heap, later: Heap, joined: Uint32Array): ObjectRules {
  const a = earlier.columns
  const b = later.columns
  const wordOf = commonWords(earlier, later)
  const places = commonSites(earlier, later)
  const descends = shapeLineage(earlier.shapes, later.shapes)
  const tracing = tracingBetween(earlier, later, joined)
  const generations = a.generation.length > 0 || b.generation.length > 0
  const aging = agingBetween(earlier, later, joined)

  function isDamaged(e: number, l: number): boolean {
    return ((a.flags[e] | b.flags[l]) & R.FLAG_REPAIRED) !== 0
  }

  function byType(e: number, l: number): number {
    const type = a.type[e]
    if (type !== b.type[l]) return V.BY_TYPE
    if (isDamaged(e, l)) return V.ALIKE
    if (a.slot[e] !== b.slot[l]) return V.BY_TYPE
    if (type !== R.TYPE_IMEMO && type !== R.TYPE_DATA) return V.ALIKE
    return wordOf[a.word[e]] === b.word[l] ? V.ALIKE : V.BY_TYPE
  }

  function byAllocation(e: number, l: number): number {
    const before = a.generation.length === 0 ? R.NONE : a.generation[e]
    const after = b.generation.length === 0 ? R.NONE : b.generation[l]
    if ((before === R.NONE || after === R.NONE) && isDamaged(e, l)) return V.ALIKE
    if (before === R.NONE) return after === R.NONE ? V.ALIKE : V.BY_GENERATION
    if (after === R.NONE) return tracing.cleared ? V.ALIKE : V.BY_GENERATION
    if (before !== after) return V.BY_GENERATION
    const from = a.site[e]
    const to = b.site[l]
    if (from !== R.NONE && to !== R.NONE && places.earlier[from] !== places.later[to]) {
      return V.BY_SITE
    }
    return tracing.stopped ? V.ALIKE : V.PROVED
  }

  function hasOtherContent(e: number, l: number): boolean {
    const before = a.flags[e]
    const after = b.flags[l]
    switch (a.type[e]) {
      case R.TYPE_STRING:
        if ((before & after & R.FLAG_VALUE) !== 0) {
          return (
            a.hashLow[e] !== b.hashLow[l] ||
            a.hashHigh[e] !== b.hashHigh[l] ||
            a.length[e] !== b.length[l]
          )
        }
        // Of a part of a shared string nothing is known.
        return ((before | after) & R.FLAG_SHARED) === 0 && a.length[e] !== b.length[l]
      case R.TYPE_SYMBOL:
        return a.length[e] !== b.length[l]
      case R.TYPE_BIGNUM:
        return a.size[e] !== b.size[l]
      case R.TYPE_ARRAY:
      case R.TYPE_HASH:
        return (before & R.FLAG_FROZEN) !== 0 && a.length[e] !== b.length[l]
    }
    return false
  }

  return {
    byType,
    byRecord(e, l) {
      const allocation = generations ? byAllocation(e, l) : V.ALIKE
      if (allocation !== V.ALIKE && allocation !== V.PROVED) return allocation
      if (isDamaged(e, l)) return allocation
      if (aging.turnedBack(a.flags[e], b.flags[l])) return V.BY_AGE
      if (allocation === V.PROVED) return allocation
      if (aging.tooYoung(a.type[e], a.flags[e], b.flags[l])) return V.BY_AGE
      const from = a.shape[e]
      const to = b.shape[l]
      if (from !== to && from !== R.NONE && to !== R.NONE && !descends(from, to)) return V.BY_SHAPE
      return hasOtherContent(e, l) ? V.BY_CONTENT : V.ALIKE
    },
  }
}
