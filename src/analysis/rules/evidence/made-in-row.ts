// Whether many objects were allocated one right after the other, as a table is that is loaded at once,
// by their addresses: what requests leave behind has all between it that requests make and drop. Tells
// up to Ruby 3.1, where objects of all sizes share heap pages; from 3.2 on there are pages for each size,
// and what is left of requests may lie side by side there too.
// Cost: a read for each of at most 2,000 neighbours.
import type { Study } from '../../study.ts'
import type { CandidateStep } from '../../why/candidate.ts'
import type { Attributed } from '../../ownership/attributed.ts'

/** Fewer say nothing. */
const FEW = 100
const ASKED = 2000
/** Objects that each has, itself included: of larger ones little fits in between anyway. */
const MOST_EACH = 12
/** Neighbours are no farther apart than so many times what each has. */
const TIMES = 6
/** Of the neighbours; the others are where a heap page ends, or free slots were used up. */
const MUCH = 0.4
/** Bytes of a slot, and the first Ruby with several sizes, as `dialect.number` has it. */
const SLOT = 40
const SIZES = 302

/** @param step in the order in which what holds them has them */
export function isMadeInRow(
  { heap }: Study,
  { tree }: Attributed,
  { positions, count }: Pick<CandidateStep, 'positions' | 'count'>,
): boolean {
  const ruby = heap.dialect.number
  if (count < FEW || ruby === 0 || ruby >= SIZES) return false
  const most = count * MOST_EACH
  let all = 0
  for (let i = 0; i < positions.length && all <= most; i++) all += tree.subtree[positions[i]]
  if (all > most) return false
  const near = (all / count) * SLOT * TIMES
  const stride = Math.max(1, Math.floor(count / ASKED))
  let asked = 0
  let close = 0
  for (let i = 1; i < count; i += stride) {
    asked++
    if (Math.abs(addressOf(positions[i]) - addressOf(positions[i - 1])) <= near) close++
  }
  return close >= asked * MUCH

  /** Of codes see heap/page-table.ts; NaN, which is near nothing, for a root. */
  function addressOf(position: number): number {
    const node = tree.nodeAt[position]
    if (node >= heap.count) return NaN
    const code = heap.columns.code[node]
    return heap.pages.number[code >>> 14] * 65_536 + (code & 0x3fff) * 4
  }
}
