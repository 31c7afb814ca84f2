// What each request left behind, by class and by gem: the dumps of an exercised application compared as
// `loupe diff` does, and divided by the requests between them. What the allocation tracer needs for
// itself is taken out: it is the price of knowing the sites.

import type { ExerciseDump, ExerciseGroup, ExerciseGrowth } from '../workbench/capture-results.ts'
import type { Comparison } from '../workbench/comparison.ts'
import type { CountBytes, DiffGroup } from '../workbench/results.ts'
import { TRACER } from '../report/diff-table.ts'

const SHOWN = 12
const ALL = 1_000_000
/** What `--by gem` calls objects without a site, the tracer's table among them. */
const NO_SITE = '(not traced)'

/** The first dump, the last, and the one in the middle: a comparison takes three. */
export function comparedDumps(dumps: readonly ExerciseDump[]): readonly ExerciseDump[] {
  if (dumps.length <= 3) return dumps
  return [dumps[0], dumps[(dumps.length - 1) >> 1], dumps[dumps.length - 1]]
}

/** `dumps`: the two or three that are compared. */
export function growthPerRequest(
  comparison: Comparison,
  dumps: readonly ExerciseDump[],
  traced: boolean,
): ExerciseGrowth {
  const requests = dumps[dumps.length - 1].requests - dumps[0].requests
  const requestsOfSecond = dumps[1].requests - dumps[0].requests
  const perRequest = (group: DiffGroup, less?: DiffGroup): ExerciseGroup => ({
    name: group.name,
    net: divided(minus(group.net, less?.net), requests),
    ...(group.retained === undefined
      ? {}
      : { retained: divided(minus(group.retained, less?.retained), requestsOfSecond) }),
  })
  const byClass = comparison.diff({ by: 'class', sort: 'net', limit: ALL })
  const tracer = byClass.groups.find(({ name }) => name === TRACER)
  const classes = byClass.groups.filter((group) => group !== tracer && isGrown(group))
  const gems = traced ? comparison.diff({ by: 'gem', sort: 'net', limit: ALL }).groups : undefined
  const grown = byClass.grown?.group
  return {
    requests,
    requestsOfSecond,
    dumps: dumps.map(({ path }) => path),
    total: perRequest(byClass.total, tracer),
    classes: classes.slice(0, SHOWN).map((group) => perRequest(group)),
    ...(gems === undefined
      ? {}
      : {
          gems: gems
            .map((group) => perRequest(group, group.name === NO_SITE ? tracer : undefined))
            .filter(({ net }) => net.bytes > 0 || net.count > 0)
            .slice(0, SHOWN),
        }),
    // Some of a class come and go: one more in every second request is a leak worth its path.
    ...(grown !== undefined && grown.net.count * 2 >= requests ? { grown: grown.name } : {}),
  }
}

function isGrown({ net }: DiffGroup): boolean {
  return net.bytes > 0 || net.count > 0
}

function minus(one: CountBytes, other: CountBytes | undefined): CountBytes {
  if (other === undefined) return one
  return { count: one.count - other.count, bytes: one.bytes - other.bytes }
}

function divided({ count, bytes }: CountBytes, by: number): CountBytes {
  return { count: count / by, bytes: bytes / by }
}
