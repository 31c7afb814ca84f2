// A list of subscribers, observers, listeners or callbacks that each request adds to and none leaves.
// Known by the words that programs use for such lists, and by what blocks gather in: a list under the
// name of an event, in a hash.
import type { CountBytes } from '../../workbench/results.ts'
import type { Rule } from './rule.ts'
import { blockPlace } from './block-place.ts'
import { suspicionOf } from './container-words.ts'
import { heldTitle } from './held-words.ts'
import { className } from './words.ts'

const WORDS =
  /subscri(?:b|pt)|observer|listener|callback|(?:^|[^a-z])hooks?\b|handlers?\b|dispatcher|event_?(?:bus|hub|emitter|manager)|emitter|notif(?:y|ier|ications)|pub_?sub/i

export const subscribers: Rule = {
  name: 'subscribers',
  explain(candidate, context) {
    const { steps, held, holder, shape } = candidate
    if (shape !== 'container') return undefined
    const isBlocks = /^#<(?:Proc|Method)>$/.test(steps[held].label)
    const [above, list] = [steps[holder - 1]?.label ?? '', steps[holder].label]
    const isNamed = context.steps
      .slice(1, holder + 1)
      .some(
        ({ step, edge }) =>
          (step.label !== 'Object (class)' && WORDS.test(className(step.label))) ||
          (edge !== undefined && WORDS.test(edge)),
      )
    const isByEvent = isBlocks && above.startsWith('Hash') && /^(?:Array|Set)/.test(list)
    if (!isNamed && !isByEvent) return undefined
    if (!/^(?:Array|Hash|Set|#<Set)/.test(list)) return undefined
    const place = isBlocks ? blockPlace(context.study, steps[held].node) : undefined
    return {
      title: `${heldTitle(candidate, context).replace(/ Proc objects?(?=$| in |, in )/, ' blocks')}${isBlocks ? behind() : ''}: ${grows(context.growth) ? 'subscribers that are never taken off' : 'a list of subscribers'}`,
      because: `Whoever subscribes stays in the list until somebody unsubscribes${isBlocks ? ', and a block keeps self and all local variables of where it was written' : ''}. If each request, job or object subscribes, the list never stops growing.`,
      advice: `Subscribe once, when the program starts, not for each request${place === undefined ? '' : ` (see ${place})`}; or unsubscribe when done, in an ensure block.`,
      confidence: 'likely',
      suspicion: Math.max(0.7, suspicionOf(candidate, context)),
    }

    function behind(): string {
      const next = steps
        .slice(held + 1)
        .find(({ label }) => label !== 'env' && label !== '#<Proc>' && label.startsWith('#<'))
      return next === undefined ? '' : `, which keep ${className(next.label)} objects`
    }
  },
}

function grows(growth: readonly CountBytes[]): boolean {
  return growth.length > 1 && growth[growth.length - 1].count > growth[0].count
}
