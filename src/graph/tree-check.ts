// Checks a dominator tree against the graph, knowing nothing of how it was made. Every edge: the
// dominator of what it leads to is its source or above it, which proves for all nodes that what is
// called a dominator is one (the parent property of Georgiadis and Tarjan, "Dominator tree
// certification", 2016). A sample of nodes, as many as the budget allows: take the node away and
// walk; what is no longer reached must be exactly its subtree, to the byte.
// Time O(edges) and O(edges) a probe; memory as reachable.ts.
import { bitset, bitsetOf, hasBit } from '../base/bitset.ts'
import { NO_NODE, type Graph } from '../base/graph.ts'
import type { DominatorTree } from './dominator-tree.ts'
import { nodeSize, type Giants } from './node-size.ts'
import { reachableWithout } from './reachable.ts'

export interface TreeCheck {
  /** Nodes that were taken away. */
  readonly probed: number
  /** Edges that were looked at for the parent property: all. */
  readonly edges: number
  /** What is wrong, in words, the first twenty; empty where all is well. */
  readonly failures: readonly string[]
}

export interface TreeCheckOptions {
  /** Nodes to probe, at most; 64 unless given. */
  readonly samples?: number
  /** Edges that all probes together may walk; 200 million, about two seconds, unless given. */
  readonly edgeBudget?: number
}

const MOST_FAILURES = 20

export function checkDominatorTree(
  graph: Graph,
  size: Uint32Array,
  giants: Giants,
  tree: DominatorTree,
  options: TreeCheckOptions = {},
): TreeCheck {
  const { samples = 64, edgeBudget = 200e6 } = options
  const failures: string[] = []
  const edges = graph.targets.length
  checkReachable(graph, tree, failures)
  checkEdges(graph, tree, failures)
  const affordable = Math.max(1, Math.floor(edgeBudget / Math.max(1, edges)))
  const probes = sample(tree, Math.min(samples, affordable))
  for (const node of probes) {
    if (failures.length < MOST_FAILURES) probe(graph, size, giants, tree, node, failures)
  }
  return { probed: probes.length, edges, failures: failures.slice(0, MOST_FAILURES) }
}

function checkReachable(graph: Graph, tree: DominatorTree, failures: string[]): void {
  const reached = reachableWithout(graph, bitset(graph.nodeCount))
  for (let node = 0; node < graph.nodeCount && failures.length < MOST_FAILURES; node++) {
    const inTree = tree.positionOf[node] < tree.reachable
    if (inTree !== hasBit(reached, node)) {
      failures.push(
        inTree
          ? `node ${node} is in the tree of what the root reaches, but is not reached`
          : `node ${node} is not in the tree of what the root reaches, but is reached`,
      )
    }
  }
}

function checkEdges(graph: Graph, tree: DominatorTree, failures: string[]): void {
  const { nodeCount, offsets, targets } = graph
  const { positionOf, subtree, dominator, reachable } = tree
  for (let node = 0; node < nodeCount; node++) {
    const position = positionOf[node]
    for (let edge = offsets[node]; edge < offsets[node + 1]; edge++) {
      const target = targets[edge]
      const above = dominator[target]
      if (above === NO_NODE) continue
      if (position >= reachable && positionOf[target] < reachable) continue
      const top = positionOf[above]
      // At or below the dominator; `>>> 0` makes what is before it a large number.
      if ((position - top) >>> 0 < subtree[top]) continue
      failures.push(`node ${target} is called held by ${above}, but ${node} refers to it as well`)
      if (failures.length >= MOST_FAILURES) return
    }
  }
}

/**
 * Reachable nodes spread over the tree, each followed by its dominator, which retains more. Steps by
 * the golden ratio: even for any number of samples, and the same on each run.
 */
function sample(tree: DominatorTree, count: number): number[] {
  const chosen = new Set<number>()
  for (let i = 1; chosen.size < count && i <= count * 4; i++) {
    const position = Math.floor(((i * 0.6180339887498949) % 1) * tree.reachable)
    const node = tree.nodeAt[position]
    chosen.add(node)
    const above = tree.dominator[node]
    if (above !== NO_NODE && chosen.size < count) chosen.add(above)
  }
  return [...chosen]
}

function probe(
  graph: Graph,
  size: Uint32Array,
  giants: Giants,
  tree: DominatorTree,
  node: number,
  failures: string[],
): void {
  const { nodeAt, positionOf, subtree, retained, reachable } = tree
  const reached = reachableWithout(graph, bitsetOf(graph.nodeCount, [node]))
  const top = positionOf[node]
  const end = top + subtree[top]
  let lost = 0
  let bytes = 0
  for (let position = 0; position < reachable; position++) {
    const other = nodeAt[position]
    if (hasBit(reached, other)) continue
    lost++
    bytes += nodeSize(size, giants, other)
    if (position < top || position >= end) {
      failures.push(`without node ${node}, ${other} is lost, but it is not in its subtree`)
      return
    }
  }
  if (lost !== subtree[top]) {
    failures.push(`without node ${node}, ${lost} nodes are lost, not ${subtree[top]}`)
  } else if (bytes !== retained[node]) {
    failures.push(`without node ${node}, ${bytes} bytes are lost, not ${retained[node]}`)
  }
}
