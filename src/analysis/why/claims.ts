// Which bytes have been told already, so that no byte is in two findings: one bit a position of the
// attributed tree. Time: of a claim, a word for each 32 nodes in it; of a question, the nodes in it.
import { bitset, hasBit, setBits, type Bitset } from '../../base/bitset.ts'
import type { DominatorTree } from '../../graph/dominator-tree.ts'

export interface Claims {
  has(position: number): boolean
  /** node -> is in some disjoint subtrees and nobody's yet; those apart in them are in none */
  unclaimed(tops: Uint32Array, apart?: ReadonlySet<number>): Bitset
  claim(tops: Uint32Array, apart?: ReadonlySet<number>): void
}

const NONE_APART: ReadonlySet<number> = new Set()

export function createClaims({ nodeAt, subtree }: DominatorTree): Claims {
  const taken = bitset(nodeAt.length)

  /** The positions of the subtrees, in runs without what is apart. */
  function eachRun(
    tops: Uint32Array,
    apart: ReadonlySet<number>,
    run: (from: number, end: number) => void,
  ): void {
    const without = Uint32Array.from(apart).sort()
    for (const top of tops) {
      const end = top + subtree[top]
      let from = top
      for (const position of without) {
        if (position < from || position >= end) continue
        if (position > from) run(from, position)
        from = position + subtree[position]
      }
      if (from < end) run(from, end)
    }
  }

  return {
    has: (position) => hasBit(taken, position),
    unclaimed(tops, apart = NONE_APART) {
      const nodes = bitset(nodeAt.length)
      eachRun(tops, apart, (from, end) => {
        for (let at = from; at < end; at++) {
          if ((taken[at >>> 5] & (1 << at)) !== 0) continue
          const node = nodeAt[at]
          nodes[node >>> 5] |= 1 << node
        }
      })
      return nodes
    },
    claim(tops, apart = NONE_APART) {
      eachRun(tops, apart, (from, end) => setBits(taken, from, end))
    },
  }
}
