// A slice of a long string shares its memory with the whole: text[-400..] keeps all of text. Ruby shares
// where the slice reaches the end of the text (3.x), and with what was frozen.
// A copy (dup) of a text that is gone shares its memory too, and wastes none. Dumps of real programs do
// not tell the length of a string that shares, and so not which of the two it is: then it takes long
// texts that no library's store has copied, and is said to be only possible. Of shorter ones that are
// most of the memory it is a remark on what holds them (remarks.ts).
import { FLAG_SHARED, TYPE_STRING } from '../../base/record.ts'
import { shallowSize } from '../study.ts'
import { formatBytes } from '../../base/format.ts'
import { heldSample } from './evidence/held-sample.ts'
import { heldTitle } from './words/held-words.ts'
import { knownHolder } from './evidence/known-holders.ts'
import type { Candidate } from '../why/candidate.ts'
import { grewInNumber } from '../why/grew.ts'
import type { Explanation, Rule, RuleContext } from './rule.ts'
import { suspicionOf } from './evidence/suspicion.ts'

/** Of what was looked at, so much must be texts of which only a part is used. */
const MUCH = 0.4
const TIMES = 3
/** Bytes of a text that pieces are rather cut from than copies made of; of texts that become more. */
const LONG = 4096
const LONG_AND_MORE = 1024
/** Bytes of a text of which it is worth to say anything. */
const WORTH = 256

export const sharedString: Rule = {
  name: 'shared-string',
  explain(candidate, context) {
    const rows = heldSample(candidate, context)
    const { slices, parents, used, all } = weigh(rows, context)
    if (slices === 0 || parents < all * MUCH || parents < used * TIMES) return undefined
    if (used === 0) return ofUnknownLength(candidate, context, parents / slices)
    return {
      title: `${heldTitle(candidate, context)}: pieces that keep the long texts they were cut from`,
      because: `A piece of a string (byteslice, [], split, StringScanner) may share its memory with the whole text, to save copying, and then keeps all of it alive. Here the pieces have ${formatBytes(used / slices)} each on average, and the texts behind them ${formatBytes(parents / slices)}.`,
      advice: COPY,
      confidence: 'certain',
      suspicion: Math.max(0.7, suspicionOf(candidate, context)),
    }
  },
}

const COPY =
  'Copy what is kept for long: String.new(piece), or +"" << piece. (dup is not enough: it shares as well.)'

function ofUnknownLength(
  candidate: Candidate,
  context: RuleContext,
  text: number,
): Explanation | undefined {
  const { growth, study } = context
  if (text < (grewInNumber(growth) ? LONG_AND_MORE : LONG)) return undefined
  if (knownHolder(candidate, study) !== undefined) return undefined
  return {
    title: `${heldTitle(candidate, context)}: perhaps pieces that keep the long texts they were cut from`,
    because: `A piece of a string (byteslice, [], split, StringScanner) may share its memory with the whole text, to save copying, and then keeps all of it alive. Here there are ${formatBytes(text)} of text behind each string on average; how much of it is used is not in the dump. A copy of all of a text (dup) looks the same.`,
    advice: `${COPY} Where they are whole texts, take them out of what holds them when they are done with.`,
    confidence: 'possible',
    suspicion: suspicionOf(candidate, context),
  }
}

/** For what holds them, where it is told as something else; undefined where there is little of it. */
export function sharedRemark(candidate: Candidate, context: Sampled): string | undefined {
  // What a library copies into its own store is whole.
  if (knownHolder(candidate, context.study) !== undefined) return undefined
  const { slices, parents, used, all } = weigh(heldSample(candidate, context), context)
  if (slices === 0 || used > 0 || parents < all * MUCH || parents < slices * WORTH) return undefined
  return `Much of it is texts that other strings share the memory of, ${formatBytes(parents / slices)} each on average: where those are only pieces of the texts, copy what is kept (String.new(piece)).`
}

type Sampled = Pick<RuleContext, 'study' | 'owned'>

/** Bytes of all rows, of the texts that slices share, and of the slices themselves. */
function weigh(rows: Uint32Array, { study }: Sampled) {
  const { type, flags, length } = study.heap.columns
  const { offsets, targets } = study.heap.graph
  const seen = new Set<number>()
  const sum = { slices: 0, parents: 0, used: 0, all: 0 }
  for (const row of rows) {
    sum.all += shallowSize(study, row)
    if (type[row] !== TYPE_STRING || (flags[row] & FLAG_SHARED) === 0) continue
    for (let edge = offsets[row]; edge < offsets[row + 1]; edge++) {
      const parent = targets[edge]
      if (parent >= study.heap.count || type[parent] !== TYPE_STRING) continue
      sum.slices++
      sum.used += length[row]
      if (!seen.has(parent)) sum.parents += shallowSize(study, parent)
      seen.add(parent)
    }
  }
  return sum
}
