// Whether objects were moved between two dumps. Ruby compacts from the end of the heap to its
// beginning, where the classes are: they may all stay while a third of the objects moves. So texts are
// asked: of strings that seem freed, nearly all seem to have come anew, as old as they were, while
// nothing has come into the slots that they left. A program that makes the same texts again uses
// those slots again. In measured heaps that were not compacted up to 30 % of the texts came again.
// Cost: a pass over the strings of each dump, and a Map of at most MOST of them.
import * as R from '../../base/record.ts'
import type { Columns } from '../../heap/heap.ts'

const TELLING_LENGTH = 8
const ENOUGH = 50
const MOST = 20_000
const MOVED_SHARE = 0.9
/** Of the slots that were left, at most so many may be used again. */
const REUSED_SHARE = 0.1

/**
 * @param laterOf earlier row -> later row of the same object | NONE
 * @param earlierOf later row -> earlier row of the same object | NONE
 * @param reused slots that hold another object by now
 */
export function textsMoved(
  earlier: Columns,
  later: Columns,
  laterOf: Uint32Array,
  earlierOf: Uint32Array,
  reused: number,
): boolean {
  let left = 0
  for (let row = 0; row < laterOf.length; row++) if (laterOf[row] === R.NONE) left++
  if (reused > left * REUSED_SHARE) return false
  /** text -> FLAG_OLD if it was old, else 0; -1 once it was found */
  const lost = new Map<number, number>()
  for (let row = 0; row < laterOf.length && lost.size < MOST; row++) {
    if (laterOf[row] === R.NONE && isTelling(earlier, row)) {
      lost.set(textKey(earlier, row), earlier.flags[row] & R.FLAG_OLD)
    }
  }
  if (lost.size < ENOUGH) return false
  let found = 0
  for (let row = 0; row < earlierOf.length; row++) {
    if (earlierOf[row] !== R.NONE || !isTelling(later, row)) continue
    const key = textKey(later, row)
    const old = lost.get(key)
    if (old === undefined || old < 0 || (later.flags[row] & old) !== old) continue
    lost.set(key, -1)
    found++
  }
  return found >= lost.size * MOVED_SHARE
}

function isTelling({ type, flags, length }: Columns, row: number): boolean {
  if (type[row] !== R.TYPE_STRING || (flags[row] & R.FLAG_VALUE) === 0) return false
  return length[row] >= TELLING_LENGTH
}

/** 52 of the 64 bits: what a double holds exactly. */
function textKey({ hashLow, hashHigh }: Columns, row: number): number {
  return (hashHigh[row] >>> 12) * 4294967296 + hashLow[row]
}
