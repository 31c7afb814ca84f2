// `@cache ||= {}` in a class method: an instance variable of the class itself, shared by all requests.
import { containerAdvice, explainContainer } from './words/container-words.ts'
import type { Rule } from './rule.ts'

export const classIvarContainer: Rule = {
  name: 'class-ivar-container',
  explain: (candidate, context) =>
    explainContainer(candidate, context, ['class-ivar', 'class-value'], (container) => ({
      because: `A class or module lives as long as the program, and so do variables of its own (@cache in a class method, @@cache). All requests share this ${container.sort}: what one puts in is still there for the next.`,
      advice: containerAdvice(container),
    })),
}
