// Where there are as many as before but they own more, what they hold has gathered: each of thirty
// accounts has a log, and it is the logs that grow. Steps that own most are looked at first, then, of
// what has little of it, those kinds whose growth explains that of the whole: thirty threads have a
// megabyte of stack each, and it is what one of their variables holds that grows.
// Cost: the children of the candidate's steps, in each dump; of few candidates.
import type { CountBytes } from '../../workbench/results.ts'
import { splicedTree } from '../ownership/shown-tree.ts'
import type { Study } from '../study.ts'
import { stepsBelow } from './accumulation.ts'
import type { Candidate, CandidateStep } from './candidate.ts'
import { childGroups } from './child-groups.ts'
import type { History } from './growth.ts'

/** Of the growth, what a kind of children explains to be followed. */
const MOST = 0.5
/** Of all reachable bytes: what grew by less is not looked into. */
const LEAST_GROWN = 0.002
const DEEPEST = 8
/** Kinds of children that are measured in all dumps, the largest. */
const MOST_KINDS = 12

/** @returns the candidate itself where its number grew, or where nothing tells more */
export function deepened(study: Study, candidate: Candidate, history: History): Candidate {
  const { steps, held, shape } = candidate
  if (history.totals.length === 1 || shape === 'single' || shape === 'chain') return candidate
  const growth = history.growthOf(candidate)
  if (grew(growth)) return candidate
  for (let at = held + 1; at < steps.length; at++) {
    const deeper = asGroup(candidate, steps, at)
    if (grew(history.growthOf(deeper))) return deeper
  }
  const least = history.totals[history.totals.length - 1] * LEAST_GROWN
  const more = bytesGrown(growth)
  if (more < least || steps[held].count < 2) return candidate
  return grownBelow(study, candidate, history, more * MOST) ?? candidate
}

/** The first kind below whose number grew, on the way that explains so many bytes of growth. */
function grownBelow(
  study: Study,
  candidate: Candidate,
  history: History,
  least: number,
): Candidate | undefined {
  const shown = splicedTree(study)
  let steps: readonly CandidateStep[] = candidate.steps.slice(0, candidate.held + 1)
  while (steps.length <= candidate.held + DEEPEST) {
    const { groups } = childGroups(study, shown, steps[steps.length - 1].positions, least)
    const next = groups
      .slice(0, MOST_KINDS)
      .map((step) => asGroup(candidate, [...steps, step], steps.length))
      .map((deeper) => ({ deeper, growth: history.growthOf(deeper) }))
      .find(({ growth }) => bytesGrown(growth) >= least)
    if (next === undefined) return undefined
    steps = next.deeper.steps
    if (!grew(next.growth)) continue
    const below = stepsBelow(study, shown, steps[steps.length - 1])
    return asGroup(candidate, [...steps, ...below], steps.length - 1)
  }
  return undefined
}

function asGroup(candidate: Candidate, steps: readonly CandidateStep[], at: number): Candidate {
  return {
    ...candidate,
    shape: 'group',
    steps,
    holder: at - 1,
    held: at,
    tops: steps[at].positions,
    bytes: steps[at].owned,
  }
}

function bytesGrown(growth: readonly CountBytes[]): number {
  return growth[growth.length - 1].bytes - growth[0].bytes
}

/** In number, from the first dump to the last. */
function grew(growth: readonly CountBytes[]): boolean {
  const first = growth[0].count
  return growth[growth.length - 1].count > Math.max(first + 2, first * 1.02)
}
