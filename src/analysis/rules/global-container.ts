// A global variable refers to a container that only ever gets more.
import { containerAdvice, explainContainer } from './container-words.ts'
import type { Rule } from './rule.ts'

export const globalContainer: Rule = {
  name: 'global-container',
  explain: (candidate, context) =>
    explainContainer(candidate, context, ['global'], ({ sort }) => ({
      because: `A global variable lives as long as the program. This one leads to ${sort}, and everything in it stays until it is taken out.`,
      advice: containerAdvice('in a global variable'),
    })),
}
