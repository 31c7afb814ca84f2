// A block, proc or lambda keeps the scope that it was written in: all local variables there and `self`,
// used or not. define_method keeps its block as long as the method is there.
import type { Rule } from './rule.ts'
import { anchorAbove } from './anchors.ts'
import { explainBlockChain } from './block-chain.ts'
import { blockPlace } from './block-place.ts'
import { countedStep } from './held-kinds.ts'
import { BLOCK_BECAUSE, explainKeptBlocks } from './kept-blocks.ts'
import { suspicionOf } from './suspicion.ts'
import { explainTracePoints } from './trace-points.ts'

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
    const anchor = anchorAbove(context, shape === 'group' ? held : holder)
    if (anchor.kind !== 'closure') return undefined
    const place = blockPlace(context.study, steps[anchor.owner].node)
    return {
      title: `A block${at(place)} keeps ${countedStep(first, context)} in the local variables that it can see`,
      because: BLOCK_BECAUSE,
      advice: `Let the block${at(place)} see less: write it in a method that is given only what it needs, or set to nil what it does not need.`,
      confidence: 'likely',
      suspicion: suspicionOf(candidate, context),
    }
  },
}

function at(place: string | undefined): string {
  return place === undefined ? '' : ` (written at ${place})`
}
