/** Types of make-dumps.mjs, for the tests. */
import type { Ruby } from '../../scripts/fixtures-rubies.mjs'
import type { CountAndBytes, Truth } from './truth.ts'

export interface Program {
  /** Name of its files, without what follows the dot. */
  readonly name: string
  /** Ruby text. */
  readonly source: string
  readonly truthFile: string
  readonly truth: Truth
}

/** One entry for each of the dumps. */
export interface Measured {
  readonly counts: readonly number[]
  readonly bytes: readonly number[]
}

/** Of the corpus unless told: `programs` and `healthy`. */
export function programs(folders?: readonly string[]): Program[]
export function runsUnder(program: Program, ruby: Pick<Ruby, 'name' | 'kind'>): boolean
export function dumpsOf(
  program: Program,
  ruby: Ruby,
  traced: boolean,
): Promise<{ dumps: string[]; measured: Measured }>
export function perRound(measured: Measured): CountAndBytes
/** Runs jobs two at a time; results in order. */
export function together<T>(jobs: readonly (() => Promise<T>)[]): Promise<T[]>
