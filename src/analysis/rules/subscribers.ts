// A list of subscribers, observers, listeners or callbacks that each request adds to and none leaves.
// Known by the words that programs use for such lists, by what blocks gather in, which is a list under
// the name of an event, in a hash, and by the methods of what has it.
import * as K from '../ownership/owner-kinds.ts'
import type { Candidate } from '../why/candidate.ts'
import { grewInNumber } from '../why/grew.ts'
import { anchorAbove } from './evidence/anchors.ts'
import type { Rule, RuleContext } from './rule.ts'
import { blockPlace } from './blocks/block-place.ts'
import { knownWords } from './words/container-words.ts'
import { contentEdges } from './evidence/hash-keys.ts'
import { heldTitle } from './words/held-words.ts'
import { letsSubscribe } from './evidence/subscriber-methods.ts'
import { className } from './words/words.ts'
import { isOfLibrary, suspicionOf } from './evidence/suspicion.ts'

const WORDS =
  /subscri(?:b|pt)|observer|listener|callback|(?:^|[^a-z])hooks?\b|handlers?\b|dispatcher|event_?(?:bus|hub|emitter|manager)|emitter|notif(?:y|ier|ications)|pub_?sub/i

export const subscribers: Rule = {
  name: 'subscribers',
  explain(candidate, context) {
    const { steps, held, holder, shape } = candidate
    if (shape !== 'container') return undefined
    const isBlocks = /^#<(?:Proc|Method)>$/.test(steps[held].label)
    const [above, list] = [steps[holder - 1]?.label ?? '', steps[holder].label]
    // Whatever is below a handler of connections is none of its subscribers, but blocks may be.
    const from = isBlocks ? 1 : Math.max(1, anchorAbove(context, holder).owner)
    const isNamed = context.steps
      .slice(from, holder + 1)
      .some(
        ({ step, edge }) =>
          (step.label !== 'Object (class)' && WORDS.test(className(step.label))) ||
          (edge !== undefined && WORDS.test(edge)),
      )
    const isByEvent = isBlocks && above.startsWith('Hash') && /^(?:Array|Set)/.test(list)
    if (!isNamed && !isByEvent && !isByMethods(candidate, context)) return undefined
    if (!/^(?:Array|Hash|Set|#<Set)/.test(list)) return undefined
    const place = isBlocks ? blockPlace(context.study, steps[held].node) : undefined
    const see = place === undefined ? '' : ` (see ${place})`
    const known = knownWords(candidate, context)
    return {
      title: `${titleOf(candidate, context)}${isBlocks || isOfLibrary(steps[held]) ? behind() : ''}: ${grewInNumber(context.growth) ? 'subscribers that are never taken off' : 'a list of subscribers'}`,
      because: `Whoever subscribes stays in the list until somebody unsubscribes${isBlocks ? ', and a block keeps self and all local variables of where it was written' : ''}. If each request, job or object subscribes, the list never stops growing.`,
      advice: `Subscribe once, when the program starts, not for each request${see}; or unsubscribe when done, in an ensure block.`,
      ...(known === undefined ? {} : { ...known, advice: `${known.advice}${see}` }),
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

/** So many entries are looked at. */
const ASKED = 20
const LISTENERS: ReadonlySet<number> = new Set([K.INSTANCE, K.DATA, K.METHOD])

/** Objects or blocks, in a list of an object whose methods let others subscribe. */
function isByMethods({ steps, holder }: Candidate, context: RuleContext): boolean {
  const { study, owned } = context
  const { kind, owner } = anchorAbove(context, holder)
  if (kind !== 'instance') return false
  const [first, end] = contentEdges(study, steps[holder].node)
  const entries = study.heap.graph.targets.subarray(first, Math.min(end, first + ASKED))
  if (!entries.some((node) => LISTENERS.has(owned.ranks.kinds[node]))) return false
  return letsSubscribe(study, study.names.classes.rawClassOf(steps[owner].node))
}

/** With the event that they wait for, where it is the key of their list. */
function titleOf(candidate: Candidate, context: RuleContext): string {
  const title = heldTitle(candidate, context).replace(/ Proc objects?(?=$| in |, in )/, ' blocks')
  const list = context.steps[candidate.holder]
  const [, event] = (list.certain && EVENT.exec(list.edge ?? '')) || []
  return event === undefined ? title : `${title.replace(/, in an? [^,]+$/, '')} for ${event}`
}

/** A name that is the key of a hash. */
const EVENT = /^\[(:?[\w.-]{1,60}|"[\w .:/-]{1,60}")\]$/
