// Objects each of which refers to the one before it: promises, versions, linked lists, `parent` and
// `previous`. Whoever holds one end holds all of them.
import { suspicionOf } from './container-words.ts'
import { heldBy } from './held-words.ts'
import type { Rule } from './rule.ts'
import { className, counted, kindWords } from './words.ts'

export const linkedChain: Rule = {
  name: 'linked-chain',
  explain(candidate, context) {
    if (candidate.shape !== 'chain') return undefined
    const { label } = candidate.steps[candidate.held]
    const { count } = context.growth[context.growth.length - 1]
    const what = count > 1 ? counted(count, label) : kindWords(2, label)
    return {
      title: `${what} form one long chain${heldBy(candidate, context)}`,
      because: `Each ${className(label)} refers to the next, so whoever holds the first keeps them all, even if only the first is ever used.`,
      advice: `Once a ${className(label)} is done with, cut its reference to the next: set it to nil, or keep only a value of it.`,
      confidence: 'certain',
      suspicion: Math.max(0.7, suspicionOf(candidate, context)),
    }
  },
}
