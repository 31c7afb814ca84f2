// What has grown between two or three dumps, by group. Objects of one process are told new, freed and
// kept one by one; of dumps of different processes only the groups' sizes are compared.
// Cost: a few passes over the rows of each dump; dominator trees for what groups keep alive.
import { keepCommon, type Bitset } from '../../base/bitset.ts'
import { retainedByGroup } from '../../graph/retained-groups.ts'
import { RESULT_VERSION } from '../../workbench/results.ts'
import type {
  CountBytes,
  Diff,
  DiffGroup,
  DiffGrouping,
  DiffSet,
  DiffSort,
  Where,
} from '../../workbench/results.ts'
import { objectRef } from '../study.ts'
import { tallyGroups, type Tally } from '../top.ts'
import { commonGroups, type CommonGroups, type DiffGroups } from './common-groups.ts'
import {
  allHaveRoots,
  describeDump,
  isOneProcess,
  needOneProcess,
  qualities,
  studiesOf,
  type Compared,
} from './compared.ts'
import { diffNotes } from './diff-notes.ts'
import { grownClass } from './grown.ts'
import { groupsByHolder } from './holder-groups.ts'
import { groupsByPath } from './path-groups.ts'
import { dumpOfSet, membersOf } from './sets.ts'
import { rowsWhereInAll } from './where-in-all.ts'

export interface DiffOptions {
  readonly by?: DiffGrouping
  readonly sort?: DiffSort
  readonly limit?: number
  readonly where?: Where
}

/** Figures of all groups; what needs one process is absent without it. */
interface Figures {
  readonly dumps: readonly Tally[]
  readonly fresh?: Tally
  readonly freed?: Tally
  readonly kept?: Tally
  readonly retained?: Tally
  /** group -> bytes */
  readonly growth?: Float64Array
}

const LIMIT = 20

export function diff(compared: Compared, options: DiffOptions = {}): Diff {
  const { by = 'class', limit = LIMIT, where } = options
  const groups = groupsOf(compared, by)
  const only = rowsWhereInAll(compared, where)
  const figures = figuresOf(compared, groups, only)
  const sort = sortOf(options.sort, figures)
  const order = sorted(groups, figures, sort)
  const { dumps } = compared
  const last = dumps.length - 1
  const recordOf = (group: number): DiffGroup => {
    const holder = groups.holderOf?.(group)
    return {
      ...groupRecord(groups.nameOf(group), figures, (tally) => at(tally, group)),
      ...(holder === undefined ? {} : { holder: objectRef(dumps[1].study, holder) }),
      ...(figures.growth === undefined ? {} : { retainedGrowth: figures.growth[group] }),
    }
  }
  const grown =
    by === 'class'
      ? grownClass(compared, order, recordOf, groups.groupOf[last], only[last])
      : undefined
  return {
    kind: 'diff',
    version: RESULT_VERSION,
    dumps: dumps.map(describeDump),
    by,
    sort,
    quality: qualities(compared),
    groups: order.slice(0, limit).map(recordOf),
    groupCount: order.length,
    total: groupRecord('total', figures, totalOf),
    ...(grown === undefined ? {} : { grown }),
    notes: diffNotes(compared, by),
  }
}

function groupsOf(compared: Compared, by: DiffGrouping): DiffGroups {
  if (by === 'holder') {
    needOneProcess(compared, 'none of their objects can be found in the other')
    return groupsByHolder(compared)
  }
  if (by === 'path') return groupsByPath(compared)
  return commonGroups(studiesOf(compared), by)
}

function figuresOf(
  compared: Compared,
  { groupOf, count }: CommonGroups,
  only: readonly (Bitset | undefined)[],
): Figures {
  const studies = studiesOf(compared)
  const tallied = (dump: number, rows: Bitset | undefined) =>
    tallyGroups(studies[dump], groupOf[dump], count, rows)
  const talliedSet = (set: DiffSet) => {
    const dump = dumpOfSet(set)
    const rows = membersOf(compared, set)
    const asked = only[dump]
    return tallied(dump, asked === undefined ? rows : keepCommon(rows, asked))
  }
  const dumps = studies.map((_, dump) => tallied(dump, only[dump]))
  const last = studies.length - 1
  const growth = allHaveRoots(compared)
    ? growthOf(
        retained(studies[0], groupOf[0], count, only[0]),
        retained(studies[last], groupOf[last], count, only[last]),
      )
    : undefined
  const figures: Figures = { dumps, ...(growth === undefined ? {} : { growth }) }
  if (!isOneProcess(compared)) return figures
  return {
    ...figures,
    fresh: talliedSet('new'),
    freed: talliedSet('freed'),
    kept: talliedSet('kept'),
    ...(last === 2 ? { retained: talliedSet('retained') } : {}),
  }
}

