// A global variable refers to a container that only ever gets more.
import { containerAdvice, explainContainer } from './words/container-words.ts'
import type { Rule } from './rule.ts'

export const globalContainer: Rule = {
  name: 'global-container',
  explain: (candidate, context) =>
    explainContainer(candidate, context, ['global'], (container) => ({
      because: `A global variable lives as long as the program. What is put into this ${container.sort} stays until something takes it out.`,
      advice: containerAdvice(container),
    })),
}
