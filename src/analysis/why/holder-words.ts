// Who holds what a finding is about, as 'is held by' goes on: 'the constant Cache::ALL', 'a Store object',
// "Ruby's global call cache". For the sentence on top, which leaves the rest to the finding's title.
// Cost: a few reads a step.
import { anchorAbove, anchorWords } from '../rules/anchors.ts'
import { plainWords } from '../rules/words.ts'
import { attributed } from '../ownership/attributed.ts'
import type { Study } from '../study.ts'
import type { Judged } from './judge.ts'

export function holderWords(study: Study, judged: Judged): string {
  const { candidate, explanation, steps, holder, held } = judged
  if (explanation.place !== undefined) return explanation.place
  const below = candidate.shape === 'container' ? holder : held
  const place = { study, owned: attributed(study), steps }
  const anchor = anchorAbove(place, below)
  if (anchor.kind !== 'other') return anchorWords(place, anchor)
  return plainWords(steps[below === held ? Math.max(0, held - 1) : holder].step)
}
