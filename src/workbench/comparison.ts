// Two or three opened dumps and what can be asked about their difference. Matchings cost a pass over
// the rows of two dumps, so each is made when it is first needed.
import { LoupeError } from '../base/errors.ts'
import type { Compared, NamedStudy } from '../analysis/diff/compared.ts'
import { diff, type DiffOptions } from '../analysis/diff/diff.ts'
import { diffObjects, type DiffObjectsOptions } from '../analysis/diff/diff-objects.ts'
import { matchHeaps, type Matching } from '../analysis/diff/matching.ts'
import type { Diff, DiffObjects } from './results.ts'

export type { DiffObjectsOptions, DiffOptions, Matching, NamedStudy }

export interface Comparison {
  /** Of neighbours: before and after, after and later. */
  readonly matchings: readonly Matching[]
  diff(options?: DiffOptions): Diff
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
  let made: readonly Matching[] | undefined
  const compared: Compared = {
    dumps,
    get matchings() {
      return (made ??= dumps
        .slice(1)
        .map(({ study }, index) => matchHeaps(dumps[index].study, study)))
    },
  }
  return {
    get matchings() {
      return compared.matchings
    },
    diff: (options) => diff(compared, options),
    objects: (options) => diffObjects(compared, options),
  }
}
