// The sets that a comparison speaks of, as bitsets over the rows of one dump. With three dumps,
// what is new in the second and still in the third was retained: what one looks for in a leak.
import { bitset, keepCommon, type Bitset } from '../../base/bitset.ts'
import { NONE } from '../../base/record.ts'
import type { DiffSet } from '../../workbench/results.ts'
import type { Compared } from './compared.ts'

/** Which dump the members of a set are objects of: 0 the first, 1 the second. */
export function dumpOfSet(set: DiffSet): 0 | 1 {
  return set === 'freed' ? 0 : 1
}

/** row of the set's dump -> is in it. Without a third dump, what is new counts as retained. */
export function membersOf({ matchings }: Compared, set: DiffSet): Bitset {
  const first = matchings[0]
  if (set === 'freed') return rowsThat(first.laterOf, (other) => other === NONE)
  if (set === 'kept') return rowsThat(first.earlierOf, (other) => other !== NONE)
  const fresh = rowsThat(first.earlierOf, (other) => other === NONE)
  if (set === 'retained' && matchings.length > 1) {
    const still = rowsThat(matchings[1].laterOf, (other) => other !== NONE)
    return keepCommon(fresh, still)
  }
  return fresh
}

function rowsThat(otherOf: Uint32Array, holds: (other: number) => boolean): Bitset {
  const rows = bitset(otherOf.length)
  for (let row = 0; row < otherOf.length; row++) {
    if (holds(otherOf[row])) rows[row >>> 5] |= 1 << row
  }
  return rows
}
