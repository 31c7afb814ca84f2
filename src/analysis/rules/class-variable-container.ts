// `@@all << self`: a class variable, shared by a class, its subclasses and all their instances.
import { containerAdvice, explainContainer } from './words/container-words.ts'
import type { Rule } from './rule.ts'

export const classVariableContainer: Rule = {
  name: 'class-variable-container',
  explain: (candidate, context) =>
    explainContainer(candidate, context, ['class-variable'], (container) => ({
      because: `A class variable (@@…) lives as long as the program, as its class does. What is put into this ${container.sort} stays until something takes it out.`,
      advice: containerAdvice(container),
    })),
}
