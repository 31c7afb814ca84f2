// What is said of very many blocks that are kept side by side, by who keeps them: methods that were made
// from them, at_exit, trace_var, or a list of the program's own.
import { formatCount } from '../../../base/format.ts'
import { isOwnClass } from '../../../base/own-class.ts'
import type { Candidate } from '../../why/candidate.ts'
import { anchorOf, anchorWords } from '../evidence/anchors.ts'
import { blockKeeper, methodWords } from './block-keepers.ts'
import { blockPlace } from './block-place.ts'
import type { Explanation, RuleContext } from '../rule.ts'
import { capital, className, counted, plainWords } from '../words/words.ts'

export const BLOCK_BECAUSE =
  'A block keeps self and all local variables of where it was written, whether it uses them or not, ' +
  'for as long as the block itself is kept.'

type Words = Pick<Explanation, 'title' | 'place' | 'because' | 'advice'>

export function explainKeptBlocks(candidate: Candidate, context: RuleContext): Explanation {
  const { steps, held } = candidate
  const { count, label, node } = steps[held]
  const place = blockPlace(context.study, node)
  const at = place === undefined ? '' : ` (written at ${place})`
  const behind = steps.slice(held + 1).filter((step) => !BETWEEN.has(step.label))
  const captured = behind.find((step) => isOwnClass(className(step.label))) ?? behind[0]
  const along =
    captured === undefined ? '' : `, and with them ${counted(captured.count, captured.label)}`
  const many = formatCount(count)
  return { ...words(), confidence: 'certain', suspicion: 0.8 }

  function words(): Words {
    switch (blockKeeper(context.steps, held)) {
      case 'method':
        return ofMethods()
      case 'at-exit':
        return {
          title: `${many} at_exit ${count === 1 ? 'block' : 'blocks'}${at} ${count === 1 ? 'is' : 'are'} kept until the program ends${along}`,
          because: `${BLOCK_BECAUSE} Ruby keeps an at_exit block until the process ends.`,
          advice:
            'Register one at_exit block for all of them when the program starts, not one for each object or request; or clean up when the work is done (ensure).',
        }
      case 'trace-var':
        return {
          title: `${many} blocks${at} wait for a global variable to be set (trace_var)${along}`,
          place: 'trace_var',
          because: `${BLOCK_BECAUSE} Ruby keeps a block given to trace_var until untrace_var.`,
          advice:
            'Call trace_var once, when the program starts; or untrace_var when done (ensure).',
        }
      case 'trap':
      case 'trace-point':
      case undefined:
        return label === '#<Method>' ? ofMethodObjects() : ofList()
    }
  }

  function ofMethods(): Words {
    const of = methodWords(count, steps[held - 1].label)
    return {
      title: `${many} ${of} ${count === 1 ? 'was made from a block' : 'were made from blocks'}${at} that keep${count === 1 ? 's' : ''} what ${count === 1 ? 'it' : 'they'} can see${along}`,
      place: of,
      because: `${BLOCK_BECAUSE} A method made with define_method keeps its block as long as the class has the method.`,
      advice:
        'Do not define methods again and again at run time: define them once, or write them with class_eval and a string, which captures nothing.',
    }
  }

  function ofMethodObjects(): Words {
    return {
      title: capital(
        `${holder()} holds ${many} Method ${count === 1 ? 'object' : 'objects'}${along}`,
      ),
      because:
        'A Method object (object.method(:name)) keeps the object that it is to be called on.',
      advice:
        'Take them out of the list again when they are done with, or keep the name of the method and what finds its object.',
    }
  }

  function ofList(): Words {
    return {
      title: capital(`${holder()} holds ${many} ${count === 1 ? 'block' : 'blocks'}${at}${along}`),
      because: BLOCK_BECAUSE,
      advice:
        'Take blocks out of the list again when they are done with, and let them see less: write them in a method that is given only what they need.',
    }
  }

  function holder(): string {
    const anchor = anchorOf(context, candidate)
    return anchor.kind === 'other'
      ? plainWords(steps[candidate.holder])
      : anchorWords(context, anchor)
  }
}

const BETWEEN: ReadonlySet<string> = new Set(['env', '#<Proc>'])
