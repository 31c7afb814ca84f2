// `@cache ||= {}` in a class method: an instance variable of the class itself, shared by all requests.
import { containerAdvice, explainContainer } from './container-words.ts'
import type { Rule } from './rule.ts'

export const classIvarContainer: Rule = {
  name: 'class-ivar-container',
  explain: (candidate, context) =>
    explainContainer(candidate, context, ['class-ivar', 'class-value'], ({ sort }) => ({
      because: `A class lives as long as the program, and so do the variables that belong to it (such as @cache in a class method, or @@cache). This one leads to ${sort}, which all requests share: what one puts in is still there for the next.`,
      advice: containerAdvice('on the class'),
    })),
}
