// Exceptions and bindings that error trackers, error pages and consoles keep. A binding keeps all local
// variables of its method and of all blocks around it; an exception keeps its backtrace, its cause and its
// receiver, and whatever was put on it (with better_errors or binding_of_caller: bindings of all frames).
import type { CandidateStep } from '../why/candidate.ts'
import { suspicionOf } from './container-words.ts'
import { heldTitle, stepShowing } from './held-words.ts'
import type { Rule, RuleContext } from './rule.ts'
import { className, counted } from './words.ts'

const DEEPEST = 50

export const trackerException: Rule = {
  name: 'tracker-exception',
  explain(candidate, context) {
    const at = stepShowing(candidate, (step) => isException(step, context))
    if (at < 0) return undefined
    const { label, count } = candidate.steps[at]
    const isBinding = className(label) === 'Binding'
    const tail = at === candidate.held ? '' : `, and with them ${counted(count, label)}`
    return {
      title: `${heldTitle(candidate, context)}${tail}: ${isBinding ? 'the scopes of finished calls' : 'errors that are kept'}`,
      because: isBinding
        ? 'A Binding keeps the scope of a method that was running: self and all its local variables, with everything behind them, such as a whole request.'
        : 'An exception keeps its backtrace, its cause, the object that it was raised for (NameError, KeyError, FrozenError) and whatever was stored in it, with everything behind that.',
      advice:
        'Keep of an error what is shown of it: class, message and the first lines of the backtrace as strings. Give the list of recent errors a limit, and do not use tools that keep bindings of errors (better_errors, binding_of_caller) in production.',
      confidence: 'certain',
      suspicion: Math.max(0.7, suspicionOf(candidate, context)),
    }
  },
}

function isException({ label, node }: CandidateStep, { study }: RuleContext): boolean {
  if (!label.startsWith('#<') || node >= study.heap.count) return false
  if (/^(?:Binding|Thread::Backtrace)$/.test(className(label))) return true
  const { classes } = study.names
  let row = classes.rawClassOf(node)
  for (let step = 0; step < DEEPEST && row < study.heap.count; step++) {
    if (classes.ownName(row) === 'Exception') return true
    row = classes.superclassOf(row)
  }
  return false
}
