// What the interpreter itself keeps: its tables of symbols and method names, directly under the roots and
// without a class; the stack of a thread. They grow with the code that is loaded.
import { FLAG_FSTRING } from '../../base/record.ts'
import type { Rule } from './rule.ts'

const STACKS = /^#<(?:Thread|Ractor|Fiber)>$/

/** Of the tables; that of symbols hangs on a root of its own from 4.0 on. */
const ROOTS: ReadonlySet<string> = new Set(['ROOT vm', 'ROOT global_symbols'])

/** What is in those tables. */
const NAMES: ReadonlySet<string> = new Set([
  'String',
  'Symbol',
  'internal String',
  'internal Array',
  'internal Hash',
  'objects',
])

export const vmTables: Rule = {
  name: 'vm-tables',
  explain({ steps, holder, held, shape }, { study }) {
    const first = steps[1]?.label
    const isStack = shape === 'single' && STACKS.test(steps[holder].label)
    const isName =
      held === 1 &&
      steps[0].label === 'ROOT vm' &&
      first === 'String' &&
      (study.heap.columns.flags[steps[1].node] & FLAG_FSTRING) !== 0
    const isTable =
      ROOTS.has(steps[0].label) &&
      (first === 'internal Array' || first === 'internal Hash') &&
      NAMES.has(steps[held].label)
    const isSet = shape === 'single' && steps[held].label.startsWith('DATA VM/')
    if (!isStack && !isTable && !isName && !isSet) return undefined
    return {
      title: isStack ? 'The stack of a thread' : "Ruby's own table of symbols and names",
      because: isStack
        ? 'Ruby sets aside memory for the calls of each thread, about a megabyte.'
        : 'Ruby keeps the name of each method, variable and constant that it has ever met.',
      advice:
        'Nothing, unless it grows without end: then names are made at run time (define_method, to_sym).',
      confidence: 'likely',
      suspicion: 0,
    }
  },
}
