// Which objects of two dumps are the same ones. Two objects at one address are, unless something
// contradicts it: address-join.ts finds the pairs, class-matching.ts settles classes, and
// object-rules.ts asks what cannot change in an object's life. Where nothing tells, they count as
// the same, and as undecided.
// Dumps of different processes have no objects in common, whatever their addresses.
// Time O(rows), memory 12 bytes a row of each dump.
import { FLAG_REPAIRED, NONE, TYPE_CLASS, TYPE_MODULE } from '../../base/record.ts'
import type { DiffQuality } from '../../workbench/results.ts'
import type { Study } from '../study.ts'
import { joinByAddress, turnedRound } from './address-join.ts'
import { matchClasses } from './class-matching.ts'
import { judgeContainers } from './container-rules.ts'
import { objectRules } from './object-rules.ts'
import { qualityOf } from './quality.ts'
import { ALIKE, BY_CLASS, isSame } from './verdict.ts'

export interface Matching {
  /** row of the later dump -> row of the same object in the earlier one | NONE */
  readonly earlierOf: Uint32Array
  /** row of the earlier dump -> row of the same object in the later one | NONE */
  readonly laterOf: Uint32Array
  readonly quality: DiffQuality
}

/**
 * A row of the last dump in the first, on the way back from dump to dump; NONE where it is lost on it.
 * @param matchings of neighbours, earliest first
 */
export function earliestOf(matchings: readonly Matching[], row: number): number {
  let at = row
  for (let i = matchings.length - 1; i >= 0 && at !== NONE; i--) at = matchings[i].earlierOf[at]
  return at
}

export function matchHeaps(earlier: Study, later: Study): Matching {
  const joined = joinByAddress(earlier.heap, later.heap)
  const verdicts = judgeAll(earlier, later, joined)
  const earlierOf = joined.map((other, row) => (isSame(verdicts[row]) ? other : NONE))
  const laterOf = turnedRound(earlierOf, earlier.heap.count)
  const quality = qualityOf(earlier, later, joined, verdicts, earlierOf, laterOf)
  if (quality.process === 'different') {
    earlierOf.fill(NONE)
    laterOf.fill(NONE)
  }
  return { earlierOf, laterOf, quality }
}

/**
 * @param joined later row -> earlier row at the same address | NONE
 * @returns later row -> verdict; ALIKE where there is nothing to compare with
 */
function judgeAll(earlier: Study, later: Study, joined: Uint32Array): Uint8Array {
  const rules = objectRules(earlier.heap, later.heap, joined)
  const classes = matchClasses(earlier, later, joined, rules)
  const { type, flags } = later.heap.columns
  const flagsBefore = earlier.heap.columns.flags
  const { rawClassOf: rawBefore } = earlier.names.classes
  const { rawClassOf: rawAfter } = later.names.classes
  const verdicts = new Uint8Array(joined.length)
  for (let row = 0; row < joined.length; row++) {
    const candidate = joined[row]
    if (candidate === NONE) continue
    const own = type[row]
    if (own === TYPE_CLASS || own === TYPE_MODULE) {
      verdicts[row] = classes.verdictOf(row)
      continue
    }
    let verdict = rules.byType(candidate, row)
    if (verdict === ALIKE && !classes.sameClass(rawBefore(candidate), rawAfter(row))) {
      // A damaged line may have lost its class.
      const damaged = (flags[row] | flagsBefore[candidate]) & FLAG_REPAIRED
      const lost = rawBefore(candidate) === NONE || rawAfter(row) === NONE
      if (damaged === 0 || !lost) verdict = BY_CLASS
    }
    verdicts[row] = verdict === ALIKE ? rules.byRecord(candidate, row) : verdict
  }
  judgeContainers(earlier.heap, later.heap, joined, verdicts)
  return verdicts
}
