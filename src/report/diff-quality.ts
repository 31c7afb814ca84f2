// How far a diff can be trusted. Where all is well that is a line or two for each pair of dumps; what
// makes the figures doubtful comes first and stands out.

import { formatCount, formatCounted, formatShare } from '../base/format.ts'
import type { DiffDump, DiffQuality } from '../workbench/results.ts'
import { named, piece } from './line.ts'
import type { Part } from './line.ts'
import { bullet, heading } from './screen.ts'
import type { View } from './screen.ts'

/** From this share of those kept on, it is worth a warning that they are not certain. */
const MANY_UNDECIDED = 0.1

export function qualitySection(
  dumps: readonly DiffDump[],
  quality: readonly DiffQuality[],
  view: View,
): string[] {
  if (quality.length === 0) return []
  const lines = quality.flatMap((each, pair) => {
    const [earlier, later] = [dumps[pair]?.name ?? '', dumps[pair + 1]?.name ?? '']
    const followed = each.process !== 'different'
    return bullet(
      view,
      ...(quality.length > 1 ? [pair === 0 ? 'First to second: ' : 'Second to third: '] : []),
      ...processParts(each),
      ...orderParts(each, earlier, later),
      ...(followed ? [...compactionParts(each), ...reuseParts(each), ...keptParts(each)] : []),
    )
  })
  return [heading(view, 'How far to trust it'), ...lines]
}

function processParts({ process, because }: DiffQuality): Part[] {
  const why = because.replace(/\.$/, '')
  switch (process) {
    case 'same':
      return [`one process: ${why}.`]
    case 'unsure':
      return [piece('warn', 'perhaps not one process'), `: ${why}.`]
    case 'different':
      return [
        piece('warn', 'different processes'),
        `: ${why}. No object can be followed from one to the other, so groups are compared by name.`,
      ]
  }
}

function orderParts({ order }: DiffQuality, earlier: string, later: string): Part[] {
  if (order !== 'wrong') return []
  return [
    ' ',
    piece('warn', 'The order looks wrong'),
    ': ',
    named(later),
    ' seems to have been taken before ',
    named(earlier),
    '. Then what is called new here went, and what is called freed came.',
  ]
}

function compactionParts({ compacted, classes }: DiffQuality): Part[] {
  if (!compacted) return []
  const { both, sameAddress } = classes
  return [
    ' ',
    piece('warn', 'The heap was compacted in between'),
    `: only ${formatCount(sameAddress)} of ${formatCounted(both, 'class', 'classes')} ` +
      `${sameAddress === 1 ? 'is' : 'are'} where they were. What was moved counts as freed and as ` +
      'new; net figures hold.',
  ]
}

/** How slots were reused, and what simpler ways of comparing would have missed. */
function reuseParts({ slots, missedByAddress, missedByAddressAndType }: DiffQuality): Part[] {
  if (slots.both === 0) return [' They have no address in common.']
  const reused =
    ` ${formatCount(slots.reused)} of ${formatCounted(slots.both, 'address', 'addresses')} in both ` +
    `(${formatShare(slots.reused, slots.both)}) hold another object by now`
  if (missedByAddress === 0) return [`${reused}.`]
  return [
    `${reused}: of the new objects, a comparison by address alone would miss ` +
      `${formatCount(missedByAddress)}, one by address and type ${formatCount(missedByAddressAndType)}.`,
  ]
}

function keptParts({ slots, proved, undecided }: DiffQuality): Part[] {
  const kept = slots.both - slots.reused
  if (kept <= 0) return []
  if (proved >= kept) return [' That the others are the same is proved by their generation.']
  const proven = proved > 0 ? ` ${formatCount(proved)} of the others are proved the same.` : ''
  if (undecided === 0) return [proven]
  const many = undecided > kept * MANY_UNDECIDED
  const doubtful =
    `${formatCount(undecided)} (${formatShare(undecided, kept)}) of those that count as kept only ` +
    `look the same`
  return many
    ? [
        `${proven} `,
        piece('warn', doubtful),
        ': some may be new ones in old places. Dumps with allocations traced can tell.',
      ]
    : [`${proven} ${doubtful}.`]
}
