// A constant refers to an array or a hash, and things are put into it that nothing takes out again.
import { containerAdvice, explainContainer } from './container-words.ts'
import type { Rule } from './rule.ts'

export const constantContainer: Rule = {
  name: 'constant-container',
  explain: (candidate, context) =>
    explainContainer(candidate, context, ['constant'], ({ where, sort }) => ({
      because: `A constant lives as long as its class, which is as long as the program. ${where.slice(0, 1).toUpperCase()}${where.slice(1)} leads to ${sort}, and everything in it stays until it is taken out.`,
      advice: containerAdvice('in a constant'),
    })),
}
