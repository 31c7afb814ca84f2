// Strings and arrays with far more memory set aside than they use: buffers that were emptied with clear
// and kept, String.new(capacity: …), arrays that were large once.
import { TYPE_ARRAY, TYPE_STRING } from '../../base/record.ts'
import { formatBytes } from '../../base/format.ts'
import { shallowSize } from '../study.ts'
import { heldSample } from './held-sample.ts'
import { heldTitle } from './held-words.ts'
import type { Rule, RuleContext } from './rule.ts'
import { suspicionOf } from './suspicion.ts'

const MUCH = 0.5
const WORD = 8

export const capacitySlack: Rule = {
  name: 'capacity-slack',
  explain(candidate, context) {
    const { slack, all, objects } = weigh(heldSample(candidate, context), context)
    if (objects === 0 || slack < all * MUCH) return undefined
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

function weigh(rows: Uint32Array, { study }: RuleContext) {
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
