// Names made at run time: methods, variables and constants that are called after an id or a number. Ruby
// keeps the name of each for good, and the method itself need not live for that.
import { formatCount } from '../../base/format.ts'
import { glanceAt } from '../../heap/record-of.ts'
import type { CandidateStep } from '../why/candidate.ts'
import type { Rule, RuleContext } from './rule.ts'

/** What may stand in a sentence as it is, and how much of it. */
const PLAIN = /^[\w@$.:-]+[?!=]?$/
const LONG = 40
const ASKED = 20

export const runTimeNames: Rule = {
  // Of what has gathered with no program's object to hold it.
  name: 'accumulation',
  explain({ isOfNames, steps, held }, context) {
    if (isOfNames !== true) return undefined
    const step = steps[held]
    const what = step.label === 'Symbol' ? 'symbols' : 'names'
    const example = exampleOf(step, context)
    const such = example === undefined ? '' : `, such as ${example}`
    return {
      title: `${formatCount(step.count)} ${what} made at run time are kept by Ruby's symbol table${such}`,
      place: "Ruby's symbol table",
      because:
        "What has once been the name of a method, of a variable or of a constant (define_method, alias_method, instance_variable_set, const_set) stays in a table of Ruby's, as a symbol with its text, until the process ends: also when the method is gone. Only symbols that never were such a name (to_sym alone) are collected.",
      advice:
        'Do not make names of what differs each time (ids, numbers, input): use one name, and keep what differs in a hash or in an instance variable. Look for the code that makes these: define_method, alias_method, instance_variable_set, method_missing, Class.new with names.',
      confidence: 'certain',
      suspicion: 0.7,
    }
  },
}

/** One from the middle: the first may be of the program's code. */
function exampleOf(
  { positions }: CandidateStep,
  { study, owned }: RuleContext,
): string | undefined {
  const stride = Math.max(1, Math.floor(positions.length / ASKED))
  for (let at = positions.length >>> 1; at < positions.length; at += stride) {
    const text = glanceAt(study.heap, owned.tree.nodeAt[positions[at]])['value']
    if (typeof text !== 'string' || !PLAIN.test(text)) continue
    return text.length > LONG ? `"${text.slice(0, LONG)}…"` : `"${text}"`
  }
  return undefined
}
