/** Numbers from a seed, the same on every machine (mulberry32). */
export interface Random {
  /** 0 to n - 1 */
  below(n: number): number
  pick<T>(list: readonly T[]): T
}

export function randomFrom(seed: number): Random {
  let state = seed | 0
  const below = (n: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let x = Math.imul(state ^ (state >>> 15), 1 | state)
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x
    return Math.floor((((x ^ (x >>> 14)) >>> 0) / 4294967296) * n)
  }
  return { below, pick: (list) => list[below(list.length)] }
}
