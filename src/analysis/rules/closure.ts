// A block, proc or lambda keeps the scope that it was written in: all local variables there and `self`,
// used or not. define_method keeps its block as long as the method is there.
import { formatCount } from '../../base/format.ts'
import type { Rule, RuleContext } from './rule.ts'
import { anchorAbove, anchorWords } from './anchors.ts'
import { blockPlace } from './block-place.ts'
import { capital, suspicionOf } from './container-words.ts'
import { countedStep } from './held-kinds.ts'
import { className, counted } from './words.ts'

const BECAUSE =
  'A block keeps self and all local variables of where it was written, whether it uses them or not, ' +
  'for as long as the block itself is kept.'

export const closure: Rule = {
  name: 'closure',
  explain(candidate, context) {
    const { steps, held, holder, shape } = candidate
    const first = steps[held]
    const isBlocks =
      first.label === '#<Proc>' || first.label === 'env' || first.label === '#<Method>'
    if (isBlocks && shape !== 'single') return ofBlocks()
    if (shape === 'chain') return undefined
    const anchor = anchorAbove(context, shape === 'group' ? held : holder)
    if (anchor.kind !== 'closure') return undefined
    const place = blockPlace(context.study, steps[anchor.owner].node)
    return {
      title: `A block${at(place)} keeps ${countedStep(first, context)} in the local variables that it can see`,
      because: BECAUSE,
      advice: `Let the block${at(place)} see less: write it in a method that is given only what it needs, or set to nil what it does not need.`,
      confidence: 'likely',
      suspicion: suspicionOf(candidate, context),
    }

    function ofBlocks() {
      const place = blockPlace(context.study, first.node)
      const isMethods = shape === 'group'
      const isAtExit = steps[0].label === 'ROOT end_proc'
      const where = isMethods ? className(steps[holder].label) : placeWords(context, holder)
      const captured = steps
        .slice(held + 1)
        .find(({ label }) => label !== 'env' && label !== '#<Proc>')
      const what =
        captured === undefined ? '' : `, and with them ${counted(captured.count, captured.label)}`
      return {
        title: isAtExit
          ? `${formatCount(first.count)} at_exit blocks${at(place)} are kept until the program ends${what}`
          : isMethods
            ? `${counted(first.count, '#<Proc>').replace('Proc objects', 'methods of').replace('Proc object', 'method of')} ${where} were made from blocks${at(place)} that keep what they can see${what}`
            : `${capital(where)} holds ${counted(first.count, 'Proc').replace('Proc objects', 'blocks').replace(/Proc$/, 'block')}${at(place)}${what}`,
        because: isAtExit
          ? `${BECAUSE} Ruby keeps an at_exit block until the process ends.`
          : isMethods
            ? `${BECAUSE} A method made with define_method keeps its block as long as the class has the method.`
            : BECAUSE,
        advice: isAtExit
          ? 'Register one at_exit block for all of them when the program starts, not one for each object or request; or clean up when the work is done (ensure).'
          : isMethods
            ? 'Do not define methods again and again at run time: define them once, or write them with class_eval and a string, which captures nothing.'
            : 'Take blocks out of the list again when they are done with, and let them see less: write them in a method that is given only what they need.',
        confidence: 'certain' as const,
        suspicion: 0.8,
      }
    }
  },
}

function placeWords(context: RuleContext, holder: number): string {
  return anchorWords(context, anchorAbove(context, holder))
}

function at(place: string | undefined): string {
  return place === undefined ? '' : ` (written at ${place})`
}
