// What the parts of a finding hold together: a string that two of its blocks refer to is owned by neither,
// and hangs beside them on what holds them all, a class or a root, as if it were something else. Where
// nothing but the finding's own parts refers to such objects, they are told with it.
// Cost: one pass over all edges, where there is any such place; a sample of 40 objects of each.
import { referrersOf } from '../../graph/reverse.ts'
import { attributed } from '../ownership/attributed.ts'
import { evenPart } from '../even-part.ts'
import type { Study } from '../study.ts'
import type { Judged } from './judged.ts'
import { withMore } from './with-names.ts'

const SAMPLE = 40
const NEARLY_ALL = 0.9
/** Kinds of objects that refer to each other and are told with one finding. */
const ROUNDS = 4

/** @param judged the most telling first */
export function withJointHolds(study: Study, judged: readonly Judged[]): Judged[] {
  const { tree, ranks } = attributed(study)
  const { graph } = study.heap
  const beside = pairsOf(judged)
  if (beside.size === 0) return [...judged]
  const samples = new Map([...beside.keys()].map((each) => [each, sampleOf(each)] as const))
  const wanted = Uint32Array.from(new Set([...samples.values()].flatMap((each) => [...each])))
  const referrers = referrersOf(graph, wanted)
  const indexOf = new Map([...wanted].map((node, i) => [node, i] as const))
  const held = new Map<Judged, Judged[]>()
  const gone = new Set<Judged>()
  for (let round = 0; round < ROUNDS; round++) {
    const before = gone.size
    for (const [each, holders] of beside) {
      if (gone.has(each)) continue
      const holder = holders.find((other) => !gone.has(other) && isOnlyOf(each, other))
      if (holder === undefined) continue
      gone.add(each)
      held.set(holder, [...(held.get(holder) ?? []), each, ...(held.get(each) ?? [])])
    }
    if (gone.size === before) break
  }
  return judged
    .filter((each) => !gone.has(each))
    .map((each) => (held.get(each) ?? []).reduce(withMore, each))

  function sampleOf({ steps, held: at }: Judged): Uint32Array {
    return evenPart(steps[at].step.positions, SAMPLE).map((position) => tree.nodeAt[position])
  }

  function isOnlyOf(each: Judged, holder: Judged): boolean {
    const own = [each.tops, holder.tops, ...(held.get(holder) ?? []).map(({ tops }) => tops)]
    const sample = samples.get(each) ?? new Uint32Array(0)
    const theirs = sample.filter((node) => {
      const at = indexOf.get(node) ?? 0
      const sources = referrers.sources.subarray(referrers.offsets[at], referrers.offsets[at + 1])
      const owners = sources.filter((source) => isOwner(source, node))
      return owners.length > 0 && owners.every((source) => own.some((tops) => isIn(source, tops)))
    })
    return theirs.length >= sample.length * NEARLY_ALL
  }

  function isOwner(source: number, node: number): boolean {
    for (let edge = graph.offsets[source]; edge < graph.offsets[source + 1]; edge++) {
      if (graph.targets[edge] === node && ranks.rankOf(source, edge) < 2) return true
    }
    return false
  }

  /** Whether a node lies in one of some subtrees, ascending. */
  function isIn(node: number, tops: Uint32Array): boolean {
    const position = tree.positionOf[node]
    let low = 0
    let high = tops.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (tops[middle] <= position) low = middle + 1
      else high = middle
    }
    const top = tops[low - 1]
    return top !== undefined && position < top + tree.subtree[top]
  }
}

/** Groups side by side with another one on the same object, each with those that are more telling. */
function pairsOf(judged: readonly Judged[]): Map<Judged, Judged[]> {
  const groups = judged.filter(
    ({ candidate: { shape, sharedWith, places, isOfNames }, isFinding }) =>
      shape === 'group' &&
      isFinding &&
      sharedWith === undefined &&
      places === undefined &&
      isOfNames !== true,
  )
  const above = (each: Judged): number => each.steps[Math.max(0, each.held - 1)].step.node
  const pairs = new Map<Judged, Judged[]>()
  groups.forEach((each, i) => {
    const others = groups.slice(0, i).filter((other) => above(other) === above(each))
    if (others.length > 0) pairs.set(each, others)
  })
  return pairs
}
