// Dominators as they are defined: d dominates v where v cannot be reached once d is taken away.
import type { Graph } from '../../base/graph.ts'
import { NO_NODE } from '../../base/graph.ts'
import { reachedWithout, targetsOf } from './graphs.ts'

export interface SlowDominators {
  /** node -> the nodes that dominate it, itself included; in its own part (reachable or garbage) */
  readonly dominatorsOf: readonly ReadonlySet<number>[]
  /** node -> immediate dominator | NO_NODE */
  readonly immediate: readonly number[]
  readonly reachable: ReadonlySet<number>
}

export function slowDominators(graph: Graph): SlowDominators {
  const nodes = Array.from({ length: graph.nodeCount }, (_, node) => node)
  const reachable = reachedWithout(graph)
  const entries = garbageEntries(graph, reachable)
  const dominatorsOf = nodes.map((node) => new Set([node]))
  for (const above of nodes) {
    const from = reachable.has(above) ? [graph.root] : entries
    const before = reachedWithout(graph, [], from)
    const after = reachedWithout(graph, [above], from)
    for (const node of before) {
      // What garbage refers to without holding it, being reachable, is none of its part.
      const samePart = reachable.has(node) === reachable.has(above)
      if (samePart && !after.has(node)) dominatorsOf[node]!.add(above)
    }
  }
  // The immediate one is that which all others dominate: it has one dominator less than the node.
  const immediate = nodes.map((node) => {
    const others = [...dominatorsOf[node]!].filter((other) => other !== node)
    const fewer = dominatorsOf[node]!.size - 1
    return others.find((other) => dominatorsOf[other]!.size === fewer) ?? NO_NODE
  })
  return { dominatorsOf, immediate, reachable }
}

/** By depth-first.ts: first garbage that no other garbage refers to, then what is not yet reached. */
function garbageEntries(graph: Graph, reachable: ReadonlySet<number>): number[] {
  const garbage = Array.from({ length: graph.nodeCount }, (_, node) => node).filter(
    (node) => !reachable.has(node),
  )
  const isReferred = (node: number) =>
    garbage.some((other) => other !== node && targetsOf(graph, other).includes(node))
  const entries = garbage.filter((node) => !isReferred(node))
  for (const node of garbage) {
    if (!reachedWithout(graph, [], entries).has(node)) entries.push(node)
  }
  return entries
}
