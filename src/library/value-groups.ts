// Groups of equal texts. A dumped string has a 64-bit hash of its text in the columns, so a text is
// read once for each hash and length, not once for each string; that texts differ which have the same
// two is as good as impossible. What has no hash is read each on its own.
// Open addressing on a typed array: time O(nodes) and one read a text, memory at most 16 bytes a node.
import { TYPE_STRING } from '../base/record.ts'
import type { Heap } from '../heap/heap.ts'
import { hasText, valueOf } from './text.ts'

/** node -> group. `groupOf`: the group of a value; equal ones may be asked for more than once.
 * `most`: how many nodes will be asked for at most. */
export function groupsOfValues(
  heap: Heap,
  most: number,
  groupOf: (value: string | null) => number,
): (node: number) => number {
  const { type, hashLow, hashHigh, length } = heap.columns
  let slots = 16
  while (slots < most * 2) slots *= 2
  /** hash slot -> row of the first that had it + 1, 0 while free */
  const table = new Uint32Array(slots)
  /** hash slot -> group */
  const groups = new Uint32Array(slots)
  return (node) => {
    if (node >= heap.count || type[node] !== TYPE_STRING || !hasText(heap, node)) {
      return groupOf(valueOf(heap, node))
    }
    let slot = (hashLow[node] ^ Math.imul(hashHigh[node], 0x9e3779b1)) & (slots - 1)
    while (table[slot] !== 0) {
      const row = table[slot] - 1
      const isSame =
        hashLow[row] === hashLow[node] &&
        hashHigh[row] === hashHigh[node] &&
        length[row] === length[node]
      if (isSame) return groups[slot]
      slot = (slot + 1) & (slots - 1)
    }
    table[slot] = node + 1
    return (groups[slot] = groupOf(valueOf(heap, node)))
  }
}
