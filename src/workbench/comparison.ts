// Two or three opened dumps and what can be asked about their difference. Matchings cost a few passes
// over the rows of two dumps, so each is made when it is first looked at: of three dumps, what is new
// in the second needs the first matching only.
import type { Bitset } from '../base/bitset.ts'
import { LoupeError } from '../base/errors.ts'
import type { Compared, NamedStudy } from '../analysis/diff/compared.ts'
import { diff, type DiffOptions } from '../analysis/diff/diff.ts'
import { diffNotes } from '../analysis/diff/diff-notes.ts'
import { diffObjects, type DiffObjectsOptions } from '../analysis/diff/diff-objects.ts'
import { matchHeaps, type Matching } from '../analysis/diff/matching.ts'
import { membersOf } from '../analysis/diff/sets.ts'
import type { Diff, DiffObjects, DiffSet } from './results.ts'

export type { DiffObjectsOptions, DiffOptions, Matching, NamedStudy }

export interface Comparison {
  /** Of neighbours: before and after, after and later. */
  readonly matchings: readonly Matching[]
  /** row -> is in the set, of the first dump for 'freed', else of the second */
  membersOf(set: DiffSet): Bitset
  diff(options?: DiffOptions): Diff
  /** Those of `diff`, without its figures. */
  notes(): string[]
  objects(options?: DiffObjectsOptions): DiffObjects
}

/**
 * @param dumps two or three, earliest first
 * @throws LoupeError 'usage' for any other number of dumps
 */
export function createComparison(dumps: readonly NamedStudy[]): Comparison {
  if (dumps.length < 2 || dumps.length > 3) {
    throw new LoupeError(
      'usage',
      `a comparison takes two or three dumps, not ${dumps.length}.`,
      'Name them earliest first: BEFORE AFTER, or BEFORE AFTER LATER.',
    )
  }
  const compared: Compared = { dumps, matchings: matchingsOf(dumps) }
  return {
    matchings: compared.matchings,
    membersOf: (set) => membersOf(compared, set),
    diff: (options) => diff(compared, options),
    notes: () => diffNotes(compared),
    objects: (options) => diffObjects(compared, options),
  }
}

/** A list whose members are made one by one, when first looked at. */
function matchingsOf(dumps: readonly NamedStudy[]): readonly Matching[] {
  const matchings: Matching[] = []
  for (let pair = 0; pair < dumps.length - 1; pair++) {
    let made: Matching | undefined
    Object.defineProperty(matchings, pair, {
      enumerable: true,
      get: () => (made ??= matchHeaps(dumps[pair].study, dumps[pair + 1].study)),
    })
  }
  return matchings
}
