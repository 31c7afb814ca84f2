// Attributed dominators as they are defined: d dominates v where, once d is taken away, no path to v
// is as good as the best one was. Costs by trying all edges until nothing improves.
import { hasBit } from '../../base/bitset.ts'
import { NO_NODE, type Graph } from '../../base/graph.ts'
import type { SecondClass } from '../attributed-costs.ts'

/** [has a doubtful edge, minor edges]; undefined where there is no path. */
export type SlowCost = readonly [number, number] | undefined

export function slowCosts(graph: Graph, secondClass: SecondClass, without?: number): SlowCost[] {
  const costs: SlowCost[] = Array.from({ length: graph.nodeCount }, () => undefined)
  if (without !== graph.root) costs[graph.root] = [0, 0]
  for (let improved = true; improved;) {
    improved = false
    for (let node = 0; node < graph.nodeCount; node++) {
      const cost = costs[node]
      if (cost === undefined) continue
      for (let edge = graph.offsets[node]!; edge < graph.offsets[node + 1]!; edge++) {
        const target = graph.targets[edge]!
        if (target === without) continue
        const isDoubtful = hasBit(secondClass.doubtful, edge)
        const isMinor = hasBit(secondClass.minor, edge) && !isDoubtful
        const own = [isDoubtful ? 1 : cost[0], cost[1] + (isMinor ? 1 : 0)] as const
        if (!isBetter(own, costs[target])) continue
        costs[target] = own
        improved = true
      }
    }
  }
  return costs
}

function isBetter(a: SlowCost, b: SlowCost): boolean {
  if (a === undefined || b === undefined) return a !== b && b === undefined
  return a[0] < b[0] || (a[0] === b[0] && a[1] < b[1])
}

export interface SlowAttributed {
  /** node -> the nodes that dominate it, itself included; empty for garbage */
  readonly dominatorsOf: readonly ReadonlySet<number>[]
  /** node -> immediate dominator | NO_NODE */
  readonly immediate: readonly number[]
}

export function slowAttributed(graph: Graph, secondClass: SecondClass): SlowAttributed {
  const best = slowCosts(graph, secondClass)
  const dominatorsOf = best.map((cost, node) => new Set(cost === undefined ? [] : [node]))
  for (let above = 0; above < graph.nodeCount; above++) {
    const left = slowCosts(graph, secondClass, above)
    for (let node = 0; node < graph.nodeCount; node++) {
      if (best[node] !== undefined && isBetter(best[node], left[node])) {
        dominatorsOf[node]!.add(above)
      }
    }
  }
  const immediate = dominatorsOf.map((above, node) => {
    const others = [...above].filter((other) => other !== node)
    return others.find((other) => dominatorsOf[other]!.size === above.size - 1) ?? NO_NODE
  })
  return { dominatorsOf, immediate }
}
