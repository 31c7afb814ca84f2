// What grows a little in each of many places (spread.ts), among the places that have grown much: neither
// is told twice. Cost: the nodes below what grows at places that are told.
import type { DominatorTree } from '../../graph/dominator-tree.ts'
import { MIXED } from './child-groups.ts'
import { createClaims } from './claims.ts'
import { CLASSES } from './class-step.ts'
import { grewInNumber } from './grew.ts'
import type { Judged } from './judged.ts'
import { liesIn } from './own-growth.ts'

/** What is this much of something explains it. */
const EXPLAINED = 0.5
/** Of such holders it is not said which of them it is. */
const VAGUE: ReadonlySet<string> = new Set([CLASSES, MIXED])

/**
 * What grows in many places is told where it does not grow at places that are told already; and instead
 * of each of these places, and of what holds all of them where there are as many as before.
 */
export function withSpread(
  tree: DominatorTree,
  places: readonly Judged[],
  many: readonly Judged[],
): Judged[] {
  if (many.length === 0) return [...places]
  const topsOf = new Map(many.map((each) => [each, new Set(each.tops)]))
  const isOneOf = (each: Judged, { candidate: { steps, held } }: Judged): boolean =>
    topsOf.get(each)?.has(steps[held].positions[0]) === true
  const isInsteadOf = (each: Judged, place: Judged): boolean =>
    isOneOf(each, place) ||
    (liesIn(tree, each, place) &&
      each.verdict.grown >= place.verdict.grown * EXPLAINED &&
      (!grewInNumber(place.growth) || isVague(place)))
  const claims = createClaims(tree)
  for (const place of places) {
    const grows =
      place.isFinding && place.verdict.verdict === 'growing' && grewInNumber(place.growth)
    if (!grows || many.some((each) => isInsteadOf(each, place))) continue
    claims.claim(place.tops, place.candidate.apart)
  }
  const isNew = ({ tops }: Judged): boolean =>
    tops.reduce((sum, top) => sum + (claims.has(top) ? 1 : 0), 0) < tops.length * EXPLAINED
  const told = many.filter(isNew)
  return [...places.filter((place) => !told.some((each) => isInsteadOf(each, place))), ...told]
}

/** Of many different holders it is not said which of them it is. */
function isVague({ candidate: { steps, held } }: Judged): boolean {
  return steps.slice(0, held).some(({ label, count }) => VAGUE.has(label) && count > 1)
}
