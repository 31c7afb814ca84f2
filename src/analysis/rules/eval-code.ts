// Code compiled at run time: eval, class_eval with a string, inline templates. Each new text makes a
// piece of compiled code with its methods, names and literals, which stay as long as the class does.
// Code read from files is what a program consists of: only what has no file of its own is suspect.
import { createMethodNames } from '../../naming/method-names.ts'
import * as K from '../ownership/owner-kinds.ts'
import type { CandidateStep } from '../why/candidate.ts'
import { anchorAbove, anchorWords } from './anchors.ts'
import { capital } from './container-words.ts'
import type { Rule, RuleContext } from './rule.ts'
import { counted } from './words.ts'

const ASKED = 50
const MOST = 0.5

export const evalCode: Rule = {
  name: 'eval-code',
  explain({ steps, held, holder, shape }, context) {
    if (shape === 'single') return undefined
    const { kinds } = context.owned.ranks
    const step = steps[held]
    const { study } = context
    const isCode = kinds[step.node] === K.ISEQ || kinds[step.node] === K.MENT
    if (!isCode && !isPartOfCode(step, context)) return undefined
    const anchor = anchorAbove(context, shape === 'container' ? holder : held)
    const owner = steps[Math.max(0, held - 1)].label.replace(/^#<Class:(.*)>$/, '$1')
    const by = (anchor.kind === 'other' ? owner : anchorWords(context, anchor)).replace(
      / \((?:class|module)\)$/,
      '',
    )
    const where = anchor.kind === 'class-value' ? owner.replace(/ \((?:class|module)\)$/, '') : by
    const paths = isCode ? pathsOf(step, context) : []
    const evaluated = paths.filter((path) => !/^(?:[/<]|[A-Za-z]:[\\/])/.test(path))
    const isEval = paths.length > 0 && evaluated.length > paths.length * MOST
    const example = evaluated[0]
    const what = isCode
      ? `${counted(step.count, 'iseq')}`
      : `${counted(step.count, step.label)} in compiled code`
    return {
      title: capital(`${what} of ${where}${isEval ? ' were made at run time' : ''}`),
      because: `Each eval, class_eval or module_eval with a string, and each inline template, makes new compiled code${isEval && example !== undefined ? ` (here called "${study.names.classes.siteOf(step.node) || example}")` : ''}, with its methods, names and literals. They stay as long as the class that they were made in, and the names for good.`,
      advice:
        'Compile each text once: keep the result by its text, and give variables as arguments instead of writing their values into the code. In Rails, use template files or locals instead of render inline: with text that changes.',
      confidence: isEval ? 'certain' : 'possible',
      suspicion: !isCode ? 0 : isEval ? 0.6 : 0.05,
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
    const iseq = kinds[node] === K.MENT ? methods.imemoAmong(node, 'iseq') : node
    const path = iseq === undefined ? undefined : methods.iseqName(iseq)?.path
    if (path !== undefined && path !== '') paths.push(path)
  }
  return paths
}
