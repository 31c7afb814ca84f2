// What the interpreter itself keeps: its tables of symbols and method names, directly under the roots and
// without a class; the stack of a thread. They grow with the code that is loaded.
import type { Rule } from './rule.ts'

export const vmTables: Rule = {
  name: 'vm-tables',
  explain({ steps, holder, held, shape }) {
    const [root, first] = steps
    if (first === undefined || !root.label.startsWith('ROOT ')) return undefined
    const isTable = first.label === 'internal Array' || first.label === 'internal Hash'
    const isStack = shape === 'single' && /^#<(?:Thread|Ractor|Fiber)>$/.test(steps[holder].label)
    if (!isStack && !(isTable && holder <= 2 && held <= 3)) return undefined
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
