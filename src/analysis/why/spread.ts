// What gathers in many places of one kind, a little in each: 150 classes, each with a memo of its own that
// grows. No place is large, all together are a leak. Between dumps it shows: objects that the first dump
// had not hang directly on many that it had. These are put together by what they are, by what holds them,
// and by the nearest class or object that this hangs on, and told where so many places share the growth.
// Where each place has a kind of its own (a Service1 with a list, a Service2 with a list), kinds are left
// out one after the other until enough are alike.
// Cost: one pass over the attributed tree; a few reads for each place that has got something new.
import { NONE } from '../../base/record.ts'
import { earliestOf, type Matching } from '../diff/matching.ts'
import { attributed } from '../ownership/attributed.ts'
import * as K from '../ownership/owner-kinds.ts'
import { plumbing, splicedTree, type ShownTree } from '../ownership/shown-tree.ts'
import type { Study } from '../study.ts'
import { MANY, stepsBelow } from './accumulation.ts'
import type { Candidate, CandidateStep } from './candidate.ts'
import { childStep, MIXED, singleStep } from './child-groups.ts'
import { CLASSES } from './class-step.ts'

/** New bytes, of all that is reachable, under which nothing is looked for. */
const LEAST = 0.01
/** A place with more of the growth than this, or so many times what is usual, is told by itself. */
const MOST = 0.5
const FAR_MORE = 8
/** Of what is new at places of one sort, the part of one kind that stands for it. */
const MAIN = 0.6
/** Containers in containers that are climbed to whose they are. */
const DEEPEST = 8

const PLACES: ReadonlySet<number> = new Set([
  K.CONTAINER,
  K.INSTANCE,
  K.DATA,
  K.ENV,
  K.CLASS,
  K.SINGLETON_CLASS,
  K.MODULE,
])

/** New objects of one kind at one place. */
interface Tally {
  readonly holder: number
  readonly kind: number
  bytes: number
  /** The nearest above that is no container, the holder itself maybe. */
  owner: number
}

/** What is alike: the labels of owner and holder. */
type Likeness = (tally: Tally) => readonly [owner: string, holder: string]

