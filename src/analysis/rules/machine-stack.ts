// What nothing but the C stack leads to. Ruby looks through the stack for words that look like addresses
// of objects: some are of calls under way, some left over from calls that have ended.
import type { Rule } from './rule.ts'
import { capital } from './container-words.ts'
import { counted, oneOf } from './words.ts'

export const machineStack: Rule = {
  name: 'machine-stack',
  explain({ steps, held }) {
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
      suspicion: 0.1,
    }
  },
}
