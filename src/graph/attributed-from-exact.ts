// The attributed dominator tree, made out of the exact one: the same as attributed-tree.ts gives, in a
// fraction of the time, as most of a heap has nothing second-class in it.
//
// What dominates a node exactly dominates it by attribution, so the attributed tree only moves nodes
// deeper. Inside an exact subtree that no second-class edge leads into (but to its top), all paths go
// through the top and then over proper edges: nothing in it moves. Such a subtree becomes one node
// (contraction.ts), and costs, best paths and dominators are found on what is left. Where something
// moves into such a subtree, what refers to it there stays a node of its own, with all that dominates
// it, and the rest is done again. Once is enough: what a subtree would be entered through the second
// time refers to something that would have entered it the first time.
// An edge back to what dominates its source is on no best path, whatever its class.
// Time: three passes over the edges; the whole algorithm on what is left, of a Rails heap of 9.7 million
// nodes 114,000, then 178,000; one copy of the exact tree. Memory 24 bytes a node for the result, 2 and
// what is left for the time of the call.
import { bitset, hasBit, members, setBit, type Bitset } from '../base/bitset.ts'
import type { Graph } from '../base/graph.ts'
import type { OnProgress } from '../base/progress.ts'
import { attributedCosts, costAfter, UNREACHED, type SecondClass } from './attributed-costs.ts'
import * as E from './contracted-edges.ts'
import { contract, contractedAt, contractedOf, isIn, lengthOf, membersOf } from './contraction.ts'
import type { Contraction } from './contraction.ts'
import { buildDominatorTree, type DominatorTree } from './dominator-tree.ts'
import { eachProperEdgeTo, eachSecondEdgeTo } from './edge-scans.ts'
import { expand } from './expansion.ts'
import type { TreeHelper } from './helper.ts'
import type { Giants } from './node-size.ts'

/** What all steps work on. */
interface Whole {
  readonly graph: Graph
  readonly secondClass: SecondClass
  readonly exact: DominatorTree
}

/**
 * @param exact of all edges of the graph
 * @param size node -> bytes; may be shorter than the nodes, the rest have none
 * @param giants node -> bytes, where `size` says 0xffffffff
 * @param most nodes that may be left
 * @param helper another thread that may take a part of the work; the result is the same without
 * @returns undefined where more would be left: attributed-tree.ts is quicker then
 */
export function attributedFromExact(
  graph: Graph,
  secondClass: SecondClass,
  exact: DominatorTree,
  size: Uint32Array,
  giants: Giants,
  most: number = graph.nodeCount,
  onProgress: OnProgress = () => {},
  helper?: TreeHelper,
): DominatorTree | undefined {
  const step = (done: number) => onProgress({ phase: 'finding owners', done, total: 6 })
  step(0)
  const whole: Whole = { graph, secondClass, exact }
  const marked = secondClassTargets(whole)
  let contraction = contract(exact, marked, most)
  if (contraction === undefined) return undefined
  step(1)
  let edges = edgesBetween(whole, contraction, helper)
  step(3)
  let tree = treeOf(whole, contraction, edges)
  const entered = enteredSubtrees(whole, contraction, tree)
  if (entered !== undefined) {
    markEntries(whole, contraction, tree, entered, marked)
    step(4)
    const finer = contract(exact, marked, most)
    if (finer === undefined) return undefined
    edges = refinedEdges(whole, contraction, finer, edges, entered)
    contraction = finer
    tree = treeOf(whole, contraction, edges)
  }
  step(5)
  const expanded = expand(exact, contraction, tree, size, giants, helper)
  step(6)
  return expanded
}

/** position -> a second-class edge leads to its node, and not back */
function secondClassTargets({ graph, secondClass, exact }: Whole): Bitset {
  const { positionOf, subtree, reachable } = exact
  const { minor, doubtful } = secondClass
  const marked = bitset(graph.nodeCount)
  const unmet = bitset(graph.nodeCount).fill(0xffffffff)
  eachSecondEdgeTo(graph, minor, doubtful, unmet, (edge) => {
    const target = graph.targets[edge]
    const top = positionOf[target]
    const from = positionOf[E.sourceOf(graph, edge)]
    if (from >= reachable || (from - top) >>> 0 < subtree[top]) return
    unmet[target >>> 5] &= ~(1 << target)
    setBit(marked, top)
  })
  return marked
}

/** Edges of the contracted graph: all proper ones, and of the others those that may be on best paths. */
function edgesBetween(
  whole: Whole,
  contraction: Contraction,
  helper: TreeHelper | undefined,
): E.EdgeList {
  const { graph, secondClass, exact } = whole
  const { nodeAt, positionOf, reachable } = exact
  const { minor, doubtful } = secondClass
  const { tops } = contraction
  const proper = E.edgeList()
  const add = adder(whole, contraction, proper)
  let node = 0
  const { offsets } = graph
  const addNext = (edge: number): void => {
    while (offsets[node + 1] <= edge) node++
    add(edge, node)
  }
  eachProperEdgeTo(graph, minor, doubtful, membersOf(contraction.nodes), addNext, helper)
  // Of what proper edges alone lead to, a second-class one is on no best path.
  const free = attributedCosts(E.graphOfEdges(proper, tops.length).graph, {
    minor: bitset(proper.length),
    doubtful: bitset(proper.length),
  })
  const wanted = bitset(graph.nodeCount)
  for (let at = 0; at < tops.length; at++) {
    if (free[at] === UNREACHED) setBit(wanted, nodeAt[tops[at]])
  }
  const second = E.edgeList()
  eachSecondEdgeTo(graph, minor, doubtful, wanted, (edge) => {
    const from = positionOf[E.sourceOf(graph, edge)]
    if (from >= reachable) return
    const source = contractedAt(contraction, from)
    const target = contractedOf(contraction, graph.targets[edge])
    if (source !== target) E.addEdge(second, edge, source, target)
  })
  return E.mergeEdges(proper, second)
}

