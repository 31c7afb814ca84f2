// Sets of nodes as lists in an order: each keeps that of the left operand and has every node once.
// Cost: O(left + right), and one bit a node of the graph.
import { bitset, bitsetOf, type Bitset } from '../base/bitset.ts'

/** Each node of the lists once, in order of first appearance. */
export function unique(nodeCount: number, ...lists: readonly Uint32Array[]): Uint32Array {
  return unseen(bitset(nodeCount), lists)
}

/** Those of the lists that are not in `seen`, each once; it has them all in the end. */
function unseen(seen: Bitset, lists: readonly Uint32Array[]): Uint32Array {
  const kept = new Uint32Array(lists.reduce((sum, list) => sum + list.length, 0))
  let count = 0
  for (const list of lists) {
    for (let i = 0; i < list.length; i++) {
      const node = list[i]
      if ((seen[node >>> 5] & (1 << node)) !== 0) continue
      seen[node >>> 5] |= 1 << node
      kept[count++] = node
    }
  }
  return fitting(kept, count)
}

export function intersection(
  nodeCount: number,
  left: Uint32Array,
  right: Uint32Array,
): Uint32Array {
  // A node that was taken is not wanted any more, so each comes once.
  const wanted = bitsetOf(nodeCount, right)
  const kept = new Uint32Array(Math.min(left.length, right.length))
  let count = 0
  for (let i = 0; i < left.length; i++) {
    const node = left[i]
    if ((wanted[node >>> 5] & (1 << node)) === 0) continue
    wanted[node >>> 5] &= ~(1 << node)
    kept[count++] = node
  }
  return fitting(kept, count)
}

export function difference(nodeCount: number, left: Uint32Array, right: Uint32Array): Uint32Array {
  return unseen(bitsetOf(nodeCount, right), [left])
}

/** A copy, where much room was left over. */
export function fitting(kept: Uint32Array, count: number): Uint32Array {
  return count === kept.length ? kept : kept.slice(0, count)
}
