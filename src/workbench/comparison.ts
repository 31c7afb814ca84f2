// Two or three opened dumps and what can be asked about their difference. Matchings cost a pass over
// the rows of two dumps, so each is made when it is first needed.
import type { Matching } from '../analysis/diff/matching.ts'
import type { Study } from '../analysis/study.ts'
import type { Diff, DiffGrouping, DiffObjects, DiffSet, DiffSort, Where } from './results.ts'

/** A dump under the name that the user gave it. */
export interface NamedStudy {
  readonly study: Study
  readonly name: string
}

export interface Comparison {
  /** Of neighbours: before and after, after and later. */
  readonly matchings: readonly Matching[]
  diff(options?: DiffOptions): Diff
  objects(options?: DiffObjectsOptions): DiffObjects
}

export interface DiffOptions {
  readonly by?: DiffGrouping
  readonly sort?: DiffSort
  readonly limit?: number
  readonly where?: Where
}

export interface DiffObjectsOptions {
  /** 'retained' of three dumps, else 'new'. */
  readonly set?: DiffSet
  readonly limit?: number
  readonly where?: Where
}

export type CreateComparison = (dumps: readonly NamedStudy[]) => Comparison