/** What adds a proper edge: of those that follow each other from one node to another, the first. */
function adder(
  { graph, exact }: Whole,
  contraction: Contraction,
  list: E.EdgeList,
): (edge: number, node: number) => void {
  const { positionOf, reachable } = exact
  /** contracted node -> the last that was found to refer to it */
  const latest = new Uint32Array(contraction.tops.length).fill(0xffffffff)
  return (edge, node) => {
    const from = positionOf[node]
    if (from >= reachable) return
    const source = contractedAt(contraction, from)
    const target = contractedOf(contraction, graph.targets[edge])
    if (latest[target] === source || target === source) return
    latest[target] = source
    E.addEdge(list, edge, source, target)
  }
}

/** The dominators over best paths of the contracted graph. */
function treeOf({ secondClass }: Whole, { tops }: Contraction, list: E.EdgeList): DominatorTree {
  const { minor, doubtful, alternate } = secondClass
  const { graph, entryOf } = E.graphOfEdges(list, tops.length)
  const own = { minor: bitset(list.length), doubtful: bitset(list.length) }
  for (let edge = 0; edge < list.length; edge++) {
    const whole = list.edge[entryOf[edge]]
    if (hasBit(minor, whole)) setBit(own.minor, edge)
    if (hasBit(doubtful, whole)) setBit(own.doubtful, edge)
  }
  const costs = attributedCosts(graph, own)
  /** contracted node -> an alternate edge to it was kept */
  const taken = bitset(tops.length)
  const best = E.keepEdges(list, (entry) => {
    const edge = list.edge[entry]
    const target = list.target[entry]
    const cost = costs[list.source[entry]]
    if (costs[target] < costAfter(cost, hasBit(minor, edge), hasBit(doubtful, edge))) return false
    if (!hasBit(alternate, edge)) return true
    if (hasBit(taken, target)) return false
    setBit(taken, target)
    return true
  })
  const { graph: paths } = E.graphOfEdges(best, tops.length)
  return buildDominatorTree(paths, new Uint32Array(0), new Map())
}

/** contracted node -> stands for a subtree and has got a child; undefined where none has */
function enteredSubtrees(
  { exact }: Whole,
  contraction: Contraction,
  { dominator }: DominatorTree,
): Bitset | undefined {
  const { tops } = contraction
  const entered = bitset(tops.length)
  let any = false
  for (let at = 1; at < tops.length; at++) {
    const above = dominator[at]
    if (lengthOf(contraction, exact.reachable, above) === 1) continue
    setBit(entered, above)
    any = true
  }
  return any ? entered : undefined
}

/** Marks what refers, in an entered subtree, to a child that this has got; its children as well. */
function markEntries(
  { graph, exact }: Whole,
  contraction: Contraction,
  { dominator }: DominatorTree,
  entered: Bitset,
  marked: Bitset,
): void {
  const { offsets, targets } = graph
  const { nodeAt, subtree } = exact
  const { tops, nodes } = contraction
  for (const at of members(entered)) {
    const end = tops[at] + lengthOf(contraction, exact.reachable, at)
    for (let position = tops[at]; position < end; position++) {
      const node = nodeAt[position]
      for (let edge = offsets[node]; edge < offsets[node + 1]; edge++) {
        const target = targets[edge]
        if (!isIn(nodes, target) || dominator[contractedOf(contraction, target)] !== at) continue
        setBit(marked, position)
        if (subtree[position] > 1) setBit(marked, position + 1)
        break
      }
    }
  }
}

/** The edges after some subtrees were taken apart: only what is in those has to be looked at again. */
function refinedEdges(
  whole: Whole,
  before: Contraction,
  after: Contraction,
  list: E.EdgeList,
  entered: Bitset,
): E.EdgeList {
  const { graph, secondClass, exact } = whole
  const { offsets, targets } = graph
  const { minor, doubtful } = secondClass
  const { tops } = before
  const others = E.edgeList()
  /** contracted node -> a second-class edge to it is in the list */
  const second = bitset(tops.length)
  for (let entry = 0; entry < list.length; entry++) {
    const edge = list.edge[entry]
    const source = list.source[entry]
    const target = list.target[entry]
    if (hasBit(minor, edge) || hasBit(doubtful, edge)) setBit(second, target)
    if (hasBit(entered, source)) continue
    const from = contractedAt(after, tops[source])
    E.addEdge(others, edge, from, contractedAt(after, tops[target]))
  }
  const inside = bitset(graph.nodeCount)
  for (const at of members(entered)) {
    const end = tops[at] + lengthOf(before, exact.reachable, at)
    for (let position = tops[at]; position < end; position++) setBit(inside, exact.nodeAt[position])
  }
  const own = E.edgeList()
  const add = adder(whole, after, own)
  for (const node of members(inside)) {
    for (let edge = offsets[node]; edge < offsets[node + 1]; edge++) {
      const target = targets[edge]
      if (!isIn(after.nodes, target)) continue
      if (!hasBit(minor, edge) && !hasBit(doubtful, edge)) add(edge, node)
      else if (isIn(before.nodes, target) && hasBit(second, contractedOf(before, target))) {
        const source = contractedAt(after, exact.positionOf[node])
        const to = contractedOf(after, target)
        if (source !== to) E.addEdge(own, edge, source, to)
      }
    }
  }
  return E.mergeEdges(others, own)
}
