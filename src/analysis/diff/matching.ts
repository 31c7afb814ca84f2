// Which objects of two dumps are the same ones.
import type { DiffQuality } from '../../workbench/results.ts'
import type { Study } from '../study.ts'

export interface Matching {
  /** row of the later dump -> row of the same object in the earlier one | NONE */
  readonly earlierOf: Uint32Array
  /** row of the earlier dump -> row of the same object in the later one | NONE */
  readonly laterOf: Uint32Array
  readonly quality: DiffQuality
}

export type MatchHeaps = (earlier: Study, later: Study) => Matching
