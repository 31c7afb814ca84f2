// What a finding is about and who keeps it, for the sentence on top: "RoutesProxy objects and what they
// hold, kept by Ruby's global call cache". Without the numbers, which are in the finding's title.
// Cost: a few reads a step.
import { anchorAbove, anchorWords } from '../rules/evidence/anchors.ts'
import { className, kindWords, oneOf, plainWords } from '../rules/words/words.ts'
import { attributed } from '../ownership/attributed.ts'
import type { Study } from '../study.ts'
import type { Judged } from './judged.ts'

export function causeWords(study: Study, judged: Judged): string {
  const { steps, held } = judged
  const { label } = steps[held].step
  const count = judged.candidate.shape === 'chain' ? CHAIN : steps[held].step.count
  // Of the class of a single object, that object.
  const kind = label.startsWith('#<Class:#<') ? `#<${className(label)}>` : label
  const what = WORDS[kind] ?? (count === 1 ? oneOf(kind) : kindWords(2, kind))
  const isAlone = judged.candidate.shape === 'single' || PLAIN.test(kind)
  const more = isAlone ? '' : ` and what ${count === 1 ? 'it holds' : 'they hold'}`
  return `${what}${more}, kept by ${holderWords(study, judged)}`
}

/** Of a chain the first step has one; there are more of them. */
const CHAIN = 2

/** Shorter than in titles. */
const WORDS: Readonly<Record<string, string>> = { '#<Proc>': 'blocks', iseq: 'compiled code' }

/** What holds little beside itself. */
const PLAIN = /^(?:internal )?(?:String|Symbol|Float|Integer|Regexp)$|^iseq$/

function holderWords(study: Study, judged: Judged): string {
  const { candidate, explanation, steps, holder, held } = judged
  if (explanation.place !== undefined) return explanation.place
  const below = candidate.shape === 'container' ? holder : held
  const place = { study, owned: attributed(study), steps }
  const anchor = anchorAbove(place, below)
  if (anchor.kind !== 'other') return anchorWords(place, anchor)
  return plainWords(steps[below === held ? Math.max(0, held - 1) : holder].step)
}