function retained(
  { trees }: Compared['dumps'][number]['study'],
  groupOf: Uint32Array,
  count: number,
  only: Bitset | undefined,
): Float64Array {
  return retainedByGroup(trees.dominators, groupOf, count, only === undefined ? {} : { only })
}

function growthOf(before: Float64Array, after: Float64Array): Float64Array {
  return after.map((bytes, group) => bytes - before[group])
}

function at({ count, bytes }: Tally, group: number): CountBytes {
  return { count: count[group], bytes: bytes[group] }
}

/** Every object is in a group. */
function totalOf({ count, bytes }: Tally): CountBytes {
  const sum = (numbers: Float64Array) => numbers.reduce((all, one) => all + one, 0)
  return { count: sum(count), bytes: sum(bytes) }
}

function groupRecord(
  name: string,
  { dumps, fresh, freed, kept, retained: still }: Figures,
  of: (tally: Tally) => CountBytes,
): DiffGroup {
  const before = of(dumps[0])
  const last = of(dumps[dumps.length - 1])
  return {
    name,
    before,
    after: of(dumps[1]),
    ...(dumps.length > 2 ? { later: last } : {}),
    ...(fresh === undefined ? {} : { new: of(fresh) }),
    ...(freed === undefined ? {} : { freed: of(freed) }),
    ...(kept === undefined ? {} : { kept: of(kept) }),
    ...(still === undefined ? {} : { retained: of(still) }),
    net: { count: last.count - before.count, bytes: last.bytes - before.bytes },
  }
}

/** What cannot be sorted by for want of figures is sorted by what there is. */
function sortOf(wanted: DiffSort | undefined, figures: Figures): DiffSort {
  const sort = wanted ?? (figures.retained === undefined ? 'net' : 'retained')
  if (sort === 'retained' && figures.retained === undefined) {
    return figures.fresh === undefined ? 'net' : 'new'
  }
  if (sort === 'growth' && figures.growth === undefined) return 'net'
  if ((sort === 'new' || sort === 'freed') && figures.fresh === undefined) return 'net'
  return sort
}

/**
 * Groups that have members in any dump, those that did not change last; ties by bytes gained, by
 * objects gained, then by name.
 */
function sorted({ count, nameOf }: CommonGroups, figures: Figures, sort: DiffSort): number[] {
  const { dumps, fresh, freed, retained: still, growth } = figures
  const first = dumps[0]
  const last = dumps[dumps.length - 1]
  const net = (group: number) => last.bytes[group] - first.bytes[group]
  const gained = (group: number) => last.count[group] - first.count[group]
  const key: Readonly<Record<DiffSort, (group: number) => number>> = {
    net,
    new: (group) => fresh?.bytes[group] ?? 0,
    retained: (group) => still?.bytes[group] ?? 0,
    freed: (group) => freed?.bytes[group] ?? 0,
    growth: (group) => growth?.[group] ?? 0,
    name: () => 0,
  }
  const by = key[sort]
  const order: number[] = []
  for (let group = 0; group < count; group++) {
    if (dumps.some((tally) => tally.count[group] > 0)) order.push(group)
  }
  const byName = (a: number, b: number) => compare(nameOf(a), nameOf(b))
  if (sort === 'name') return order.sort(byName)
  const moved = (tally: Tally | undefined, group: number) => (tally?.count[group] ?? 0) > 0
  const isIdle = (group: number) =>
    by(group) === 0 &&
    net(group) === 0 &&
    gained(group) === 0 &&
    !moved(fresh, group) &&
    !moved(freed, group)
  return order.sort(
    (a, b) =>
      Number(isIdle(a)) - Number(isIdle(b)) ||
      by(b) - by(a) ||
      net(b) - net(a) ||
      gained(b) - gained(a) ||
      byName(a, b),
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
