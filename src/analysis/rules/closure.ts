// A block, proc or lambda keeps the scope that it was written in: all local variables there and `self`,
// used or not. define_method keeps its block as long as the method is there.
import type { Rule, RuleContext } from './rule.ts'
import { anchorAbove, anchorOf, anchorWords } from './evidence/anchors.ts'
import { explainBlockChain } from './blocks/block-chain.ts'
import { blockKeeper, keeperWords } from './blocks/block-keepers.ts'
import { blockPlace } from './blocks/block-place.ts'
import { countedStep } from './words/held-kinds.ts'
import { BLOCK_BECAUSE, explainKeptBlocks } from './blocks/kept-blocks.ts'
import { suspicionOf } from './evidence/suspicion.ts'
import { explainTracePoints } from './blocks/trace-points.ts'
import { capital, kindWords } from './words/words.ts'

const BLOCKS = /^(?:env|#<(?:Proc|Method)>)$/

export const closure: Rule = {
  name: 'closure',
  explain(candidate, context) {
    const { steps, held, holder, shape } = candidate
    const first = steps[held]
    const traced = explainTracePoints(candidate, context)
    if (traced !== undefined) return traced
    const isBlocks = BLOCKS.test(first.label)
    if (isBlocks && shape === 'chain') return explainBlockChain(candidate, context)
    if (isBlocks && shape !== 'single') return explainKeptBlocks(candidate, context)
    if (shape === 'chain') return undefined
    const anchor = anchorOf(context, candidate)
    if (anchor.kind !== 'closure') return undefined
    const { where, at } = blockAbove(anchor.value, context)
    const what = kindWords(1, steps[holder].label)
    const isContainer = shape === 'container'
    return {
      title: `${capital(where)}${at} keeps ${countedStep(first, context)} in a local variable that it can see`,
      place: where,
      because: isContainer
        ? `${BLOCK_BECAUSE} What is put into this ${what} stays until something takes it out.`
        : BLOCK_BECAUSE,
      advice: isContainer
        ? `Where the ${what} is meant to remember, give it a limit; else take entries out when they are done with. If the block does not need it, write the block where it cannot see it: in a method that is given only what it needs.`
        : `Let the block see less: write it in a method that is given only what it needs, or set to nil what it does not need.`,
      confidence: 'likely',
      suspicion: suspicionOf(candidate, context),
    }
  },
}

/** Who has the block whose scope something is in, and where it was written. */
function blockAbove(value: number, context: RuleContext): { where: string; at: string } {
  const { steps, study } = context
  let block = value - 1
  while (block > 1 && steps[block].step.label === 'env') block--
  const isFound = steps[block].step.label === '#<Proc>'
  const place = blockPlace(study, steps[isFound ? block : value - 1].step.node)
  const keeper = isFound ? blockKeeper(steps, block) : undefined
  const written = keeper === undefined || keeper === 'at-exit' ? 'written' : 'block written'
  const at = place === undefined ? '' : ` (${written} at ${place})`
  if (keeper !== undefined) return { where: keeperWords(keeper, steps[block - 1].step), at }
  const anchor = isFound ? anchorAbove(context, block) : undefined
  const isKnown = anchor !== undefined && anchor.kind !== 'other' && anchor.kind !== 'closure'
  return { where: isKnown ? `a block of ${anchorWords(context, anchor)}` : 'a block', at }
}
