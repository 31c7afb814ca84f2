// What is in a list and in an index at once belongs to neither: its place in the attributed tree is under
// what holds both, a class or a root, which refers to none of it. Here the list and the index are found
// again: objects that refer directly to nearly all of a sample of what has gathered. The same is done
// for a container that a class and a block hold: the class is put back on the way to it.
// Cost: one pass over all edges, where there is any such candidate at all, rarely a second.
import { hasEdge } from '../../graph/has-edge.ts'
import { referrersOf } from '../../graph/reverse.ts'
import { evenPart } from '../even-part.ts'
import type { Study } from '../study.ts'
import { threadRows } from '../threads.ts'
import { attributed } from '../ownership/attributed.ts'
import * as K from '../ownership/owner-kinds.ts'
import { plumbing, splicedTree } from '../ownership/shown-tree.ts'
import type { Candidate, CandidateStep } from './candidate.ts'
import { singleStep } from './child-groups.ts'
import { isRunning } from './running.ts'

const SAMPLE = 40
const NEARLY_ALL = 0.8
const HOLDERS: ReadonlySet<number> = new Set([K.CONTAINER, K.INSTANCE, K.DATA, K.ENV])
/** What of a stack is worth to be looked for. */
const STACK_FINDS: ReadonlySet<number> = new Set([K.CONTAINER, K.INSTANCE, K.DATA])
/** Of a single object, the first of these that there is tells the most. */
const OWNERS: readonly number[] = [
  K.CLASS,
  K.MODULE,
  K.SINGLETON_CLASS,
  K.INSTANCE,
  K.CONTAINER,
  K.DATA,
  K.ENV,
]

