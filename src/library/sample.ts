// Some of many at random: Floyd's choice of k different positions, in the order of the list.
// Cost: O(k), and a bit for each of the list.
import { bitset, hasBit, members, setBit } from '../base/bitset.ts'

/** The same ones for the same seed, list length and number. `seed`: any number. */
export function sampled(nodes: Uint32Array, many: number, seed: number): Uint32Array {
  if (many >= nodes.length) return nodes
  const random = randomNumbers(seed)
  const chosen = bitset(nodes.length)
  for (let top = nodes.length - many; top < nodes.length; top++) {
    const at = Math.floor(random() * (top + 1))
    setBit(chosen, hasBit(chosen, at) ? top : at)
  }
  return members(chosen).map((at) => nodes[at])
}

/** A Weyl sequence, mixed (splitmix32): numbers in [0, 1), good for choosing, for nothing secret. */
function randomNumbers(seed: number): () => number {
  let state = Math.trunc(seed) >>> 0
  return () => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 4294967296
  }
}
