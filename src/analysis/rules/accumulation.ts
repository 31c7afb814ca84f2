// The fallback: much has gathered in one place, and no rule knows how. It says where, and no more.
import { isOwnClass } from '../../base/own-class.ts'
import type { Candidate, CandidateStep } from '../why/candidate.ts'
import { anchorOf, type Anchor } from './evidence/anchors.ts'
import { holdsWords } from './words/container-words.ts'
import { countedStep } from './words/held-kinds.ts'
import { heldBy } from './words/held-words.ts'
import { copiesWords } from './evidence/key-copies.ts'
import { largeWords } from './words/large-object.ts'
import type { Explanation, Rule, RuleContext } from './rule.ts'
import { explainRunningThreads } from './running-threads.ts'
import { suspicionOf } from './evidence/suspicion.ts'
import { capital, className, kindWords, oneOf, plainWords } from './words/words.ts'

type Words = Pick<Explanation, 'title' | 'place' | 'because' | 'advice'>

export const accumulation: Rule = {
  name: 'accumulation',
  explain(candidate, context) {
    const { shape } = candidate
    const threads = explainRunningThreads(candidate, context)
    if (threads !== undefined) return threads
    const words = shape === 'single' ? ofOne(candidate, context) : ofMany(candidate, context)
    const copies = copiesWords(candidate, context.study)
    return {
      confidence: 'possible',
      ...words,
      ...copies,
      title: `${words.title}${copies?.title ?? ''}`,
      suspicion: suspicionOf(candidate, context) * (shape === 'single' ? 0.4 : 0.7),
    }
  },
}

/** An object that is large by itself, or with its few parts. */
function ofOne(candidate: Candidate, context: RuleContext): Words {
  const { steps, held } = candidate
  const anchor = anchorOf(context, candidate)
  const { what, because, name, label } = largeWords(candidate, context, anchor)
  return {
    title:
      anchor.kind === 'other'
        ? capital(`${what} is held by ${plainWords(steps[Math.max(0, held - 1)])}`)
        : `${capital(holdsWords(anchor, context))} ${what}${name}`,
    because,
    advice:
      label === 'String'
        ? 'Keep only the part of it that is needed, or let go of it when it is done with.'
        : 'Give it a limit, or empty it when it is done with.',
  }
}

function ofMany(candidate: Candidate, context: RuleContext): Words {
  const { shape, steps, holder, held } = candidate
  const what = countedStep(steps[held], context)
  const anchor = anchorOf(context, candidate)
  const sort = kindWords(1, steps[holder].label)
  if (shape === 'chain') {
    return {
      title: capital(`${what} form a long chain${heldBy(candidate, context)}`),
      because: 'Each refers to the next, so whoever holds the first keeps them all.',
      advice: 'Cut the reference to the next once one of them is done with.',
    }
  }
  if (shape === 'group') {
    const by = anchor.kind === 'other' ? plainWords(steps[holder]) : undefined
    return {
      title: capital(
        by === undefined ? `${holdsWords(anchor, context)} ${what}` : `${what} are held by ${by}`,
      ),
      because: `They are held side by side${by === undefined ? '' : ` by ${by}`}, not in one list, or in several lists at once.`,
      advice: 'See what holds one of them, and take that away when it is done with.',
    }
  }
  const near = anchor.kind === 'other' ? nearest(steps, holder) : undefined
  const own = near === undefined ? '' : ` that ${plainWords(near)} leads to`
  return {
    ...(near === undefined ? {} : { place: `${oneOf(steps[holder].label)}${own}` }),
    title: capital(
      isNamed(anchor)
        ? `${holdsWords(anchor, context)} ${what} in ${oneOf(steps[holder].label)}`
        : `${oneOf(steps[holder].label)}${own} holds ${what}`,
    ),
    because:
      near === undefined
        ? `What is put into this ${sort} stays until something takes it out, or until nothing refers to the ${sort} any more.`
        : `What is put into this ${sort} stays until something takes it out. More than one reference leads from ${plainWords(near)} to it, so none of them alone keeps it.`,
    advice: `Find what adds to this ${sort}${near === undefined ? '' : `, in the code of ${plainWords(near)}`}: give it a limit, or take entries out when they are done with.`,
  }
}

function isNamed({ kind }: Anchor): boolean {
  return kind !== 'other'
}

/** The nearest class, module or object of the program's own above. */
function nearest(steps: readonly CandidateStep[], below: number): CandidateStep | undefined {
  return steps
    .slice(1, below)
    .findLast(({ label, count }) => count === 1 && isOwnClass(className(label)))
}
