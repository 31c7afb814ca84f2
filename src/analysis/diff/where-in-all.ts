// One set of conditions asked of several dumps. A class that only one of them has is no error.
import { bitset, type Bitset } from '../../base/bitset.ts'
import { LoupeError } from '../../base/errors.ts'
import type { Where } from '../../workbench/results.ts'
import type { Study } from '../study.ts'
import { rowsWhere } from '../where.ts'

/** For each dump: node -> all conditions hold; undefined: for all. Throws what all of them throw. */
export function rowsWhereInAll(
  studies: readonly Study[],
  where: Where | undefined,
): readonly (Bitset | undefined)[] {
  if (where === undefined) return studies.map(() => undefined)
  let answered = 0
  let failure: LoupeError | undefined
  const rows = studies.map((study) => {
    try {
      const found = rowsWhere(study, where)
      answered++
      return found
    } catch (error) {
      if (!(error instanceof LoupeError) || error.code !== 'no-answer') throw error
      failure ??= error
      return bitset(study.heap.graph.nodeCount)
    }
  })
  if (answered === 0 && failure !== undefined) throw failure
  return rows
}
