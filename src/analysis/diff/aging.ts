// What the flags of garbage collection can tell about two objects at one address.
//
// Some flags are for life: frozen, fstring, shareable, and being without protection by write barriers.
// A protected object that is old stays old, and its age (4.0) never falls.
//
// Three collections make a protected object old. So if three have run between two dumps, what is not
// old in the later one is new. A dump has no count of collections, but strings tell: one that has its
// text in both dumps at one address is nearly always the same. If all those that were young in the
// earlier dump are old in the later one, anything else that is young is new.
//
// Up to 3.1, whatever survived the last collection is marked; what is not is newer than that. So if
// any collection ran in between (an object got its mark since), what is not marked is new. But some
// DATA live on without a mark: the VM, the main thread and Ractor, trace points.
// From 3.2 on, survivors that are not old are left unmarked.
import * as R from '../../base/record.ts'
import type { Heap } from '../../heap/heap.ts'

export interface Aging {
  /** The later object cannot be the earlier one: by what never turns back. */
  turnedBack(before: number, after: number): boolean
  /** The later object was allocated in between, as collections ran in between. */
  tooYoung(type: number, before: number, after: number): boolean
}

const FOR_LIFE = R.FLAG_FROZEN | R.FLAG_FSTRING | R.FLAG_SHAREABLE
/** Of older Rubies it was never tried. */
const KNOWN_SINCE = 207
const SURVIVORS_UNMARKED_SINCE = 302
/** A short text may be there twice by chance. */
const TELLING_LENGTH = 8
const ENOUGH_STRINGS = 20
/** At most so many of the strings that were young may be young still. */
const STILL_YOUNG_SHARE = 0.05

/** @param joined later row -> earlier row at the same address | NONE */
export function agingBetween(earlier: Heap, later: Heap, joined: Uint32Array): Aging {
  const known = Math.min(earlier.dialect.number, later.dialect.number) >= KNOWN_SINCE
  if (!known) return { turnedBack: () => false, tooYoung: () => false }
  const allMarked = later.dialect.number < SURVIVORS_UNMARKED_SINCE
  const marked = allMarked && anyMarked(earlier, later, joined)
  const old = allAged(earlier, later, joined)
  return {
    turnedBack(before, after) {
      if ((before & FOR_LIFE & ~after) !== 0) return true
      if ((after & R.FLAG_WB_PROTECTED) === 0) return false
      if ((before & R.FLAG_WB_PROTECTED) === 0) return true
      if ((before & R.FLAG_OLD & ~after) !== 0) return true
      const aged = (before & after & R.FLAG_AGED) !== 0
      return aged && (before & R.FLAG_AGE_MASK) > (after & R.FLAG_AGE_MASK)
    },
    tooYoung(type, before, after) {
      if (marked && (after & R.FLAG_MARKED) === 0) {
        return type !== R.TYPE_DATA || (before & R.FLAG_MARKED) !== 0
      }
      return old && (after & (R.FLAG_WB_PROTECTED | R.FLAG_OLD)) === R.FLAG_WB_PROTECTED
    },
  }
}

function anyMarked(earlier: Heap, later: Heap, joined: Uint32Array): boolean {
  const before = earlier.columns.flags
  const after = later.columns.flags
  for (let row = 0; row < joined.length; row++) {
    if (joined[row] === R.NONE || (after[row] & R.FLAG_MARKED) === 0) continue
    if ((before[joined[row]] & R.FLAG_MARKED) === 0) return true
  }
  return false
}

/** Strings that kept their text and were young have become old. */
function allAged(earlier: Heap, later: Heap, joined: Uint32Array): boolean {
  const a = earlier.columns
  const b = later.columns
  let aged = 0
  let young = 0
  for (let row = 0; row < joined.length; row++) {
    const other = joined[row]
    if (other === R.NONE || b.type[row] !== R.TYPE_STRING || a.type[other] !== R.TYPE_STRING) {
      continue
    }
    const flags = b.flags[row]
    if ((flags & a.flags[other] & R.FLAG_VALUE) === 0) continue
    if ((a.flags[other] & R.FLAG_OLD) !== 0 || (flags & R.FLAG_WB_PROTECTED) === 0) continue
    if (b.length[row] < TELLING_LENGTH || b.length[row] !== a.length[other]) continue
    if (b.hashLow[row] !== a.hashLow[other] || b.hashHigh[row] !== a.hashHigh[other]) continue
    if ((flags & R.FLAG_OLD) === 0) young++
    else aged++
  }
  return aged >= ENOUGH_STRINGS && young <= (aged + young) * STILL_YOUNG_SHARE
}
