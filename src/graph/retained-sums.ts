// Retained sizes: each node's own size and those of its children in the dominator tree. Two passes
// over the nodes, one in memory order and one in dfs order; no memory beside the result. Needs
// nothing but the dominators, so another thread may do it while this one lays out the tree.
import { NO_NODE } from '../base/graph.ts'
import type { Giants } from './node-size.ts'
import { takeWhole, type Claims } from './shared-loop.ts'

/** Plain data, to be sent to another thread. */
export interface SumJob {
  readonly kind: 'sum'
  readonly claims: Claims
  readonly size: Uint32Array
  readonly giants: Giants
  readonly order: Uint32Array
  readonly dominatorOf: Uint32Array
  readonly retained: Float64Array
}

/** Fills `retained`, unless another thread does already. */
export function sumRetained({ claims, ...job }: SumJob): void {
  takeWhole(claims, () => {
    takeSizes(job.size, job.giants, job.retained)
    sumSubtrees(job.order, job.dominatorOf, job.retained)
  })
}

/** retained[node] = its own size */
function takeSizes(size: Uint32Array, giants: Giants, retained: Float64Array): void {
  const sized = Math.min(size.length, retained.length)
  retained.set(size.subarray(0, sized))
  retained.fill(0, sized)
  for (const [node, bytes] of giants) if (node < sized) retained[node] = bytes
}

/** Adds each node to its dominator, children before parents. */
function sumSubtrees(order: Uint32Array, dominatorOf: Uint32Array, retained: Float64Array): void {
  for (let w = order.length - 1; w > 0; w--) {
    const above = dominatorOf[w]
    if (above !== NO_NODE) retained[order[above]] += retained[order[w]]
  }
}
