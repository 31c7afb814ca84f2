// An object that has got very many instance variables: instance_variable_set with names that are made of
// what comes in (memoization by key, settings by user). It is a hash without a limit in another guise.
import { TYPE_OBJECT } from '../../base/record.ts'
import { anchorAbove, anchorWords } from './evidence/anchors.ts'
import { countedStep } from './words/held-kinds.ts'
import type { Rule } from './rule.ts'
import { suspicionOf } from './evidence/suspicion.ts'
import { capital, someOf } from './words/words.ts'

/** More than anybody writes down in a class. */
const MANY = 60
/** What it owns may be held deeper inside, by several: then there are fewer references. */
const NEARLY_ALL = 0.9

export const manyIvars: Rule = {
  name: 'instance-container',
  explain(candidate, context) {
    const { shape, steps, holder, held } = candidate
    const { study, owned } = context
    const { node, count } = steps[holder]
    if (shape !== 'container' || count !== 1 || node >= study.heap.count) return undefined
    if (study.heap.columns.type[node] !== TYPE_OBJECT || steps[held].count < MANY) return undefined
    const { offsets } = study.heap.graph
    const direct = owned.tree.dominator[steps[held].node]
    if (offsets[direct + 1] - offsets[direct] < steps[held].count * NEARLY_ALL) return undefined
    const above = anchorAbove(context, holder)
    const by =
      above.kind === 'other' ? '' : ` The object is held by ${anchorWords(context, above)}.`
    return {
      title: capital(
        `${someOf(steps[holder])} holds ${countedStep(steps[held], context)}, each in an instance variable of its own`,
      ),
      because: `instance_variable_set with a name that is made at run time gives the object one more variable each time. It stays as long as the object, and its name as a symbol for good.${by}`,
      advice:
        'Keep what has a key in a hash with a limit, and make no names of variables from what comes in.',
      confidence: 'certain',
      suspicion: Math.max(0.7, suspicionOf(candidate, context)),
    }
  },
}
