// An object that lives long (a client, a store, a registry) keeps a container in an instance variable.
import { anchorAbove, anchorWords } from './evidence/anchors.ts'
import { containerAdvice, explainContainer, type Container } from './words/container-words.ts'
import type { Rule, RuleContext } from './rule.ts'
import { kindWords, someOf } from './words/words.ts'

export const instanceContainer: Rule = {
  name: 'instance-container',
  explain: (candidate, context) =>
    explainContainer(candidate, context, ['instance'], (container) => ({
      because: becauseOf(container, context),
      advice: containerAdvice(container),
    })),
}

/** Why the object that has the container lives on, one step up. */
function becauseOf({ anchor, sort }: Container, context: RuleContext): string {
  const owner = context.steps[anchor.owner].step
  const above = anchorWords(context, anchorAbove(context, anchor.owner))
  return owner.count === 1
    ? `The ${kindWords(1, owner.label)} is itself held by ${above}, and lives on. What is put into this ${sort} stays until something takes it out.`
    : `The ${someOf(owner)} are themselves held by ${above}, and live on. What is put into such ${sort === 'hash' ? 'hashes' : `${sort}s`} stays until something takes it out.`
}
