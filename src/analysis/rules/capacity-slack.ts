// Strings and arrays with far more memory set aside than they use: buffers that were emptied with clear
// and kept, String.new(capacity: …), arrays that were large once. Every one that was appended to has some
// room left: where it is little in each, it is a remark on what holds them (remarks.ts).
import { TYPE_ARRAY, TYPE_STRING } from '../../base/record.ts'
import { formatBytes } from '../../base/format.ts'
import { shallowSize } from '../study.ts'
import type { Candidate } from '../why/candidate.ts'
import { heldSample } from './evidence/held-sample.ts'
import { heldTitle } from './words/held-words.ts'
import type { Rule, RuleContext } from './rule.ts'
import { suspicionOf } from './evidence/suspicion.ts'

const MUCH = 0.5
const WORD = 8
/** Bytes unused in each, on average: less is the room that any array or string has. */
const BUFFER = 512

export const capacitySlack: Rule = {
  name: 'capacity-slack',
  explain(candidate, context) {
    const { slack, all, objects } = weigh(heldSample(candidate, context), context)
    if (slack < objects * BUFFER || objects === 0 || slack < all * MUCH) return undefined
    return {
      title: `${heldTitle(candidate, context)}: ${Math.round((slack / all) * 100)} % of that memory is set aside and unused`,
      because: `Strings and arrays set aside more memory than they need, in order to grow, and do not give it back when they are emptied. Here ${formatBytes(slack / objects)} of each are unused, on average.`,
      advice:
        'Do not keep emptied buffers for later: make a new one when it is needed (string = +"", array = []), or keep few of them. Give String.new(capacity:) no more than is filled.',
      confidence: 'certain',
      suspicion: Math.max(0.6, suspicionOf(candidate, context)),
    }
  },
}

/** For what holds them, where it is told as something else; undefined where there is little of it. */
export function slackRemark(candidate: Candidate, context: Sampled): string | undefined {
  const { slack, all, objects } = weigh(heldSample(candidate, context), context)
  if (objects === 0 || slack < all * MUCH) return undefined
  return `About ${Math.round((slack / all) * 100)} % of it is room that strings and arrays have set aside in order to grow, and do not use.`
}

type Sampled = Pick<RuleContext, 'study' | 'owned'>

function weigh(rows: Uint32Array, { study }: Sampled) {
  const { type, length } = study.heap.columns
  const sum = { slack: 0, all: 0, objects: 0 }
  for (const row of rows) {
    const bytes = shallowSize(study, row)
    sum.all += bytes
    if (type[row] !== TYPE_STRING && type[row] !== TYPE_ARRAY) continue
    const capacity = capacityOf(study.heap.capacityRow, study.heap.capacity, row)
    const free = (capacity - length[row]) * (type[row] === TYPE_ARRAY ? WORD : 1)
    // What is shared belongs to another.
    if (free <= 0 || free > bytes) continue
    sum.slack += free
    sum.objects++
  }
  return sum
}

/** 0 where the dump does not say. */
function capacityOf(rows: Uint32Array, capacities: Uint32Array, row: number): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (rows[middle] < row) low = middle + 1
    else high = middle
  }
  return rows[low] === row ? capacities[low] : 0
}
