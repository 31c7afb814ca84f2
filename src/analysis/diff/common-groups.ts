// Groups of two or three dumps under one numbering: equal names are one group. Each dump is grouped
// by its own numbers first (analysis/groupings.ts), and only the names are compared.
// Cost: a pass over the rows of each dump, and one Map of the names; memory 4 bytes a row.
import { LoupeError } from '../../base/errors.ts'
import { NONE } from '../../base/record.ts'
import { groupsBy, type Groups } from '../groupings.ts'
import type { Study } from '../study.ts'
import { foldGem, foldVersions } from './folded-version.ts'

export interface CommonGroups {
  /** For each dump: row -> group */
  readonly groupOf: readonly Uint32Array[]
  readonly count: number
  nameOf(group: number): string
}

/** What all groupings of a comparison give. */
export interface DiffGroups extends CommonGroups {
  /** By holder: group -> its object in the second dump, the one that grew most of several */
  holderOf?(group: number): number | undefined
}

export type NameGrouping = 'class' | 'type' | 'site' | 'gem' | 'generation'

/** Objects that a grouping by allocation says nothing about. */
const NOT_TRACED = '(not traced)'
/** Objects that a grouping by what holds them says nothing about. */
export const UNREACHED = '(reached by no root)'

export function commonGroups(studies: readonly Study[], by: NameGrouping): CommonGroups {
  if (by === 'site' || by === 'gem' || by === 'generation') needTracing(studies, by)
  const own = studies.map((study) => groupsBy(study, by))
  const fold = by === 'gem' ? gemNames(own) : by === 'class' ? foldVersions : NO_FOLDS[by]
  const numbers = new Map<string, number>()
  const groupOf = own.map((groups) => renumbered(groups, numbers, fold))
  const names = [...numbers.keys()]
  return { groupOf, count: names.length, nameOf: (group) => names[group] }
}

const NO_FOLDS = {
  type: (name: string) => name,
  generation: (name: string) => name,
  site: foldVersions,
} as const

/** Gems keep their versions in view where the dumps have the same ones. */
function gemNames(own: readonly Groups[]): (name: string) => string {
  const versions = new Map<string, string>()
  const folded = new Set<string>()
  for (const { count, nameOf } of own) {
    for (let group = 0; group < count; group++) {
      const name = nameOf(group)
      const gem = foldGem(name)
      const known = versions.get(gem)
      if (known === undefined) versions.set(gem, name)
      else if (known !== name) folded.add(gem)
    }
  }
  return (name) => (folded.has(foldGem(name)) ? foldGem(name) : name)
}

function renumbered(
  { groupOf, count, nameOf }: Groups,
  numbers: Map<string, number>,
  fold: (name: string) => string,
): Uint32Array {
  const common = new Uint32Array(count).fill(NONE)
  const numberOf = (name: string): number => {
    const number = numbers.get(name) ?? numbers.size
    numbers.set(name, number)
    return number
  }
  const rows = new Uint32Array(groupOf.length)
  for (let row = 0; row < rows.length; row++) {
    const group = groupOf[row]
    if (group === NONE) rows[row] = numberOf(NOT_TRACED)
    else {
      // Only groups that have members get a number.
      if (common[group] === NONE) common[group] = numberOf(fold(nameOf(group)))
      rows[row] = common[group]
    }
  }
  return rows
}

function needTracing(studies: readonly Study[], by: NameGrouping): void {
  if (studies.some(({ heap }) => heap.dialect.traced)) return
  throw new LoupeError(
    'no-answer',
    `none of these dumps can be grouped by ${by}: allocations were not traced.`,
    'Group by class or holder, or call ObjectSpace.trace_object_allocations_start early and dump again.',
  )
}
