// Some of many at random: Floyd's choice of k different positions, then in the order of the list.
// Cost: O(k log k), however long the list.

/** The same ones for the same seed, list length and number; other ones each time without a seed. */
export function sampled(
  nodes: Uint32Array,
  many: number,
  seed: number = Math.random() * 4294967296,
): Uint32Array {
  if (many >= nodes.length) return nodes
  const random = randomNumbers(seed)
  const chosen = new Set<number>()
  for (let top = nodes.length - many; top < nodes.length; top++) {
    const at = Math.floor(random() * (top + 1))
    chosen.add(chosen.has(at) ? top : at)
  }
  return Uint32Array.from(chosen)
    .sort()
    .map((at) => nodes[at])
}

/** Marsaglia's xorshift of 32 bits after a multiplicative mix of the seed; numbers in [0, 1). */
function randomNumbers(seed: number): () => number {
  let state = Math.imul(Math.trunc(seed) ^ 0x9e3779b9, 0x85ebca6b) >>> 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 4294967296
  }
}
