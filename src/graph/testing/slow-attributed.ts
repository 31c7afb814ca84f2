// Attributed dominators as they are defined: d dominates v where all paths to v go through d that are,
// at each node on them, as good as any path to that node (and use the first of its alternate edges).
// Costs by trying all edges until nothing improves, dominators by taking each node away.
import { hasBit } from '../../base/bitset.ts'
import { NO_NODE, type Graph } from '../../base/graph.ts'
import type { SecondClass } from '../attributed-costs.ts'

/** [has a doubtful edge, minor edges]; undefined where there is no path. */
export type SlowCost = readonly [number, number] | undefined

export function slowCosts(graph: Graph, secondClass: SecondClass): SlowCost[] {
  const costs: SlowCost[] = Array.from({ length: graph.nodeCount }, () => undefined)
  costs[graph.root] = [0, 0]
  for (let improved = true; improved;) {
    improved = false
    for (let node = 0; node < graph.nodeCount; node++) {
      const cost = costs[node]
      if (cost === undefined) continue
      for (let edge = graph.offsets[node]!; edge < graph.offsets[node + 1]!; edge++) {
        const target = graph.targets[edge]!
        const own = after(cost, secondClass, edge)
        if (!isBetter(own, costs[target])) continue
        costs[target] = own
        improved = true
      }
    }
  }
  return costs
}

function after(
  cost: readonly [number, number],
  secondClass: SecondClass,
  edge: number,
): readonly [number, number] {
  if (hasBit(secondClass.doubtful, edge)) return [1, cost[1]]
  return [cost[0], cost[1] + (hasBit(secondClass.minor, edge) ? 1 : 0)]
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
  const steps = bestSteps(graph, secondClass, best)
  const dominatorsOf = best.map((cost, node) => new Set(cost === undefined ? [] : [node]))
  for (let above = 0; above < graph.nodeCount; above++) {
    const left = reachedBy(steps, graph.root, above)
    for (let node = 0; node < graph.nodeCount; node++) {
      if (best[node] !== undefined && !left.has(node)) dominatorsOf[node]!.add(above)
    }
  }
  const immediate = dominatorsOf.map((above, node) => {
    const others = [...above].filter((other) => other !== node)
    return others.find((other) => dominatorsOf[other]!.size === above.size - 1) ?? NO_NODE
  })
  return { dominatorsOf, immediate }
}

function reachedBy(
  steps: readonly (readonly [from: number, to: number])[],
  root: number,
  without: number,
): ReadonlySet<number> {
  const reached = new Set(root === without ? [] : [root])
  for (const node of reached) {
    for (const [from, to] of steps) if (from === node && to !== without) reached.add(to)
  }
  return reached
}

/** The steps of paths that are as good as any at each of their nodes; of alternates the first. */
function bestSteps(
  graph: Graph,
  secondClass: SecondClass,
  best: readonly SlowCost[],
): (readonly [from: number, to: number])[] {
  const steps: [number, number][] = []
  const hasAlternate = new Set<number>()
  for (let node = 0; node < graph.nodeCount; node++) {
    const cost = best[node]
    if (cost === undefined) continue
    for (let edge = graph.offsets[node]!; edge < graph.offsets[node + 1]!; edge++) {
      const target = graph.targets[edge]!
      if (isBetter(best[target], after(cost, secondClass, edge))) continue
      if (hasBit(secondClass.alternate, edge)) {
        if (hasAlternate.has(target)) continue
        hasAlternate.add(target)
      }
      steps.push([node, target])
    }
  }
  return steps
}
