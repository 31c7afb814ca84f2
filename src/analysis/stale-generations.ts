// Whether tracing was stopped before a dump. Ruby then no longer hears of objects that are freed, and
// what comes into their slots shows the file, line and generation of the one before: young objects
// that claim old generations (docs/dump-format.md, "stale"). Cost: two passes over the generations.
import { FLAG_OLD, FLAG_WB_PROTECTED, NONE } from '../base/record.ts'
import type { Heap } from '../heap/heap.ts'

/** A write-barrier protected object is old after three collections; twice that is beyond doubt. */
const OLD_AFTER = 6
const SHARE = 0.01
const COUNT = 20

export interface StaleGenerations {
  /** Protected objects with a generation, and how many of those cannot be from it. */
  readonly traced: number
  readonly stale: number
}

/** undefined where there are none, or so few that they may be something else. */
export function staleGenerations({ columns }: Heap): StaleGenerations | undefined {
  const { generation, flags } = columns
  const last = lastGeneration(generation)
  let traced = 0
  let stale = 0
  for (let row = 0; row < generation.length; row++) {
    if (generation[row] === NONE || (flags[row] & FLAG_WB_PROTECTED) === 0) continue
    traced++
    if ((flags[row] & FLAG_OLD) === 0 && generation[row] + OLD_AFTER <= last) stale++
  }
  return stale >= COUNT && stale >= traced * SHARE ? { traced, stale } : undefined
}

/** The highest generation, -1 without any. */
export function lastGeneration(generation: Uint32Array): number {
  let last = -1
  for (let row = 0; row < generation.length; row++) {
    if (generation[row] !== NONE && generation[row] > last) last = generation[row]
  }
  return last
}