/** Candidates as they are, those above with the way to the first of the holders put in. */
export function withSharedHolders(study: Study, candidates: readonly Candidate[]): Candidate[] {
  const { heap } = study
  const owned = attributed(study)
  const { tree, ranks } = owned
  const shown = splicedTree(study)
  const isPlumbing = plumbing(owned)
  let threads: readonly number[] | undefined
  /** node -> what refers to it */
  const referrers = new Map<number, Uint32Array>()

  const samples = candidates.map((candidate) => sampleOf(candidate))
  lookUp([...samples.flatMap((sample) => [...sample]), ...gapsIn(candidates)])
  const found = candidates.map((candidate, i) => withHolders(candidate, samples[i]))
  // The ways to holders that were found may have gaps of their own.
  lookUp(gapsIn(found))
  return found.map((candidate) => withOwner(candidate, gapOf(candidate)))

  function lookUp(nodes: readonly number[]): void {
    const missing = Uint32Array.from(new Set(nodes.filter((node) => !referrers.has(node))))
    if (missing.length === 0) return
    const { offsets: starts, sources } = referrersOf(heap.graph, missing, study.trees.helper)
    missing.forEach((node, i) => referrers.set(node, sources.subarray(starts[i], starts[i + 1])))
  }

  function gapsIn(all: readonly Candidate[]): number[] {
    return all.flatMap((candidate) => {
      const gap = gapOf(candidate)
      return gap === 0 ? [] : [candidate.steps[gap].node]
    })
  }

  /**
   * The first single object on the way that the step before does not refer to, or else one that a stack
   * refers to; 0 for none.
   */
  function gapOf({ steps, held }: Candidate): number {
    let onStack = 0
    for (let at = 1; at <= held; at++) {
      const { count, node } = steps[at]
      if (count !== 1 || steps[at - 1].count !== 1) break
      if (!hasEdge(heap.graph, tree.dominator[node], node)) return at
      if (onStack === 0 && isOnStack(steps[at - 1], node)) onStack = at
    }
    return onStack
  }

  /**
   * A thread or fiber refers to what its calls work with, and to words that are left on its stack: where
   * an object that hangs there too refers to the same, it is that object's.
   */
  function isOnStack(above: CandidateStep, node: number): boolean {
    return isRunning(above) && STACK_FINDS.has(ranks.kinds[node])
  }

  function withOwner(candidate: Candidate, gap: number): Candidate {
    if (gap === 0) return candidate
    const { steps } = candidate
    const { node } = steps[gap]
    const sources = referrers.get(node) ?? []
    const position = tree.positionOf[node]
    const isInside = (source: number): boolean =>
      (tree.positionOf[source] - position) >>> 0 < tree.subtree[position]
    for (const kind of OWNERS) {
      for (const source of sources) {
        if (ranks.kinds[source] !== kind || isInside(source)) continue
        const found = wayDown(steps.slice(0, gap), source)
        if (found === undefined || found.length === gap) continue
        const way = withThread(found, gap, isInside)
        const more = way.length - gap
        return {
          ...candidate,
          steps: [...way, ...steps.slice(gap)],
          holder: candidate.holder >= gap ? candidate.holder + more : way.length - 1,
          held: candidate.held + more,
          place: candidate.place ?? candidate,
        }
      }
    }
    return candidate
  }

  /**
   * A way whose first new step hangs in the air as well: below the thread that refers to it, if one does.
   * Classes are nobody's but their own.
   */
  function withThread(
    way: readonly CandidateStep[],
    gap: number,
    isBelow: (node: number) => boolean,
  ): readonly CandidateStep[] {
    const { node } = way[gap]
    if (!STACK_FINDS.has(ranks.kinds[node]) || hasEdge(heap.graph, tree.dominator[node], node))
      return way
    for (const thread of (threads ??= threadRows(study))) {
      // A worker holds its thread, whose calls refer to the worker: the way does not go round.
      const isAbove = !isBelow(thread) && hasEdge(heap.graph, thread, node)
      const above = isAbove ? wayDown(way.slice(0, gap), thread) : undefined
      if (above !== undefined && above.length > gap) return [...above, ...way.slice(gap)]
    }
    return way
  }

  /** Empty where what holds them in the tree refers to them. */
  function sampleOf({ shape, steps, held }: Candidate): Uint32Array {
    const none = new Uint32Array(0)
    if (held === 0 || shape === 'single' || shape === 'chain') return none
    const { positions } = steps[held]
    const nodes = evenPart(positions, SAMPLE).map((at) => tree.nodeAt[at])
    const direct = nodes.reduce(
      (sum, node) => sum + (hasEdge(heap.graph, tree.dominator[node], node) ? 1 : 0),
      0,
    )
    return direct > nodes.length / 2 ? none : nodes
  }

  function withHolders(candidate: Candidate, sample: Uint32Array): Candidate {
    if (sample.length === 0) return candidate
    const counts = new Map<number, number>()
    for (const node of sample) {
      for (const source of new Set(referrers.get(node))) {
        if (HOLDERS.has(ranks.kinds[source])) counts.set(source, (counts.get(source) ?? 0) + 1)
      }
    }
    const { steps, held } = candidate
    const ways = [...counts]
      .filter(([, count]) => count >= sample.length * NEARLY_ALL)
      .sort((a, b) => tree.retained[b[0]] - tree.retained[a[0]] || a[0] - b[0])
      .map(([source]) => wayDown(steps.slice(0, held), source))
      .filter((way) => way !== undefined)
    // What a method works with, or has left on its stack, comes after what lives on.
    ways.sort((a, b) => Number(isOfStack(a)) - Number(isOfStack(b)))
    const [first, ...others] = ways
    if (first === undefined) return candidate
    // The holders themselves go with what they hold; of a container they are a part already.
    const holders = ways.map((way) => way[way.length - 1])
    const more = candidate.shape === 'group' ? holders : []
    return {
      ...candidate,
      tops: Uint32Array.from([
        ...candidate.tops,
        ...more.flatMap(({ positions }) => [...positions]),
      ]),
      bytes: more.reduce((sum, { owned: bytes }) => sum + bytes, candidate.bytes),
      steps: [...first, ...steps.slice(held)],
      holder: first.length - 1,
      held: first.length,
      sharedWith: others,
      place: candidate,
    }
  }

  /** Something on a stack leads to it. */
  function isOfStack(way: readonly CandidateStep[]): boolean {
    return way.some(({ node }, i) => i > 0 && isOnStack(way[i - 1], node))
  }

  /** From the last of `above` to `end`; undefined where that is not below it. */
  function wayDown(above: readonly CandidateStep[], end: number): CandidateStep[] | undefined {
    const top = above[above.length - 1]
    if (top.count !== 1) return undefined
    const nodes: number[] = []
    let at = end
    for (; at !== top.node; at = tree.dominator[at]) {
      if (at === heap.graph.root || at >= heap.graph.nodeCount) return undefined
      if (!isPlumbing(at)) nodes.push(at)
    }
    const way = nodes.reverse().map((node) => singleStep(study, shown, tree.positionOf[node]))
    return [...above, ...way]
  }
}
