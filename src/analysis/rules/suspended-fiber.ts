// Fibers that wait and are never resumed, and enumerators that were begun (next, peek) and never ended:
// each has a stack of its own and all local variables of the methods in the middle of which it stopped.
import type { Candidate } from '../why/candidate.ts'
import { anchorAbove, anchorWords } from './evidence/anchors.ts'
import { countedStep } from './words/held-kinds.ts'
import { heldTitle, isOfClass, stepShowing } from './words/held-words.ts'
import type { Rule, RuleContext } from './rule.ts'
import { capital, className, counted } from './words/words.ts'
import { suspicionOf } from './evidence/suspicion.ts'

const FIBER = /^Fiber$/
const ENUMERATOR = /^Enumerator(?:::\w+)?$/

export const suspendedFiber: Rule = {
  name: 'suspended-fiber',
  explain(candidate, context) {
    const { steps, held } = candidate
    // A fiber made once, that much hangs on, is another story.
    const fiber = stepShowing(candidate, (step) => step.count > 1 && isOfClass(step, FIBER))
    const begun = stepShowing(candidate, (step) => step.count > 1 && isOfClass(step, ENUMERATOR))
    if (fiber < 0) return undefined
    const isEnumerator = begun >= 0 && begun < fiber
    const at = isEnumerator ? begun : fiber
    const { label, count } = steps[at]
    const tail = at === held ? '' : `, and with them ${counted(count, `#<${className(label)}>`)}`
    return {
      title: `${titleOf(candidate, context)}${tail === '' ? ', which ' : `${tail} that `}${isEnumerator ? 'were begun and never finished' : 'never ended'}`,
      because: isEnumerator
        ? 'Calling next or peek on an enumerator starts a fiber, which stops in the middle of the loop and keeps its stack and all local variables there until the loop has come to its end.'
        : 'A fiber that waits keeps its stack and all local variables of the methods in which it stopped, until it is resumed and ends.',
      advice: isEnumerator
        ? 'Do not keep enumerators that were advanced with next: use each, first or lazy, or let go of them (set the variable to nil) when done.'
        : 'See that each fiber that waits is resumed or given up: a timeout, an ensure that takes it off the waiting list. Let go of those that will not be resumed.',
      confidence: 'likely',
      suspicion: Math.max(0.7, suspicionOf(candidate, context)),
    }
  },
}

/** Where one fiber leads to the others, what holds that one says more. */
function titleOf(candidate: Candidate, context: RuleContext): string {
  const { steps, held } = candidate
  const first = steps.findIndex((step) => isOfClass(step, FIBER) || isOfClass(step, ENUMERATOR))
  if (first < 0 || first >= held) return heldTitle(candidate, context)
  const anchor = anchorAbove(context, first)
  if (anchor.kind === 'other') return heldTitle(candidate, context)
  return `${capital(anchorWords(context, anchor))} leads to ${countedStep(steps[held], context)}`
}
