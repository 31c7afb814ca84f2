// What rules about a mechanism share: which step shows it, and who holds it all, in words.
import type { Candidate, CandidateStep } from '../../why/candidate.ts'
import { anchorOf, anchorWords } from '../evidence/anchors.ts'
import { containerOf, ofOwner } from './container-words.ts'
import { countedStep } from './held-kinds.ts'
import type { RuleContext } from '../rule.ts'
import { capital, className, oneOf } from './words.ts'

/** A step below what is held is the story where it owns so much of it. */
const MUCH = 0.3

/** The first step at or below what is held that shows a mechanism; -1 where none does. */
export function stepShowing(
  { steps, held }: Candidate,
  shows: (step: CandidateStep) => boolean,
): number {
  const least = steps[held].owned * MUCH
  return steps.findIndex((step, i) => i >= held && step.owned >= least && shows(step))
}

/** 'The constant Store::ALL holds 900 Page objects', 'A large string, held by a Log object'. */
export function heldTitle(candidate: Candidate, context: RuleContext): string {
  const container = containerOf(candidate, context)
  if (container !== undefined) return container.title
  const step = candidate.steps[candidate.held]
  const what = step.count === 1 ? oneOf(step.label) : countedStep(step, context)
  return capital(`${what}${heldBy(candidate, context)}`)
}

/** ', held by the constant Store::ALL'; '' where nothing that programs have a name for does. */
export function heldBy(candidate: Candidate, context: RuleContext): string {
  const anchor = anchorOf(context, candidate)
  return anchor.kind === 'other'
    ? ''
    : `, held by ${anchorWords(context, anchor)}${ofOwner(anchor, context)}`
}

/** `#<Fiber>`, `#<StringIO (strio)>` … by the class alone. */
export function isOfClass({ label }: CandidateStep, names: RegExp): boolean {
  return label.startsWith('#<') && names.test(className(label))
}
