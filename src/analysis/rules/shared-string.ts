// A slice of a long string shares its memory with the whole: text[-400..] keeps all of text. Ruby shares
// where the slice reaches the end of the text (3.x), and with what was frozen.
import { FLAG_SHARED, TYPE_STRING } from '../../base/record.ts'
import { shallowSize } from '../study.ts'
import { formatBytes } from '../../base/format.ts'
import { suspicionOf } from './container-words.ts'
import { heldSample } from './held-sample.ts'
import { heldTitle } from './held-words.ts'
import type { Rule, RuleContext } from './rule.ts'

/** Of what was looked at, so much must be texts of which only a part is used. */
const MUCH = 0.4
const TIMES = 3

export const sharedString: Rule = {
  name: 'shared-string',
  explain(candidate, context) {
    const rows = heldSample(candidate, context)
    const { slices, parents, used, all } = weigh(rows, context)
    if (slices === 0 || parents < all * MUCH || parents < used * TIMES) return undefined
    return {
      title: `${heldTitle(candidate, context)}: pieces that keep the long texts they were cut from`,
      because: `A piece of a string (byteslice, [], split, StringScanner) may share its memory with the whole text, to save copying, and then keeps all of it alive. ${sizes(used / slices, parents / slices)}`,
      advice:
        'Copy what is kept for long: String.new(piece), or +"" << piece. (dup is not enough: it shares as well.)',
      confidence: used === 0 ? 'likely' : 'certain',
      suspicion: Math.max(0.7, suspicionOf(candidate, context)),
    }
  },
}

/** Up to Ruby 3.1 the length of a piece is not in the dump. */
function sizes(piece: number, text: number): string {
  return piece === 0
    ? `Here there are ${formatBytes(text)} of text behind each piece on average; how long the pieces are is not in the dump.`
    : `Here the pieces have ${formatBytes(piece)} each on average, and the texts behind them ${formatBytes(text)}.`
}

/** Bytes of all rows, of the texts that slices share, and of the slices themselves. */
function weigh(rows: Uint32Array, { study }: RuleContext) {
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
