// Strings by their text: which are there more than once, and what the copies cost. Texts are not
// kept in memory; equal are strings of one length and one 64-bit hash, and a text is read from the
// dump for the groups that are shown. Only strings whose text the dump has take part: no others have
// a hash. Open addressing on typed arrays, as there may be more texts than a Map can hold.
// Time O(rows), memory 4 bytes a row and up to 16 a string.
import { FLAG_VALUE, NONE, TYPE_STRING } from '../base/record.ts'
import { glanceAt } from '../heap/record-of.ts'
import type { Bitset } from '../base/bitset.ts'
import type { Heap } from '../heap/heap.ts'
import type { Groups } from './groups.ts'
import { shallowSize, type Study } from './study.ts'

/** A name is no longer than this, in characters; cut ones end in `…`. */
const LONGEST = 200

export function groupsByValue(study: Study): Groups {
  const { heap } = study
  const { flags, type, hashLow, hashHigh, length } = heap.columns
  let strings = 0
  for (let row = 0; row < heap.count; row++) if (hasText(row)) strings++
  let slots = 16
  while (slots < strings * 2) slots *= 2
  /** hash slot -> group + 1, 0 while free */
  const table = new Uint32Array(slots)
  /** group -> row of its first member */
  const first = new Uint32Array(strings)
  const groupOf = new Uint32Array(heap.count).fill(NONE)
  let count = 0
  for (let row = 0; row < heap.count; row++) {
    if (!hasText(row)) continue
    let slot = (hashLow[row] ^ Math.imul(hashHigh[row], 0x9e3779b1)) & (slots - 1)
    while (table[slot] !== 0 && !isSame(first[table[slot] - 1], row)) {
      slot = (slot + 1) & (slots - 1)
    }
    if (table[slot] === 0) {
      first[count] = row
      table[slot] = ++count
    }
    groupOf[row] = table[slot] - 1
  }
  return { groupOf, count, nameOf: (group) => textOf(heap, first[group]), namesAreRead: true }

  function hasText(row: number): boolean {
    return type[row] === TYPE_STRING && (flags[row] & FLAG_VALUE) !== 0
  }

  function isSame(a: number, b: number): boolean {
    return hashLow[a] === hashLow[b] && hashHigh[a] === hashHigh[b] && length[a] === length[b]
  }
}

/** The text of a row as the dump has it, no longer than a name. */
function textOf(heap: Heap, row: number): string {
  const value = glanceAt(heap, row)['value']
  const text = typeof value === 'string' ? value : ''
  // Dumped texts are ASCII: as many bytes as characters.
  const cut = text.length > LONGEST || text.length < heap.columns.length[row]
  return cut ? `${text.slice(0, LONGEST)}…` : text
}

export interface Copies {
  /** group -> the first of its rows that was asked about | NONE */
  readonly example: Uint32Array
  /** group -> bytes that would be saved at least if only one of its strings were left */
  readonly wasted: Float64Array
}

/** What the copies of each text take: all strings of a group but the largest. */
export function copiesOf(study: Study, { groupOf, count }: Groups, only?: Bitset): Copies {
  const example = new Uint32Array(count).fill(NONE)
  const largest = new Float64Array(count)
  const wasted = new Float64Array(count)
  for (let row = 0; row < groupOf.length; row++) {
    const group = groupOf[row]
    if (group === NONE || (only !== undefined && (only[row >>> 5] & (1 << row)) === 0)) continue
    const size = shallowSize(study, row)
    if (example[group] === NONE) example[group] = row
    wasted[group] += size
    if (size > largest[group]) largest[group] = size
  }
  for (let group = 0; group < count; group++) wasted[group] -= largest[group]
  return { example, wasted }
}
