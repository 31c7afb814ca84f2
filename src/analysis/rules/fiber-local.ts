// What only a fiber leads to: `Thread.current[:x]` inside it (fiber-local), Fiber[:x] (3.2+), or local
// variables of methods that are running in it. A fiber that never ends keeps them for good.
// The dump does not tell these from each other.
import { explainContainer } from './words/container-words.ts'
import type { Rule } from './rule.ts'

export const fiberLocal: Rule = {
  name: 'fiber-local',
  explain(candidate, context) {
    const explained = explainContainer(candidate, context, ['fiber'], ({ sort }) => ({
      because: `Until it ends, a fiber keeps its variables (Thread.current[:name], Fiber[:name]) and the local variables of the methods that it is in the middle of. This ${sort} is in one of them, and the fiber has not ended.`,
      advice:
        'Clear what belongs to one request or message when it is done (an ensure block), or let the fiber end. A loop that runs for ever in one fiber should not collect in local variables.',
    }))
    return explained === undefined ? undefined : { ...explained, confidence: 'likely' }
  },
}
