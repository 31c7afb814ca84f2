// The fallback: much has gathered in one place, and no rule knows how. It says no more than that.
import type { Rule } from './rule.ts'
import { counted, kindWords, oneOf } from './words.ts'

export const accumulation: Rule = {
  name: 'accumulation',
  explain({ shape, steps, holder, held }) {
    const holding = steps[holder]
    const what = steps[held]
    const words = counted(what.count, what.label)
    const title =
      shape === 'single'
        ? `${oneOf(what.label)} is large`
        : shape === 'chain'
          ? `${kindWords(2, what.label)} hold each other in a long chain`
          : shape === 'group'
            ? `${words} are held by ${holding.label}`
            : `${oneOf(holding.label)} holds ${words}`
    return {
      title: title.slice(0, 1).toUpperCase() + title.slice(1),
      because: 'As long as the first object of the path is there, everything behind it stays.',
      advice: 'Look at the path: which reference on it should have been let go, or have a limit?',
      confidence: 'possible',
      suspicion: shape === 'single' ? 0.2 : 0.35,
    }
  },
}
