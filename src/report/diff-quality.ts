// How far a diff can be trusted. What makes its figures doubtful comes first and stands out; where all
// is well that is a line or two for each pair of dumps.

import { formatCount, formatCounted, formatShare } from '../base/format.ts'
import type { Diff, DiffQuality } from '../workbench/results.ts'
import { piece } from './line.ts'
import type { Part } from './line.ts'
import { bullet, heading } from './screen.ts'
import type { View } from './screen.ts'

/** Where so many slots were seen to be reused, more of them will have gone unseen. */
const MUCH_REUSE = 0.1

type Judged = Pick<Diff, 'dumps' | 'quality' | 'notes'>

/** The notes are the doubts: other processes, a wrong order, compaction, damage, missing roots. */
export function trustSection({ dumps, quality, notes }: Judged, view: View): string[] {
  const lines = [
    ...notes.flatMap((note) => bullet(view, piece('warn', note))),
    ...quality.flatMap((each, pair) => {
      // What there is to say of those is in the notes.
      if (each.process === 'different') return []
      const traced = dumps[pair]?.traced === true && dumps[pair + 1]?.traced === true
      return bullet(
        view,
        ...(quality.length > 1 ? [pair === 0 ? 'First and second: ' : 'Second and third: '] : []),
        ...(each.process === 'same' ? [`One process: ${each.because.replace(/\.$/, '')}. `] : []),
        ...reuseParts(each),
        ...keptParts(each, traced),
      )
    }),
  ]
  return lines.length === 0 ? [] : [heading(view, 'How far to trust it'), ...lines]
}

/** How slots were reused, and what simpler ways of comparing would have missed. */
function reuseParts({ slots, missedByAddress, missedByAddressAndType }: DiffQuality): Part[] {
  if (slots.both === 0) return ['They have no address in common.']
  const reused =
    `${formatCount(slots.reused)} of ${formatCounted(slots.both, 'address', 'addresses')} in both ` +
    `(${formatShare(slots.reused, slots.both)}) hold another object by now`
  if (missedByAddress === 0) return [`${reused}.`]
  return [
    `${reused}: of the new objects, a comparison by address alone would miss ` +
      `${formatCount(missedByAddress)}, one by address and type ${formatCount(missedByAddressAndType)}.`,
  ]
}

function keptParts({ slots, proved, undecided }: DiffQuality, traced: boolean): Part[] {
  const kept = slots.both - slots.reused
  if (kept <= 0) return []
  if (proved >= kept) return [' That the others are the same is proved by their generation.']
  const proven = proved > 0 ? ` ${formatCount(proved)} of the others are proved the same.` : ''
  if (undecided === 0) return [proven]
  const all =
    undecided === kept ? 'All' : `${formatCount(undecided)} (${formatShare(undecided, kept)})`
  const doubtful = `${all} of those that count as kept only look the same`
  if (traced) return [`${proven} ${doubtful}: of their allocation nothing is recorded.`]
  const much = slots.reused > slots.both * MUCH_REUSE
  return [
    `${proven} `,
    much ? piece('warn', doubtful) : doubtful,
    `: ${much ? 'some' : 'a few'} may be new ones in old places. Dumps with allocations traced can tell.`,
  ]
}
