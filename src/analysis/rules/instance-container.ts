// An object that lives long (a client, a store, a registry) keeps a container in an instance variable.
import { containerAdvice, explainContainer } from './container-words.ts'
import type { Rule } from './rule.ts'

export const instanceContainer: Rule = {
  name: 'instance-container',
  explain: (candidate, context) =>
    explainContainer(candidate, context, ['instance'], ({ where, sort, anchor }) => ({
      because: `The object that ${where.startsWith('@') ? where : `is meant (${where})`} belongs to lives long: something above it on the path holds it. It has ${sort}${anchor.name === undefined ? '' : ` in ${anchor.name}`}, and everything in it stays as long as the object, or until it is taken out.`,
      advice: containerAdvice('in an object that lives that long'),
    })),
}
