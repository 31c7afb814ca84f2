// Puts one level of a breadth-first search in ascending node order. Dumps list objects by address,
// and neighbours in memory refer to each other, so the search then sweeps through memory: 215 ms
// instead of 400 on 9.7 million nodes. It also makes the result independent of the order of edges.
// Time: about linear in the level, whatever its size; no memory of its own.
import type { Bitset } from '../base/bitset.ts'

/** @param scratch an empty set over all nodes; empty again afterwards */
export function sortLevel(queue: Uint32Array, start: number, end: number, scratch: Bitset): void {
  const size = end - start
  if (size <= 16) insertionSort(queue, start, end)
  else if (size < scratch.length >>> 3) queue.subarray(start, end).sort()
  else bitsetSort(queue, start, end, scratch)
}

/** For the levels of long lists, a few nodes each: a call of `sort` would cost more than they do. */
function insertionSort(queue: Uint32Array, start: number, end: number): void {
  for (let i = start + 1; i < end; i++) {
    const node = queue[i]
    let at = i
    for (; at > start && queue[at - 1] > node; at--) queue[at] = queue[at - 1]
    queue[at] = node
  }
}

function bitsetSort(queue: Uint32Array, start: number, end: number, scratch: Bitset): void {
  for (let i = start; i < end; i++) scratch[queue[i] >>> 5] |= 1 << queue[i]
  let next = start
  for (let i = 0; i < scratch.length; i++) {
    let word = scratch[i]
    if (word === 0) continue
    scratch[i] = 0
    for (; word !== 0; word &= word - 1) queue[next++] = i * 32 + 31 - Math.clz32(word & -word)
  }
}
