// The fallback: much has gathered in one place, and no rule knows how. It says no more than that.
import { anchorAbove, anchorWords } from './anchors.ts'
import { capital, suspicionOf } from './container-words.ts'
import type { Rule } from './rule.ts'
import { counted, kindWords, oneOf } from './words.ts'

export const accumulation: Rule = {
  name: 'accumulation',
  explain(candidate, context) {
    const { shape, steps, holder, held } = candidate
    const what = steps[held]
    const words = counted(what.count, what.label)
    const anchor = anchorAbove(context, shape === 'container' ? holder : held)
    const isKnown = anchor.kind !== 'other'
    const by = isKnown ? `, held by ${anchorWords(context, anchor)}` : ''
    const title =
      shape === 'single'
        ? `${oneOf(what.label).replace(/^an? /, 'a large ')}${by}`
        : shape === 'chain'
          ? `${kindWords(2, what.label)} hold each other in a long chain${by}`
          : shape === 'group'
            ? `${words} are held by ${isKnown ? anchorWords(context, anchor) : steps[holder].label}`
            : `${oneOf(steps[holder].label)}${by}${by === '' ? '' : ','} holds ${words}`
    const base = suspicionOf(candidate, context)
    return {
      title: capital(title),
      because: 'As long as the first object of the path is there, everything behind it stays.',
      advice: 'Look at the path: which reference on it should have been let go, or have a limit?',
      confidence: 'possible',
      suspicion: base * (shape === 'single' ? 0.4 : 0.7),
    }
  },
}
