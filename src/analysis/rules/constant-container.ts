// A constant refers to an array or a hash, and things are put into it that nothing takes out again.
import { containerAdvice, explainContainer } from './words/container-words.ts'
import type { Rule } from './rule.ts'

export const constantContainer: Rule = {
  name: 'constant-container',
  explain: (candidate, context) =>
    explainContainer(candidate, context, ['constant'], (container) => ({
      because: `A constant lives as long as the program. What is put into this ${container.sort} stays until something takes it out.`,
      advice: containerAdvice(container),
    })),
}
