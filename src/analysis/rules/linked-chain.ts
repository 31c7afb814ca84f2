// Objects each of which refers to the one before it: promises, versions, linked lists, `parent` and
// `previous`. Whoever holds one end holds all of them.
import { isOwnClass } from '../../base/own-class.ts'
import type { Candidate } from '../why/candidate.ts'
import { knownWords } from './words/container-words.ts'
import { heldSample } from './evidence/held-sample.ts'
import { heldBy } from './words/held-words.ts'
import type { Rule, RuleContext } from './rule.ts'
import { className, counted, kindWords, oneOf } from './words/words.ts'
import { isLibraryName, isOfLibrary, suspicionOf } from './evidence/suspicion.ts'

export const linkedChain: Rule = {
  name: 'linked-chain',
  explain(candidate, context) {
    if (candidate.shape !== 'chain') return undefined
    const { label } = candidate.steps[candidate.held]
    const { count } = context.growth[context.growth.length - 1]
    const what = count > 1 ? counted(count, label) : kindWords(2, label)
    return {
      title: `${what} form one long chain${heldBy(candidate, context)}${inside(candidate, context)}`,
      because: `Each ${className(label)} refers to the next, so whoever holds the first keeps them all, even if only the first is ever used.`,
      advice: `Once ${oneOf(label)} is done with, cut its reference to the next: set it to nil, or keep only a value of it.`,
      ...knownWords(candidate, context),
      confidence: 'certain',
      suspicion: Math.max(0.7, suspicionOf(candidate, context)),
    }
  },
}

/** ', with Download objects in it': where the chain is a library's, what of the program's is in it. */
function inside(candidate: Candidate, context: RuleContext): string {
  if (!isOfLibrary(candidate.steps[candidate.held])) return ''
  const { groupOf, names } = context.study.names.groups
  const counts = new Map<string, number>()
  for (const row of heldSample(candidate, context)) {
    const name = names[groupOf[row]]
    if (!isOwnClass(name) || isLibraryName(name)) continue
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1])
  return most === undefined ? '' : `, with ${most[0]} objects in it`
}
