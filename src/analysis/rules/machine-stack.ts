// What nothing but the C stack leads to. Ruby looks through the stack for words that look like addresses
// of objects: some are of calls under way, some left over from calls that have ended.
import type { CountBytes } from '../../workbench/results.ts'
import type { Rule } from './rule.ts'
import { capital, counted, oneOf } from './words/words.ts'

export const machineStack: Rule = {
  name: 'machine-stack',
  explain({ steps, held }, { growth }) {
    if (steps[0].label !== 'ROOT machine_context') return undefined
    const { label, count } = steps[held]
    return {
      title: capital(
        `${count === 1 ? oneOf(label) : counted(count, label)} ${count === 1 ? 'is' : 'are'} only held by the C stack of the thread that took the dump`,
      ),
      place: 'the C stack',
      because:
        'Ruby keeps whatever looks like a reference on the stack of C code that is running. It may be in use by a method that is running now, or a word left over from one that has ended: it goes when the stack is written over.',
      advice:
        'Nothing, mostly. Take another dump at a quiet moment: what is gone by then was in use or by chance.',
      confidence: 'possible',
      suspicion: growth.length > 1 && hasStopped(growth) ? 0 : SELDOM,
    }
  },
}

const SELDOM = 0.1

/** As large as in the dump before: what takes the dump, its file among it. */
function hasStopped(growth: readonly CountBytes[]): boolean {
  const [before, last] = growth.slice(-2)
  return last.bytes <= before.bytes && last.count <= before.count
}
