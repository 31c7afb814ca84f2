// One set of conditions asked of several dumps. A class that only one of them has is no error. A handle
// is one of the second dump, as those are what comparisons print: it is looked up in the others.
import { bitset, type Bitset } from '../../base/bitset.ts'
import { LoupeError } from '../../base/errors.ts'
import type { Where } from '../../workbench/results.ts'
import { NONE } from '../../base/record.ts'
import { handleOf } from '../../naming/node-kind.ts'
import { needOneProcess, studiesOf, type Compared } from './compared.ts'
import { rowsWhere } from '../where.ts'

/** For each dump: node -> all conditions hold; undefined: for all. Throws what all of them throw. */
export function rowsWhereInAll(
  compared: Compared,
  where: Where | undefined,
): readonly (Bitset | undefined)[] {
  const studies = studiesOf(compared)
  if (where === undefined) return studies.map(() => undefined)
  const asked = studies.map((_, dump) => translated(compared, where, dump))
  let answered = 0
  let failure: LoupeError | undefined
  const rows = studies.map((study, dump) => {
    const own = asked[dump]
    const none = bitset(study.heap.graph.nodeCount)
    if (own === undefined) return none
    try {
      const found = rowsWhere(study, own)
      answered++
      return found
    } catch (error) {
      if (!(error instanceof LoupeError) || error.code !== 'no-answer') throw error
      failure ??= error
      return none
    }
  })
  if (answered === 0 && failure !== undefined) throw failure
  return rows
}

/** The conditions as one dump understands them; undefined where it has not that object. */
function translated(compared: Compared, where: Where, dump: number): Where | undefined {
  const handle = /^@(\d+)$/.exec(where.retainedBy?.trim() ?? '')
  if (handle === null || dump === 1) return where
  const row = Number(handle[1])
  const { heap } = compared.dumps[1].study
  if (row >= heap.count) {
    const category = heap.roots[row - heap.count]?.category
    return category === undefined ? where : { ...where, retainedBy: `ROOT ${category}` }
  }
  needOneProcess(compared, 'a handle of one means nothing in the other')
  const { matchings } = compared
  const other = dump === 0 ? matchings[0].earlierOf[row] : matchings[1].laterOf[row]
  return other === NONE ? undefined : { ...where, retainedBy: handleOf(other) }
}
