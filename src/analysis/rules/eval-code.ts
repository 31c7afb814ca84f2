// Code compiled at run time: eval, class_eval with a string, inline templates. Each new text makes a
// piece of compiled code with its methods, names and literals, which stay as long as the class does.
// Code read from files is what a program consists of: only what has no file of its own is suspect.
import { createMethodNames } from '../../naming/method-names.ts'
import * as K from '../ownership/owner-kinds.ts'
import type { CandidateStep } from '../why/candidate.ts'
import { anchorOf, anchorWords } from './evidence/anchors.ts'
import { isOfClass } from './words/held-words.ts'
import type { Rule, RuleContext } from './rule.ts'
import { capital, counted, plainWords } from './words/words.ts'

/** What RubyVM::InstructionSequence.of gives; Ruby 3.x counts the code's memory with it. */
const WRAPPER = /^RubyVM::InstructionSequence\b/
const ASKED = 50
const MOST = 0.5

export const evalCode: Rule = {
  name: 'eval-code',
  explain(candidate, context) {
    const { steps, held, shape } = candidate
    if (shape === 'single') return undefined
    const { kinds } = context.owned.ranks
    const step = steps[held]
    const { study } = context
    const isCode =
      kinds[step.node] === K.ISEQ || kinds[step.node] === K.MENT || isOfClass(step, WRAPPER)
    if (!isCode && !isPartOfCode(step, context)) return undefined
    const anchor = anchorOf(context, candidate)
    const owningStep = steps[Math.max(0, held - 1)]
    const owner = owningStep.label.replace(/^#<Class:(.*)>$/, '$1')
    const by = (anchor.kind === 'other' ? owner : anchorWords(context, anchor)).replace(
      / \((?:class|module)\)$/,
      '',
    )
    const where = anchor.kind === 'class-value' ? owner.replace(/ \((?:class|module)\)$/, '') : by
    const paths = pathsOf(step, context)
    const evaluated = paths.filter((path) => !/^(?:[/<]|[A-Za-z]:[\\/])/.test(path))
    // What is called like no file is not told apart from code whose name is not found.
    const isUnknown = paths.length < Math.min(ASKED, step.count) * MOST
    const isEval = paths.length > 0 && evaluated.length > paths.length * MOST
    const example = evaluated[0]
    const what = isCode
      ? `${counted(step.count, 'iseq')}`
      : `${counted(step.count, step.label)} in compiled code`
    return {
      place: anchor.kind === 'class-value' || anchor.kind === 'other' ? plainWords(owningStep) : by,
      title: capital(`${what} of ${where}${isEval ? ' were made at run time' : ''}`),
      because: `Each eval, class_eval or module_eval with a string, and each inline template, makes new compiled code${isEval && example !== undefined ? ` (here called "${study.names.classes.siteOf(step.node) || example}")` : ''}, with its methods, names and literals. They stay as long as the class that they were made in, and the names for good.`,
      advice:
        'Compile each text once and keep the result by its text; pass values as arguments instead of writing them into the code. In Rails: template files or locals, not render inline: with text that changes.',
      confidence: isEval ? 'certain' : 'possible',
      suspicion: isEval ? 0.6 : isUnknown || grew(context) ? 0.3 : isCode ? 0.01 : 0,
    }
  },
}

/** Literals, names and lists of code that is not shown itself. */
function isPartOfCode({ positions, label }: CandidateStep, { owned }: RuleContext): boolean {
  if (!/^(?:String|Array|internal (?:Array|Hash|String))$/.test(label)) return false
  const { tree, ranks } = owned
  let parts = 0
  const asked = positions.subarray(0, ASKED)
  for (const position of asked) {
    const kind = ranks.kinds[tree.dominator[tree.nodeAt[position]]]
    if (kind === K.ISEQ || kind === K.MENT) parts++
  }
  return parts > asked.length * MOST
}

function pathsOf({ positions }: CandidateStep, { study, owned }: RuleContext): string[] {
  const methods = createMethodNames(study.heap, study.names.classes)
  const { kinds } = owned.ranks
  const paths: string[] = []
  // The last ones: those before may be of files.
  for (const position of positions.subarray(-ASKED)) {
    const node = owned.tree.nodeAt[position]
    const iseq = codeOf(node)
    const path = iseq === undefined ? undefined : methods.iseqName(iseq)?.path
    if (path !== undefined && path !== '') paths.push(path)
  }
  return paths

  /** The piece itself, or the one that a method, wrapper or literal belongs to. */
  function codeOf(node: number): number | undefined {
    if (kinds[node] === K.ISEQ) return node
    const above = owned.tree.dominator[node]
    const own = methods.imemoAmong(node, 'iseq')
    if (own !== undefined || above >= study.heap.count) return own
    return kinds[above] === K.ISEQ ? above : methods.imemoAmong(above, 'iseq')
  }
}

/** In number, from the first dump to the last. */
function grew({ growth }: RuleContext): boolean {
  return growth.length > 1 && growth[growth.length - 1].count > growth[0].count * 1.02
}
