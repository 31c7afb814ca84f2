// The record of one finding.
import type { WhyFinding, WhyGrowth } from '../../workbench/results.ts'
import { handleOf } from '../../naming/node-kind.ts'
import { attributed } from '../ownership/attributed.ts'
import { objectRef, type Study } from '../study.ts'
import type { Contents } from './contents.ts'
import type { Measured } from './filled.ts'
import type { Judged } from './judged.ts'
import { whySteps } from './named-steps.ts'
import { madeAt } from './made-at.ts'
import { backtraceAdvice } from '../rules/words/backtrace-advice.ts'
import { remarkOn } from '../rules/words/remarks.ts'
import { kindWords } from '../rules/words/words.ts'
import { signatureOf } from './signature.ts'
import { unknownsOf } from './unknowns.ts'

/** Steps behind what is held that the path still shows, where there are about as many of them. */
const STEPS_BEHIND = 4

export function findingOf(
  study: Study,
  judged: Judged,
  contents: Contents,
  total: number,
  rank: number,
): WhyFinding {
  const { explanation, steps, holder, held, growth, verdict, rule } = judged
  const { title, because, rubies, confidence } = explanation
  const surer = unknownsOf(study, judged)
  const advice = [
    adviceOf(study, judged),
    backtraceAdvice(rule, growth[growth.length - 1], contents.classes),
    remarkOn(rule, judged.candidate, { study, owned: attributed(study) }),
  ]
    .filter((sentence) => sentence !== undefined)
    .join(' ')
  const example = steps[held].step.node
  const isOne = steps[held].step.count === 1
  return {
    rank,
    signature: signatureOf(rule, steps.slice(Math.max(0, holder - 1), held + 1)),
    rule,
    title,
    verdict: verdict.verdict,
    verdictBecause: verdict.because,
    confidence,
    ...(surer === undefined ? {} : { surer }),
    count: growth[growth.length - 1].count,
    bytes: contents.bytes,
    share: total === 0 ? 0 : contents.bytes / total,
    holder: objectRef(study, steps[holder].step.node),
    path: whySteps(study, steps.slice(0, shownSteps(judged))),
    contents: contents.classes,
    sites: contents.sites,
    because,
    advice,
    ...(rubies === undefined ? {} : { rubies }),
    ...(growth.length > 1 ? { growth: growth.map(growthOf) } : {}),
    evidence: [
      {
        words: ['path', 'DUMP', handleOf(example)],
        why: `what keeps ${isOne ? 'it' : 'one of them'} alive`,
      },
      {
        words: ['show', 'DUMP', handleOf(example)],
        why: `${isOne ? 'it' : 'one of them'} in full`,
      },
      {
        words: ['dominators', 'DUMP', handleOf(steps[holder].step.node), '--merge'],
        why: 'all that its holder holds, by class',
      },
    ],
  }
}

function growthOf({ count, bytes, filled }: Measured): WhyGrowth {
  const isCounted = filled?.of === 'entries' || filled?.of === 'elements'
  return isCounted ? { count, bytes, entries: filled.amount } : { count, bytes }
}

/** With the line to begin at, where the dump has it and the words do not. */
function adviceOf(study: Study, { explanation, steps, held }: Judged): string {
  const { title, because, advice } = explanation
  const { step } = steps[held]
  const place = madeAt(study, step.positions)
  if (place === undefined || `${title} ${because} ${advice}`.includes(place)) return advice
  // Of a singleton class the object is meant, which is allocated elsewhere.
  if (step.label.startsWith('#<Class:#<')) return advice
  const what = step.label === 'objects' ? 'of them' : kindWords(2, step.label)
  return `${advice} ${step.count === 1 ? 'It was' : `Most ${what} were`} allocated at ${place}.`
}

function shownSteps({ steps, held }: Judged): number {
  let end = held + 1
  const most = steps[held].step.count * 1.5
  while (end < steps.length && end <= held + STEPS_BEHIND && steps[end].step.count <= most) end++
  // A list at the end says nothing without what is in it.
  const isList = /^(Array|Hash|Set)\b/.test(steps[end - 1].step.label)
  return isList && end > held + 1 && end < steps.length ? end + 1 : end
}
