// What every question about two or three dumps is asked of: the dumps, earliest first, and which of
// their objects are the same.
import { LoupeError } from '../../base/errors.ts'
import { isPartial, type Study } from '../study.ts'
import type { CountBytes, DiffDump, DiffQuality } from '../../workbench/results.ts'
import type { Matching } from './matching.ts'

/** A dump under the name that the user gave it. */
export interface NamedStudy {
  readonly study: Study
  readonly name: string
}

export interface Compared {
  /** Two or three. */
  readonly dumps: readonly NamedStudy[]
  /** Of neighbours: before and after, after and later. Each may be made at the first look. */
  readonly matchings: readonly Matching[]
}

export function studiesOf({ dumps }: Compared): Study[] {
  return dumps.map(({ study }) => study)
}

/** All neighbours come from one process, as far as can be told. */
export function isOneProcess({ matchings }: Compared): boolean {
  return matchings.every(({ quality }) => quality.process !== 'different')
}

export function needOneProcess(compared: Compared, question: string): void {
  const different = compared.matchings.find(({ quality }) => quality.process === 'different')
  if (different === undefined) return
  throw new LoupeError(
    'no-answer',
    `these dumps are of different processes, so ${question}. ${different.quality.because}`,
    'Compare them by class, site, gem or path.',
  )
}

/** `question`: as the sentence goes on. */
export function needAllRoots({ dumps }: Compared, question: string): void {
  const partial = dumps.find(({ study }) => isPartial(study))
  if (partial === undefined) return
  throw new LoupeError(
    'no-roots',
    `${partial.name} has no roots (it was made with since:, or is a part of a dump), so these dumps cannot tell ${question}.`,
    'Compare them by class, type, site or gem; or dump the whole heap with ObjectSpace.dump_all.',
  )
}

export function qualities({ matchings }: Compared): DiffQuality[] {
  return matchings.map(({ quality }) => quality)
}

export function describeDump({ study, name }: NamedStudy): DiffDump {
  const { version, traced } = study.heap.dialect
  return { name, ruby: version, traced, ...totalOf(study) }
}

function totalOf({ heap }: Study): CountBytes {
  const { size } = heap.columns
  let bytes = 0
  for (let row = 0; row < heap.count; row++) bytes += size[row]
  // Giants count as 0xffffffff above.
  for (const giant of heap.giants.values()) bytes += giant - 0xffffffff
  return { count: heap.count, bytes }
}

export function allHaveRoots(compared: Compared): boolean {
  return studiesOf(compared).every((study) => !isPartial(study))
}
