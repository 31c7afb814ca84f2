// The texts of symbols that were made at run time. Ruby keeps them in a table of its own, so the tree has
// them there, but they go when their symbols go: they are told with what holds the symbols.
// Found by the hash of the text, which the dump has of both. Up to Ruby 3.x a symbol does not refer to its
// text; where it does, the text is in the tree below it already, and none is found here.
// Cost: one pass over the rows for each place that holds many symbols.
import { FLAG_CLASS_EDGE, FLAG_FSTRING, FLAG_VALUE } from '../../base/record.ts'
import { TYPE_STRING, TYPE_SYMBOL } from '../../base/record.ts'
import { attributed } from '../ownership/attributed.ts'
import type { Study } from '../study.ts'
import { textKey } from '../text-key.ts'
import type { Candidate } from './candidate.ts'

const SYMBOL = 'Symbol'
/** Fewer are names in code. */
const MANY = 100

export interface Texts {
  /** Positions in the attributed tree. */
  readonly positions: Uint32Array
  readonly bytes: number
}

/** Whether what has gathered is symbols. */
export function isSymbols({ steps, held }: Candidate): boolean {
  return steps[held].label === SYMBOL && steps[held].count >= MANY
}

/** The candidate with the texts of what it holds, where that is symbols. */
export function withSymbolTexts(study: Study, candidate: Candidate): Candidate {
  if (!isSymbols(candidate)) return candidate
  const { steps, held } = candidate
  const { positions, bytes } = symbolTexts(study, steps[held].positions)
  if (positions.length === 0) return candidate
  return {
    ...candidate,
    tops: Uint32Array.from([...candidate.tops, ...positions]),
    bytes: candidate.bytes + bytes,
    texts: true,
  }
}

/** @param symbols positions in the attributed tree */
export function symbolTexts(study: Study, symbols: Uint32Array): Texts {
  const { heap } = study
  const { type, flags } = heap.columns
  const { tree } = attributed(study)
  const wanted = new Set<number>()
  for (const position of symbols) {
    const row = tree.nodeAt[position]
    if (type[row] === TYPE_SYMBOL && (flags[row] & FLAG_VALUE) !== 0) wanted.add(textKey(heap, row))
  }
  const found: number[] = []
  let bytes = 0
  const flagged = FLAG_FSTRING | FLAG_VALUE
  for (let row = 0; row < heap.count && wanted.size > 0; row++) {
    if (type[row] !== TYPE_STRING || (flags[row] & flagged) !== flagged) continue
    if (!wanted.has(textKey(heap, row)) || !isInTable(tree.dominator[row])) continue
    found.push(tree.positionOf[row])
    bytes += tree.retained[row]
  }
  return { positions: Uint32Array.from(found), bytes }

  /** A root, or what has no class: hidden arrays and hashes of the VM. */
  function isInTable(holder: number): boolean {
    return holder >= heap.count || (flags[holder] & FLAG_CLASS_EDGE) === 0
  }
}
