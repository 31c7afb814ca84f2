// Exceptions and bindings that error trackers, error pages and consoles keep. A binding keeps all local
// variables of its method and of all blocks around it; an exception keeps its backtrace, its cause and its
// receiver, and whatever was put on it (with better_errors or binding_of_caller: bindings of all frames).
import { isOwnClass } from '../../base/own-class.ts'
import type { Candidate, CandidateStep } from '../why/candidate.ts'
import { suspicionOf } from './evidence/suspicion.ts'
import { heldBy, heldTitle, stepShowing } from './words/held-words.ts'
import type { Explanation, Rule, RuleContext } from './rule.ts'
import { superclassNames } from './superclass-names.ts'
import { className, counted } from './words/words.ts'

export const trackerException: Rule = {
  name: 'tracker-exception',
  explain(candidate, context) {
    const at = stepShowing(candidate, (step) => isException(step, context))
    if (at < 0) return undefined
    const { label, count } = candidate.steps[at]
    if (candidate.shape === 'chain') return ofChain(label, candidate, context)
    const isBinding = className(label) === 'Binding'
    const held = isBinding ? ownStep(candidate, at) : candidate.held
    const tail = at === held ? '' : `, and with them ${counted(count, label)}`
    return {
      title: `${heldTitle({ ...candidate, held }, context)}${tail}: ${isBinding ? 'the scopes of finished calls' : 'errors that are kept'}`,
      because: isBinding ? BINDING_BECAUSE : BECAUSE,
      advice: isBinding ? BINDING_ADVICE : ADVICE,
      confidence: 'certain',
      suspicion: Math.max(0.7, suspicionOf(candidate, context)),
      ...(held === candidate.held ? {} : { held }),
    }
  },
}

const BECAUSE =
  'An exception keeps its backtrace, its cause, the object that it was raised for (NameError, KeyError, FrozenError) and whatever was stored in it, with everything behind that.'
const ADVICE =
  'Keep of an error what is shown of it: class, message and the first lines of the backtrace as strings. Give the list of recent errors a limit, and do not use tools that keep bindings of errors (better_errors, binding_of_caller) in production.'
const BINDING_BECAUSE =
  'A Binding keeps the scope of a method that was running: self and all its local variables, with everything behind them, such as a whole request.'
const BINDING_ADVICE =
  'Take from a binding what is needed (local_variable_get) and let it go. Record calls only while somebody debugs, with a limit to what is kept, and leave tools that keep bindings (debuggers, consoles, error pages) out of production.'

/** Each error was raised while the one before it was handled, or raised again itself. */
function ofChain(label: string, candidate: Candidate, context: RuleContext): Explanation {
  const { count } = context.growth[context.growth.length - 1]
  return {
    title: `${counted(count, label)} hang on each other${heldBy(candidate, context)}: errors that are kept`,
    because: `An error that is raised while another is handled keeps that one as its cause, with its backtrace, and that one its own. Whoever keeps the newest keeps them all.`,
    advice:
      'Do not keep an error to raise it again, or raise with cause: nil. Keep of it what is shown: class, message and the first lines of the backtrace as strings.',
    confidence: 'certain',
    suspicion: 0.7,
  }
}

/** Of lists in a list nothing is told: the program's own objects in them, where the bindings are. */
function ownStep({ steps, held, shape }: Candidate, at: number): number {
  if (shape !== 'container' || !/^(?:Array|Hash)$/.test(steps[held].label)) return held
  const own = steps.findIndex(({ label }, i) => i > held && i < at && isOwnClass(className(label)))
  return own < 0 ? held : own
}

function isException({ label, node }: CandidateStep, { study }: RuleContext): boolean {
  if (!label.startsWith('#<') || node >= study.heap.count) return false
  return className(label) === 'Binding' || superclassNames(study, node).includes('Exception')
}
