// Blocks that hang on each other: each was written where the one before it is a local variable, and calls
// it: `before = trap(…)`, `inner = @app; @app = ->(env) { inner.call(env) }`, a method that is wrapped
// again with each request. Whoever keeps the newest keeps them all.
// Cost: a look at each object of the chain, up to 100,000.
import { formatCount } from '../../../base/format.ts'
import type { Candidate } from '../../why/candidate.ts'
import { anchorAbove, anchorWords } from '../evidence/anchors.ts'
import { blockKeeper, keeperWords } from './block-keepers.ts'
import { blockPlace } from './block-place.ts'
import { FOR_EACH, labelsInside, ownInside } from '../evidence/own-inside.ts'
import type { Explanation, RuleContext } from '../rule.ts'
import { capital } from '../words/words.ts'

export function explainBlockChain(candidate: Candidate, context: RuleContext): Explanation {
  const { steps, held } = candidate
  const { count } = context.growth[context.growth.length - 1]
  const place = blockPlace(context.study, steps[held].node)
  const at = place === undefined ? '' : ` (written at ${place})`
  const keeper = blockKeeper(context.steps, held)
  const anchor = anchorAbove(context, held)
  const where =
    keeper === undefined ? anchorWords(context, anchor) : keeperWords(keeper, steps[held - 1])
  const labels = labelsInside(candidate, context)
  const isMethod =
    keeper === 'method' || METHODS.some((label) => (labels.get(label) ?? 0) >= count * FOR_EACH)
  const own = ownInside(labels, count)
  const along = own === undefined ? '' : `, and with them ${own} objects`
  return {
    title: capital(
      `${formatCount(count)} blocks${at} hang on each other, the newest of them in ${where}${along}`,
    ),
    because:
      'Each block keeps the one before it in its local variables, with self and all other local ' +
      'variables there: it was written to call that one, too. So whoever keeps the newest keeps them all.',
    advice: isMethod ? METHOD_ADVICE : keeper === 'trap' ? TRAP_ADVICE : ADVICE,
    confidence: 'certain',
    suspicion: 0.8,
    ...(keeper === undefined ? {} : { place: where }),
  }
}

const METHODS = ['#<UnboundMethod (method)>', '#<Method>', 'ment']
const METHOD_ADVICE =
  'Wrap a method once: see first whether it is wrapped already, or prepend one module to its class ' +
  'when the program starts.'
const TRAP_ADVICE =
  'Set the signal handler once, when the program starts, or put the one before back when done: ' +
  'trap(signal, before).'
const ADVICE =
  'Build the chain once, when the program starts, not in each request or job. Or keep the blocks in a ' +
  'list, and take them out of it when they are done with.'
