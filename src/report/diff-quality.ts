// How far a diff can be trusted. What makes its figures doubtful comes first and stands out; where all
// is well that is one line for each pair of dumps. How the comparison came by it is in the record.

import { formatCount, formatShare } from '../base/format.ts'
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
  const lines = trustLines(
    notes,
    quality.map((each, pair) => ({
      quality: each,
      traced: dumps[pair]?.traced === true && dumps[pair + 1]?.traced === true,
    })),
    view,
  )
  return lines.length === 0 ? [] : [heading(view, 'How far to trust it'), ...lines]
}

export interface Pair {
  readonly quality: DiffQuality
  /** Both dumps are. */
  readonly traced: boolean
}

/** The same without a heading, for dumps that were compared in pairs: first and second, and on. */
export function trustLines(notes: readonly string[], pairs: readonly Pair[], view: View): string[] {
  return [
    ...notes.flatMap((note) => bullet(view, piece('warn', note))),
    ...pairs.flatMap(({ quality, traced }, pair) => {
      // What there is to say of those is in the notes.
      if (quality.process === 'different') return []
      const first =
        pairs.length === 1 ? '' : pair === 0 ? 'First and second: ' : 'Second and third: '
      const text = `${processWords(quality)}${reuseWords(quality)}.`
      const opening = first === '' ? text[0]?.toUpperCase() + text.slice(1) : first + text
      return bullet(view, opening, ...keptParts(quality, traced))
    }),
  ]
}

function processWords({ process, classes: { both, sameAddress } }: DiffQuality): string {
  if (process !== 'same') return ''
  const many = sameAddress === both ? 'all' : `${formatCount(sameAddress)} of`
  return `one process (${many} ${formatCount(both)} classes in place), `
}

function reuseWords({ slots: { both, reused } }: DiffQuality): string {
  if (both === 0) return 'no slot in both'
  return `${reused === 0 ? 'none' : formatShare(reused, both)} of ${formatCount(both)} slots reused`
}

/** Where tracing went on in both dumps, a new object would have the place where it was made. */
function keptParts({ slots, undecided }: DiffQuality, traced: boolean): Part[] {
  const much = slots.reused > slots.both * MUCH_REUSE
  if (undecided === 0 || (traced && !much)) return []
  const kept = slots.both - slots.reused
  const all = undecided === kept ? 'All' : `${formatCount(undecided)} of the`
  const doubtful = `${all} ${formatCount(kept)} kept only look the same`
  return [
    ' ',
    much ? piece('warn', doubtful) : doubtful,
    `: ${much ? 'some' : 'a few'} may be new ones in old slots.`,
    ...(traced ? [] : [' Traced dumps can tell.']),
  ]
}
