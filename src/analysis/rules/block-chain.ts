// Blocks that hang on each other: each was written where the one before it is a local variable, and calls
// it: `before = trap(…)`, `inner = @app; @app = ->(env) { inner.call(env) }`, a method that is wrapped
// again with each request. Whoever keeps the newest keeps them all.
// Cost: a look at each object of the chain, up to 100,000.
import { isOwnClass } from '../../base/own-class.ts'
import { formatCount } from '../../base/format.ts'
import type { Candidate } from '../why/candidate.ts'
import { anchorAbove, anchorWords } from './anchors.ts'
import { blockKeeper, keeperWords } from './block-keepers.ts'
import { blockPlace } from './block-place.ts'
import { capital } from './container-words.ts'
import type { Explanation, RuleContext } from './rule.ts'
import { className } from './words.ts'

const MOST_SEEN = 100_000
/** A class is named where there are so many of it for each block. */
const FOR_EACH = 0.3

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
  const isMethod = keeper === 'method' || METHODS.some((label) => labels.has(label))
  const own = [...labels].find(
    ([label, many]) =>
      label.startsWith('#<') && isOwnClass(className(label)) && many >= count * FOR_EACH,
  )
  const along = own === undefined ? '' : `, and with them ${className(own[0])} objects`
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

/** label -> how often it is in the chain, of what was looked at */
function labelsInside({ tops }: Candidate, { study, owned }: RuleContext): Map<string, number> {
  const { kinds } = study.names
  const { nodeAt, subtree } = owned.tree
  const counts = new Map<number, number>()
  let seen = 0
  for (const top of tops) {
    for (let at = top; at < top + subtree[top] && seen < MOST_SEEN; at++, seen++) {
      const kind = kinds.kindOf(nodeAt[at])
      counts.set(kind, (counts.get(kind) ?? 0) + 1)
    }
  }
  const most = [...counts].sort((a, b) => b[1] - a[1])
  return new Map(most.map(([kind, count]) => [kinds.labelOf(kind), count]))
}
