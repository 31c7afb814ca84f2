// The class of the program that has grown the most, and how its new objects are held: their shortest
// paths, merged. It is what the first sentence of a diff says. Of the classes that hold each other in
// a leak, the one with the most own bytes is often the innermost, whose paths name the others.
// Cost: a pass over the rows of the last dump, and the paths of the new objects.
import type { Bitset } from '../../base/bitset.ts'
import { isOwnClass } from '../../base/own-class.ts'
import { NONE } from '../../base/record.ts'
import type { DiffGroup, DiffGrown } from '../../workbench/results.ts'
import { mergedPaths } from '../merged-paths.ts'
import { isPartial, isReachable } from '../study.ts'
import { isOneProcess, type Compared } from './compared.ts'
import { earliestOf } from './matching.ts'

const BRANCHES = 8

/**
 * @param groups numbers of all groups by class; `recordOf` gives their figures
 * @param groupOf row of the last dump -> group
 * @param only rows of the last dump that are asked about
 */
export function grownClass(
  compared: Compared,
  groups: readonly number[],
  recordOf: (group: number) => DiffGroup,
  groupOf: Uint32Array,
  only: Bitset | undefined,
): DiffGrown | undefined {
  let most: number | undefined
  let group: DiffGroup | undefined
  for (const each of groups) {
    const record = recordOf(each)
    if (record.net.count <= 0 || record.net.bytes <= (group?.net.bytes ?? 0)) continue
    if (!isOwnClass(record.name)) continue
    most = each
    group = record
  }
  if (group === undefined) return undefined
  const last = compared.dumps[compared.dumps.length - 1].study
  if (!isOneProcess(compared) || isPartial(last)) return { group }
  const rows: number[] = []
  for (let row = 0; row < groupOf.length; row++) {
    if (groupOf[row] !== most || !isReachable(last, row)) continue
    if (only !== undefined && (only[row >>> 5] & (1 << row)) === 0) continue
    if (earliestOf(compared.matchings, row) === NONE) rows.push(row)
  }
  return { group, tree: mergedPaths(last, Uint32Array.from(rows), BRANCHES) }
}
