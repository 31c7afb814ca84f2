// The children of some nodes of the shown attributed tree, those of one kind together.
// Cost: one pass over the children; two numbers kept for each for the time of the call, and one for each
// of a group that is large enough.
import { doubled } from '../../base/memory.ts'
import type { Study } from '../study.ts'
import type { ShownTree } from '../ownership/shown-tree.ts'
import type { CandidateStep } from './candidate.ts'
import { CLASSES, classStep } from './class-step.ts'

interface Tally {
  readonly kind: number
  /** Its place among the tallies. */
  readonly number: number
  count: number
  owned: number
  best: number
  bestOwned: number
  next: number
  positions: Uint32Array
}

/** Children that there is room for at first. */
const FIRST_ROOM = 64

/** The label of a step that stands for objects of many kinds. */
export const MIXED = 'objects'

export interface Children {
  /** All of them, of whatever kind. */
  readonly count: number
  /** Groups that own at least what was asked for, most first. */
  readonly groups: readonly CandidateStep[]
}

/** @param least bytes: smaller groups are left out */
export function childGroups(
  study: Study,
  shown: ShownTree,
  positions: Uint32Array,
  least: number,
): Children {
  const { nodeAt, retained } = shown.tree
  const { kinds } = study.names
  const tallies = new Map<number, Tally>()
  let last: Tally | undefined
  let count = 0
  /** child, in order -> its position, and the number of its tally */
  let found = new Uint32Array(FIRST_ROOM)
  let numbers = new Uint32Array(FIRST_ROOM)
  const tallyOf = (kind: number): Tally => {
    let tally = tallies.get(kind)
    if (tally === undefined) {
      const positions = new Uint32Array(0)
      const number = tallies.size
      tally = { kind, number, count: 0, owned: 0, best: 0, bestOwned: -1, next: 0, positions }
      tallies.set(kind, tally)
    }
    return tally
  }
  const visit = (child: number): void => {
    const node = nodeAt[child]
    const kind = kinds.kindOf(node)
    const tally = last?.kind === kind ? last : (last = tallyOf(kind))
    const owned = retained[node]
    if (count === found.length) {
      found = doubled(found)
      numbers = doubled(numbers)
    }
    found[count] = child
    numbers[count++] = tally.number
    tally.count++
    tally.owned += owned
    if (owned > tally.bestOwned) {
      tally.best = node
      tally.bestOwned = owned
    }
  }
  for (const position of positions) shown.eachChild(position, visit)
  const all = [...tallies.values()]
  const large = all.filter(({ owned }) => owned >= least)
  if (large.length === 0) return { count, groups: [] }
  for (const tally of large) tally.positions = new Uint32Array(tally.count)
  for (let i = 0; i < count; i++) {
    const tally = all[numbers[i]]
    if (tally.positions.length > 0) tally.positions[tally.next++] = found[i]
  }
  large.sort((a, b) => b.owned - a.owned || a.best - b.best)
  return {
    count,
    groups: large.map((tally) => ({
      label: kinds.labelOf(tally.kind),
      positions: tally.positions,
      count: tally.count,
      owned: tally.owned,
      node: tally.best,
    })),
  }
}

/** All children as one step, whatever their kinds. */
export function mixedStep(
  study: Study,
  shown: ShownTree,
  positions: Uint32Array,
  count: number,
): CandidateStep {
  const { nodeAt, retained } = shown.tree
  const found = new Uint32Array(count)
  let next = 0
  let owned = 0
  let node = study.heap.graph.root
  let most = -1
  for (const position of positions) {
    shown.eachChild(position, (child) => {
      const own = nodeAt[child]
      found[next++] = child
      owned += retained[own]
      if (retained[own] > most) {
        most = retained[own]
        node = own
      }
    })
  }
  return { label: MIXED, positions: found, count, owned, node }
}

/** The children of one kind, or those that MIXED or CLASSES stand for; undefined where there are none. */
export function childStep(
  study: Study,
  shown: ShownTree,
  positions: Uint32Array,
  label: string,
): CandidateStep | undefined {
  const { count, groups } = childGroups(study, shown, positions, 0)
  if (label === CLASSES) return classStep(study, shown, positions)
  if (label === MIXED) return count === 0 ? undefined : mixedStep(study, shown, positions, count)
  return groups.find((group) => group.label === label)
}

/** A step less some positions; undefined where nothing is left. */
export function stepWithout(
  shown: ShownTree,
  step: CandidateStep,
  apart: ReadonlySet<number>,
): CandidateStep | undefined {
  if (apart.size === 0) return step
  const { nodeAt, retained } = shown.tree
  // Of a million positions few are as near as to be asked for in the set.
  let low = Infinity
  let high = 0
  for (const position of apart) {
    if (position < low) low = position
    if (position > high) high = position
  }
  const positions = step.positions.filter(
    (position) => position < low || position > high || !apart.has(position),
  )
  if (positions.length === step.count) return step
  if (positions.length === 0) return undefined
  let owned = 0
  let node = nodeAt[positions[0]]
  for (const position of positions) {
    const own = nodeAt[position]
    owned += retained[own]
    if (retained[own] > retained[node]) node = own
  }
  return { label: step.label, positions, count: positions.length, owned, node }
}

/** One node as a step. */
export function singleStep(study: Study, shown: ShownTree, position: number): CandidateStep {
  const node = shown.tree.nodeAt[position]
  return {
    label: study.names.kinds.labelOf(study.names.kinds.kindOf(node)),
    positions: Uint32Array.of(position),
    count: 1,
    owned: shown.tree.retained[node],
    node,
  }
}
