// The record of one finding.
import type { WhyFinding } from '../../workbench/results.ts'
import { handleOf } from '../../naming/node-kind.ts'
import { objectRef, type Study } from '../study.ts'
import type { Contents } from './contents.ts'
import type { Judged } from './judge.ts'
import { whySteps } from './named-steps.ts'
import { signatureOf } from './signature.ts'

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
  const { title, because, advice, rubies, confidence, surer } = explanation
  const example = steps[held].step.node
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
    ...(growth.length > 1 ? { growth } : {}),
    evidence: [
      { words: ['path', 'DUMP', handleOf(example)], why: 'what keeps one of them alive' },
      { words: ['show', 'DUMP', handleOf(example)], why: 'one of them in full' },
      {
        words: ['dominators', 'DUMP', handleOf(steps[holder].step.node), '--merge'],
        why: 'all that hangs there',
      },
    ],
  }
}

function shownSteps({ steps, held }: Judged): number {
  let end = held + 1
  const most = steps[held].step.count * 1.5
  while (end < steps.length && end <= held + STEPS_BEHIND && steps[end].step.count <= most) end++
  // A list at the end says nothing without what is in it.
  const isList = /^(Array|Hash|Set)\b/.test(steps[end - 1].step.label)
  return isList && end > held + 1 && end < steps.length ? end + 1 : end
}
