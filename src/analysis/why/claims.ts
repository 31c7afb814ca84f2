// Which bytes have been told already, so that no byte is in two findings: one bit a position of the
// attributed tree. Time: of a claim, the nodes in it.
import { bitset, hasBit, setBit } from '../../base/bitset.ts'
import type { DominatorTree } from '../../graph/dominator-tree.ts'

export interface Claims {
  has(position: number): boolean
  /** Nodes of some disjoint subtrees that are nobody's yet; of those apart in them, none. */
  unclaimed(tops: Uint32Array, apart?: ReadonlySet<number>): Uint32Array
  claim(tops: Uint32Array, apart?: ReadonlySet<number>): void
}

const NONE_APART: ReadonlySet<number> = new Set()

export function createClaims({ nodeAt, subtree }: DominatorTree): Claims {
  const taken = bitset(nodeAt.length)
  return {
    has: (position) => hasBit(taken, position),
    unclaimed(tops, apart = NONE_APART) {
      let most = 0
      for (const top of tops) most += subtree[top]
      const nodes = new Uint32Array(most)
      let next = 0
      for (const top of tops) {
        const end = top + subtree[top]
        for (let at = top; at < end;) {
          if (apart.has(at)) {
            at += subtree[at]
            continue
          }
          if (!hasBit(taken, at)) nodes[next++] = nodeAt[at]
          at++
        }
      }
      return nodes.subarray(0, next)
    },
    claim(tops, apart = NONE_APART) {
      for (const top of tops) {
        const end = top + subtree[top]
        for (let at = top; at < end;) {
          if (apart.has(at)) at += subtree[at]
          else setBit(taken, at++)
        }
      }
    },
  }
}
