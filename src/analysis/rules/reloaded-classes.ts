// Many classes of one name: code reloading (Zeitwerk, load) makes a new class each time, and something
// still holds the old ones. Only one of them can be what the constant refers to.
import { formatCount } from '../../base/format.ts'
import type { Rule } from './rule.ts'
import { capital } from './words/words.ts'
import { heldBy } from './words/held-words.ts'

/** One reload may leave one more for a while. */
const SEVERAL = 3
const NAMED = /^([A-Z].*) \((class|module)\)$/

export const reloadedClasses: Rule = {
  name: 'reloaded-classes',
  explain(candidate, context) {
    const { steps, held } = candidate
    const at = steps.findIndex(
      ({ label, count }, i) => i >= held && count >= SEVERAL && NAMED.test(label),
    )
    if (at < 0 || at > held + 1) return undefined
    const [, name, sort] = NAMED.exec(steps[at].label) ?? []
    const many = sort === 'class' ? 'classes' : 'modules'
    return {
      title: capital(
        `${formatCount(steps[at].count)} ${many} called ${name} are alive at once${heldBy(candidate, context)}`,
      ),
      because: `When code is reloaded, the constant ${name} gets a new ${sort}, and the old one should go. Here something still refers to the old ones, with their methods, their variables and all objects made of them.`,
      advice: `Do not keep ${many} in lists and caches that outlive a reload: keep their names and look them up (constantize), or clear the list before each reload (in Rails: config.to_prepare, ActiveSupport::DescendantsTracker). In production, do not reload.`,
      confidence: 'certain',
      suspicion: 0.9,
    }
  },
}