/** @returns none of fewer than three dumps, which do not show that it goes on */
export function spreadCandidates(
  studies: readonly Study[],
  matchings: readonly Matching[],
): Candidate[] {
  if (studies.length < 3) return []
  const study = studies[studies.length - 1]
  const shown = splicedTree(study)
  const { tree, ranks } = attributed(study)
  const { nodeAt, positionOf, subtree, retained, dominator } = tree
  const { count, graph } = study.heap
  const { kinds, classes } = study.names
  const isPlumbing = plumbing({ tree, ranks })
  const least = retained[graph.root] * LEAST

  const open = new Set(tallies())
  const candidates: Candidate[] = []
  for (const likeness of likenesses()) {
    for (const [[, holder], all] of alike(open, likeness)) {
      const { label, group } = mainKind(all)
      const candidate = candidateOf(holder, label, group)
      if (candidate === undefined) continue
      candidates.push(candidate)
      const taken = new Set(candidate.places)
      for (const tally of group) if (taken.has(tally.holder)) open.delete(tally)
    }
  }
  return candidates

  function tallies(): Iterable<Tally> {
    const found = new Map<number, Tally>()
    let last: Tally | undefined
    for (let at = 1; at < tree.reachable;) {
      const node = nodeAt[at]
      if (node >= count || isPlumbing(node) || earliestOf(matchings, node) !== NONE) {
        at++
        continue
      }
      at += subtree[at]
      const holder = shownAbove(node)
      if (!PLACES.has(ranks.kinds[holder])) continue
      const kind = kinds.kindOf(node)
      if (last?.holder !== holder || last.kind !== kind) {
        const key = kind * 4294967296 + holder
        last = found.get(key)
        if (last === undefined) found.set(key, (last = { holder, kind, bytes: 0, owner: holder }))
      }
      last.bytes += retained[node]
    }
    for (const tally of found.values()) tally.owner = ownerOf(tally.holder)
    return found.values()
  }

  function shownAbove(node: number): number {
    let above = dominator[node]
    while (above < count && isPlumbing(above)) above = dominator[above]
    return above
  }

  function ownerOf(holder: number): number {
    let owner = holder
    for (let i = 0; i < DEEPEST && ranks.kinds[owner] === K.CONTAINER; i++)
      owner = shownAbove(owner)
    return owner
  }

  /** From the narrowest to the widest. */
  function likenesses(): Likeness[] {
    const nameOf = (node: number): string => {
      const kind = ranks.kinds[node]
      const isClass = kind === K.CLASS || kind === K.MODULE
      if (isClass && !classes.nameOf(node).startsWith('#<')) return CLASSES
      return kinds.labelOf(kinds.kindOf(node))
    }
    const ofOwner: Likeness = ({ owner, holder }) => [nameOf(owner), nameOf(holder)]
    const ofAny: Likeness = ({ owner, holder }) => [
      MIXED,
      owner === holder ? MIXED : nameOf(holder),
    ]
    return [ofOwner, ofAny]
  }

  function alike(all: Iterable<Tally>, likeness: Likeness): [readonly string[], Tally[]][] {
    const groups = new Map<string, [readonly string[], Tally[]]>()
    for (const tally of all) {
      const labels = likeness(tally)
      const key = labels.join('\n')
      const known = groups.get(key)
      if (known === undefined) groups.set(key, [labels, [tally]])
      else known[1].push(tally)
    }
    return [...groups.values()]
  }

  /** Those of the kind that is most of it; all of them where none is. */
  function mainKind(all: Tally[]): { readonly label: string; readonly group: Tally[] } {
    const bytesOf = new Map<number, number>()
    let bytes = 0
    let main = all[0].kind
    for (const tally of all) {
      const own = (bytesOf.get(tally.kind) ?? 0) + tally.bytes
      bytesOf.set(tally.kind, own)
      bytes += tally.bytes
    }
    for (const [kind, own] of bytesOf) if (own > (bytesOf.get(main) ?? 0)) main = kind
    if ((bytesOf.get(main) ?? 0) < bytes * MAIN) return { label: MIXED, group: all }
    return { label: kinds.labelOf(main), group: all.filter(({ kind }) => kind === main) }
  }

  function candidateOf(holder: string, held: string, all: Tally[]): Candidate | undefined {
    const bytesOf = new Map<number, number>()
    let bytes = 0
    for (const tally of all) {
      bytesOf.set(tally.holder, (bytesOf.get(tally.holder) ?? 0) + tally.bytes)
      bytes += tally.bytes
    }
    const most = usualOf([...bytesOf.values()], bytes) * FAR_MORE
    for (const [place, own] of bytesOf) {
      if (own <= most) continue
      bytesOf.delete(place)
      bytes -= own
    }
    const group = all.filter((tally) => bytesOf.has(tally.holder))
    if (bytesOf.size < MANY || bytes < least) return undefined
    if (Math.max(...bytesOf.values()) > bytes * MOST) return undefined
    const places = Uint32Array.from(bytesOf.keys(), (node) => positionOf[node]).sort()
    const inside = childStep(study, shown, places, held)
    if (inside === undefined || isNested(inside.positions)) return undefined
    const top = commonAbove(places)
    if (bytesOf.has(nodeAt[top])) return undefined
    const steps = wayTo(top)
    const owners = new Set(group.map(({ owner }) => positionOf[owner]))
    const own = Uint32Array.from(owners).sort()
    const isBelow = (at: number): boolean => at > top && at < top + subtree[top]
    if (own.every(isBelow) && own.some((at) => !bytesOf.has(nodeAt[at]))) {
      steps.push(together(own, labelOf(own)))
    }
    steps.push(together(places, holder === MIXED ? labelOf(places) : holder))
    const step = together(inside.positions, held)
    return {
      shape: 'group',
      steps: [...steps, step, ...stepsBelow(study, shown, step)],
      holder: steps.length - 1,
      held: steps.length,
      tops: step.positions,
      bytes: step.owned,
      places: Uint32Array.from(places, (at) => nodeAt[at]),
    }
  }

  function labelOf(positions: Uint32Array): string {
    const labels = new Set<string>()
    for (const at of positions) {
      const kind = ranks.kinds[nodeAt[at]]
      const isClass = kind === K.CLASS || kind === K.MODULE
      labels.add(isClass ? CLASSES : kinds.labelOf(kinds.kindOf(nodeAt[at])))
      if (labels.size > 1) return MIXED
    }
    return [...labels][0]
  }

  /** The deepest position that holds all of these, which rise. */
  function commonAbove(positions: Uint32Array): number {
    const end = positions[positions.length - 1]
    let at = positions[0]
    while (at + subtree[at] <= end || (nodeAt[at] < count && isPlumbing(nodeAt[at]))) {
      at = positionOf[dominator[nodeAt[at]]]
    }
    return at
  }

  function wayTo(position: number): CandidateStep[] {
    const way: CandidateStep[] = []
    for (let node = nodeAt[position]; ; node = dominator[node]) {
      const isRoot = node === graph.root
      if (isRoot ? way.length === 0 : node >= count || !isPlumbing(node)) {
        way.push(singleStep(study, shown, positionOf[node]))
      }
      if (isRoot) return way.reverse()
    }
  }

  /** Of trees and the like: a part of it is held inside of another part. */
  function isNested(positions: Uint32Array): boolean {
    let end = 0
    return positions.toSorted().some((at) => {
      if (at < end) return true
      end = at + subtree[at]
      return false
    })
  }

  function together(positions: Uint32Array, label: string): CandidateStep {
    return { label, ...sumOf(shown, positions) }
  }
}

/** Half of the bytes are of places with more, half of places with less. */
function usualOf(each: readonly number[], bytes: number): number {
  let sum = 0
  for (const own of each.toSorted((a, b) => a - b)) {
    sum += own
    if (sum >= bytes / 2) return own
  }
  return 0
}

function sumOf(
  { tree: { nodeAt, retained } }: ShownTree,
  positions: Uint32Array,
): Omit<CandidateStep, 'label'> {
  let owned = 0
  let node = nodeAt[positions[0]]
  for (const at of positions) {
    owned += retained[nodeAt[at]]
    if (retained[nodeAt[at]] > retained[node]) node = nodeAt[at]
  }
  return { positions, count: positions.length, owned, node }
}
