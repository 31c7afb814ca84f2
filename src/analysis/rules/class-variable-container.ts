// `@@all << self`: a class variable, shared by a class, its subclasses and all their instances.
import { containerAdvice, explainContainer } from './container-words.ts'
import type { Rule } from './rule.ts'

export const classVariableContainer: Rule = {
  name: 'class-variable-container',
  explain: (candidate, context) =>
    explainContainer(candidate, context, ['class-variable'], ({ sort }) => ({
      because: `A class variable (@@…) lives as long as its class, which is as long as the program. This one leads to ${sort}, and everything in it stays until it is taken out.`,
      advice: containerAdvice('in a class variable'),
    })),
}
