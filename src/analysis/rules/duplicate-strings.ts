// The same texts again and again: names of columns, statuses, countries, parsed anew for each record.
// Known by the hash of their text; texts that are not in the dump do not count.
import { formatCount } from '../../base/format.ts'
import { FLAG_VALUE, TYPE_STRING } from '../../base/record.ts'
import { shallowSize } from '../study.ts'
import { textKey } from '../text-key.ts'
import type { Candidate } from '../why/candidate.ts'
import { heldSample } from './evidence/held-sample.ts'
import { heldTitle } from './words/held-words.ts'
import { copiesIn } from './evidence/key-copies.ts'
import type { Rule, RuleContext } from './rule.ts'
import { suspicionOf } from './evidence/suspicion.ts'

/** Of all bytes looked at, those of texts that were met before: to be the cause, and to be worth a word. */
const MOST = 0.7
const MUCH = 0.5
/** Times that each text is met, on average. */
const TIMES = 20
const FEW = 100
/** Bytes on average: words and names, not documents that happen to be alike. */
const SHORT = 128

export const duplicateStrings: Rule = {
  name: 'duplicate-strings',
  explain(candidate, context) {
    const { strings, texts, again, all, texted } = tally(heldSample(candidate, context), context)
    if (strings < FEW || texted > strings * SHORT) return undefined
    if (strings < texts * TIMES || again < all * MOST) return undefined
    // Values that are stored again and again are the cause, and copies of their texts what comes of it.
    if (copiesIn(candidate, context.study) !== undefined) return undefined
    const percent = Math.round((again / all) * 100)
    return {
      title: `${heldTitle(candidate, context)}, mostly the same few texts again and again`,
      because: `Of ${formatCount(strings)} strings looked at, only ${formatCount(texts)} differ: about ${percent} % of this memory is copies. Each string that is parsed, read or built is an object of its own, however often the same text was met before.`,
      advice:
        'Keep one of each: -string (String#-@) gives the same frozen object for the same text; use symbols or constants for fixed words, "# frozen_string_literal: true" for literals. And see whether all of the records have to be kept.',
      confidence: 'certain',
      suspicion: suspicionOf(candidate, context),
    }
  },
}

/** For what holds them, where it is told as something else; undefined where there is little of it. */
export function duplicatesRemark(candidate: Candidate, context: Sampled): string | undefined {
  const { strings, texts, again, all, texted } = tally(heldSample(candidate, context), context)
  if (strings < FEW || texted > strings * SHORT) return undefined
  if (strings < texts * TIMES || again < all * MUCH) return undefined
  return `About ${Math.round((again / all) * 100)} % of it is copies of the same few texts: -string (String#-@) keeps one of each.`
}

type Sampled = Pick<RuleContext, 'study' | 'owned'>

function tally(rows: Uint32Array, { study }: Sampled) {
  const { type, flags } = study.heap.columns
  const met = new Set<number>()
  let strings = 0
  let again = 0
  let all = 0
  let texted = 0
  for (const row of rows) {
    const bytes = shallowSize(study, row)
    all += bytes
    if (type[row] !== TYPE_STRING || (flags[row] & FLAG_VALUE) === 0) continue
    strings++
    texted += bytes
    const key = textKey(study.heap, row)
    if (met.has(key)) again += bytes
    else met.add(key)
  }
  return { strings, texts: met.size, again, all, texted }
}
