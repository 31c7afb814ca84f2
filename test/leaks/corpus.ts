// The corpus of leaks for tests and judges: its programs, their truths and their dumps.
import { findRubies } from '../../scripts/fixtures-rubies.mjs'
import type { Ruby } from '../../scripts/fixtures-rubies.mjs'
import { dumpsOf, perRound, programs, runsUnder, together } from './make-dumps.mjs'
import type { Measured, Program } from './make-dumps.mjs'
import type { CountAndBytes, Truth } from './truth.ts'

export type { CountAndBytes, Mechanism, Truth, Verdict } from './truth.ts'

export interface Leak {
  readonly name: string
  /** `3.1`, `4.0` */
  readonly ruby: string
  readonly kind: 'system' | 'wasm'
  readonly traced: boolean
  /** Paths of three gzipped dumps of one process, the earliest first. */
  readonly dumps: readonly string[]
  readonly measured: Measured
  /** `perRound` is what this very run measured, not what the file says of Ruby 3.1. */
  readonly truth: Truth & { readonly perRound: CountAndBytes }
}

export interface LeakOptions {
  /** Names of Rubies, as in `availableRubies`; the first one there unless told. */
  readonly rubies?: readonly string[]
  readonly traced?: boolean
  /** Names of programs; all unless told. */
  readonly only?: readonly string[]
}

/** Rubies that are asked for and are here. */
function rubiesOf({ rubies: asked }: LeakOptions): Ruby[] {
  const found = findRubies()
  return asked === undefined ? found.slice(0, 1) : found.filter(({ name }) => asked.includes(name))
}

/**
 * Every program with its dumps, by Ruby, then by name, the leaks before the healthy ones. Dumps that
 * are not in .cache/leaks are made first: seconds for each under WebAssembly.
 */
export async function leaks(
  options: LeakOptions = {},
  all: readonly Program[] = programs(),
): Promise<Leak[]> {
  const { traced = false, only } = options
  const chosen = all.filter(({ name }) => only === undefined || only.includes(name))
  const jobs = rubiesOf(options).flatMap((ruby) =>
    chosen
      .filter((program) => runsUnder(program, ruby))
      .map((program) => async (): Promise<Leak> => {
        const { dumps, measured } = await dumpsOf(program, ruby, traced)
        const truth = { ...program.truth, perRound: perRound(measured) }
        return {
          name: program.name,
          ruby: ruby.name,
          kind: ruby.kind,
          traced,
          dumps,
          measured,
          truth,
        }
      }),
  )
  return together(jobs)
}
