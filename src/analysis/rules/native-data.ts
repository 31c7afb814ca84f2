// Objects of C extensions (images, parsed documents, messages, buffers) whose memory is not in Ruby
// objects: large by themselves, with little or nothing behind them.
import { TYPE_DATA } from '../../base/record.ts'
import { formatBytes } from '../../base/format.ts'
import { shallowSize } from '../study.ts'
import { isCoreData } from './evidence/core-data.ts'
import { heldTitle, isOfClass, stepShowing } from './words/held-words.ts'
import type { Rule, RuleContext } from './rule.ts'
import type { CandidateStep } from '../why/candidate.ts'
import { className } from './words/words.ts'
import { suspicionOf } from './evidence/suspicion.ts'

/** Of the VM and core: other rules know more of these. */
const CORE =
  /^(?:Proc|Method|UnboundMethod|Binding|Thread\b.*|Fiber|Ractor|Enumerator\b.*|RubyVM\b.*|StringIO|Random|ObjectSpace\b.*)$/
const LARGE = 1024
const MOST = 0.5
const ASKED = 1000

export const nativeData: Rule = {
  name: 'native-data',
  explain(candidate, context) {
    const at = stepShowing(candidate, (step) => isNative(step, context))
    if (at < 0) return undefined
    const { label } = candidate.steps[at]
    // Beside much else that is held it is no more than a part.
    if (sizeOf(candidate.steps[at], context) < candidate.steps[candidate.held].owned * MOST) {
      return undefined
    }
    const name = className(label)
    const each = averageSize(candidate.steps[at], context)
    return {
      title: `${heldTitle(candidate, context)}${at === candidate.held ? '' : ` with ${name} objects`}: memory outside Ruby's objects`,
      because: `${name} is written in C. Each has ${formatBytes(each)} of memory of its own on average, beside Ruby's objects. It is freed when the object is collected, and the garbage collector may not count it when it decides whether to run.`,
      advice: `Let go of ${name} objects as soon as they are used (many have close, destroy or free), or give what holds them a limit by bytes, not by number.`,
      confidence: 'likely',
      suspicion: suspicionOf(candidate, context),
    }
  },
}

function isNative(step: CandidateStep, context: RuleContext): boolean {
  const { type } = context.study.heap.columns
  if (step.node >= context.study.heap.count || type[step.node] !== TYPE_DATA) return false
  if (isCoreData(context.study.heap, step.node)) return false
  if (isOfClass(step, CORE) || !step.label.startsWith('#<')) return false
  const each = averageSize(step, context)
  return each >= LARGE && each * step.count >= step.owned * MOST
}

function sizeOf(step: CandidateStep, context: RuleContext): number {
  return averageSize(step, context) * step.count
}

/** Bytes, of the first thousand. */
function averageSize({ positions }: CandidateStep, { study, owned }: RuleContext): number {
  const asked = positions.subarray(0, ASKED)
  let bytes = 0
  for (const position of asked) bytes += shallowSize(study, owned.tree.nodeAt[position])
  return bytes / asked.length
}
