// Groups of objects with what they take and what they keep alive: count, shallow bytes, and bytes
// that would be freed with the whole group, none counted twice (graph/retained-groups.ts).
// Cost: three passes over the rows and one over the dominator tree.
import type { Bitset } from '../base/bitset.ts'
import { LoupeError } from '../base/errors.ts'
import { FLAG_CLASS_EDGE, NONE } from '../base/record.ts'
import { retainedByGroup } from '../graph/retained-groups.ts'
import { handleOf } from '../naming/node-kind.ts'
import { RESULT_VERSION } from '../workbench/results.ts'
import type { CountBytes, Group, Grouping, GroupSort, Top, Where } from '../workbench/results.ts'
import { copiesOf, type Copies } from './by-value.ts'
import { groupsBy, type Groups } from './groupings.ts'
import { isPartial, type Study } from './study.ts'
import { rowsWhere } from './where.ts'

export interface TopOptions {
  readonly by: Grouping
  readonly sort?: GroupSort
  readonly limit?: number
  readonly where?: Where
}

/** Typed figures of each group. */
export interface Tally {
  readonly count: Float64Array
  readonly bytes: Float64Array
  readonly ungrouped: CountBytes
}

const LIMIT = 20

export function top(study: Study, options: TopOptions): Top {
  const only = options.where === undefined ? undefined : rowsWhere(study, options.where)
  const partial = isPartial(study)
  const sort = options.sort ?? defaultSort(options.by, partial)
  if (sort === 'wasted' && options.by !== 'value') throw notOfCopies(options.by)
  const groups = groupsBy(study, options.by)
  const tally = tallyGroups(study, groups.groupOf, groups.count, only)
  const references = referencesOfGroups(study, groups, only)
  const copies = options.by === 'value' ? copiesOf(study, groups, only) : undefined
  const retained = partial
    ? undefined
    : retainedByGroup(
        study.trees.dominators,
        groups.groupOf,
        groups.count,
        only === undefined ? {} : { only },
      )
  const figure = sort === 'refs' ? references : sort === 'wasted' ? copies?.wasted : retained
  const order = sortedGroups(groups, tally, figure, sort)
  let count = 0
  let bytes = 0
  for (const group of order) {
    count += tally.count[group]
    bytes += tally.bytes[group]
  }
  return {
    kind: 'top',
    version: RESULT_VERSION,
    by: options.by,
    sort,
    groups: order.slice(0, options.limit ?? LIMIT).map((group) => ({
      ...groupRecord(groups, tally, retained, group),
      references: references[group],
      ...(copies === undefined ? {} : copyRecord(copies, group)),
    })),
    groupCount: order.length,
    total: { count, bytes },
    ...(copies === undefined ? {} : { wasted: copies.wasted.reduce((sum, of) => sum + of, 0) }),
    ungrouped: tally.ungrouped,
  }
}

function defaultSort(by: Grouping, partial: boolean): GroupSort {
  if (by === 'value') return 'wasted'
  return partial ? 'bytes' : 'retained'
}

function notOfCopies(by: Grouping): LoupeError {
  return new LoupeError(
    'usage',
    `groups by ${by} cannot be sorted by what copies waste: only strings are compared.`,
    'Use --by value, or sort by retained, bytes, count, refs or name.',
  )
}

function copyRecord({ wasted, example }: Copies, group: number): Partial<Group> {
  return { wasted: wasted[group], example: handleOf(example[group]) }
}

/** group -> references that its members hold; the one to the class is not counted. */
function referencesOfGroups(
  { heap }: Study,
  { groupOf, count }: Groups,
  only?: Bitset,
): Float64Array {
  const { offsets } = heap.graph
  const { flags } = heap.columns
  const references = new Float64Array(count)
  for (let row = 0; row < groupOf.length; row++) {
    if (groupOf[row] === NONE) continue
    if (only !== undefined && (only[row >>> 5] & (1 << row)) === 0) continue
    const own = (flags[row] & FLAG_CLASS_EDGE) === 0 ? 0 : 1
    references[groupOf[row]] += offsets[row + 1] - offsets[row] - own
  }
  return references
}

export function tallyGroups(
  { heap }: Study,
  groupOf: Uint32Array,
  groupCount: number,
  only?: Bitset,
): Tally {
  const { size } = heap.columns
  const count = new Float64Array(groupCount)
  const bytes = new Float64Array(groupCount)
  let otherCount = 0
  let otherBytes = 0
  for (let row = 0; row < groupOf.length; row++) {
    if (only !== undefined && (only[row >>> 5] & (1 << row)) === 0) continue
    const group = groupOf[row]
    if (group === NONE) {
      otherCount++
      otherBytes += size[row]
    } else {
      count[group]++
      bytes[group] += size[row]
    }
  }
  // Giants count as NONE bytes above.
  for (const [row, giant] of heap.giants) {
    if (only !== undefined && (only[row >>> 5] & (1 << row)) === 0) continue
    if (groupOf[row] === NONE) otherBytes += giant - NONE
    else bytes[groupOf[row]] += giant - NONE
  }
  return { count, bytes, ungrouped: { count: otherCount, bytes: otherBytes } }
}

/**
 * Groups that have members, in the order asked for; ties by bytes, then by name, or by first
 * appearance where a name costs a read. `figure`: what to sort by where it is not in the tally.
 */
export function sortedGroups(
  { nameOf, namesAreRead }: Groups,
  { count, bytes }: Tally,
  figure: Float64Array | undefined,
  sort: GroupSort,
): number[] {
  const order: number[] = []
  for (let group = 0; group < count.length; group++) if (count[group] > 0) order.push(group)
  if (sort === 'name') {
    /** group -> name, each made once */
    const names: string[] = []
    for (const group of order) names[group] = nameOf(group)
    return order.sort((a, b) => compareNames(names[a], names[b]))
  }
  const byName = (a: number, b: number) =>
    namesAreRead === true ? a - b : compareNames(nameOf(a), nameOf(b))
  const first = sort === 'count' ? count : sort === 'bytes' ? bytes : (figure ?? bytes)
  return order.sort((a, b) => first[b] - first[a] || bytes[b] - bytes[a] || byName(a, b))
}

export function groupRecord(
  { nameOf }: Groups,
  { count, bytes }: Tally,
  retained: Float64Array | undefined,
  group: number,
): Group {
  return {
    name: nameOf(group),
    count: count[group],
    bytes: bytes[group],
    ...(retained === undefined ? {} : { retained: retained[group] }),
  }
}

/** Numbers as numbers (`40 B` before `160 B`), all else by character. */
function compareNames(a: string, b: string): number {
  const difference = Number.parseInt(a, 10) - Number.parseInt(b, 10)
  if (difference !== 0 && !Number.isNaN(difference)) return difference
  return a < b ? -1 : a > b ? 1 : 0
}
