// TracePoints that were enabled and are not disabled: Ruby keeps each from enable to disable (in its list
// of hooks: of the Ractor from 3.0 on, of the VM before, of the code where it has a target), with its
// block and all that the block can see.
import * as K from '../../ownership/owner-kinds.ts'
import type { Candidate } from '../../why/candidate.ts'
import { blockPlace } from './block-place.ts'
import type { Explanation, RuleContext } from '../rule.ts'
import { counted } from '../words/words.ts'

const KEEPERS = /^(?:#<Ractor\b.*>|#<Thread>|ROOT (?!finalizers|global_tbl)\w+|roots)$/

export function explainTracePoints(
  { steps, held }: Candidate,
  { study, owned }: RuleContext,
): Explanation | undefined {
  const at = steps.findIndex(({ label }) => label.startsWith('#<TracePoint'))
  if (at < 1 || at > held) return undefined
  // One with a target is kept by the code that it watches, which is not shown itself.
  const isOfCode = owned.ranks.kinds[owned.tree.dominator[steps[at].node]] === K.ISEQ
  if (!isOfCode && !KEEPERS.test(steps[at - 1].label)) return undefined
  const { count } = steps[at]
  const block = steps.slice(at).find(({ label }) => label === '#<Proc>')
  const place = block === undefined ? undefined : blockPlace(study, block.node)
  const captured = steps.slice(at + 1).find(({ label }) => label !== '#<Proc>' && label !== 'env')
  const what =
    captured === undefined
      ? ''
      : `, and with ${count === 1 ? 'it' : 'them'} ${counted(captured.count, captured.label)}`
  return {
    title: `${counted(count, '#<TracePoint>')}${place === undefined ? '' : ` (block written at ${place})`} ${count === 1 ? 'is' : 'are'} enabled and never disabled${what}`,
    place: 'enabled TracePoints',
    because:
      'Ruby keeps a TracePoint from enable to disable, with its block, and a block keeps self and all ' +
      'local variables of where it was written. As long as it is enabled it also slows the program down.',
    advice:
      'Use trace.enable { … }, which disables it at the end of its block, or call disable in an ensure. ' +
      'Where all of the program is to be watched, enable one when it starts.',
    confidence: 'certain',
    suspicion: 0.8,
  }
}
