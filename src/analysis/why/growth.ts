// The same place in earlier dumps: how much had gathered there then. What holds it is found again as the
// same object, where dumps of one process tell which that is, or else by the way that leads there, by
// kinds. From there down it is always by kinds, as objects that come and go are not the same ones.
// Cost: the children of the steps between, in each dump.
import { NONE } from '../../base/record.ts'
import { earliestOf, type Matching } from '../diff/matching.ts'
import { splicedTree, type ShownTree } from '../ownership/shown-tree.ts'
import type { Study } from '../study.ts'
import type { CandidateShape, CandidateStep } from './candidate.ts'
import { childStep } from './child-groups.ts'
import { CODE, codeStep } from './code-step.ts'
import { filledOf, filledOfMany, type Filled, type Measured } from './filled.ts'
import { symbolTexts } from './symbol-texts.ts'

/** What of a candidate has to be found again. */
export interface Place {
  readonly shape: CandidateShape
  readonly steps: readonly CandidateStep[]
  readonly holder: number
  readonly held: number
  readonly apart?: ReadonlySet<number>
  /** With the texts of the symbols that are held. */
  readonly texts?: boolean
  /** Nodes of the last dump that hold it, found again one by one instead of by the way. */
  readonly places?: Uint32Array
}

/** Numbers that differ by no more are as many. */
const AS_MANY = 1.02
/** Below what is held, where tables are looked for. */
const STEPS_TO_TABLES = 3

export interface History {
  /** Of what is held, in each dump, earliest first; the last entry is of the last dump. */
  growthOf(place: Place): Measured[]
  /** Reachable bytes of each dump. */
  readonly totals: readonly number[]
}

interface Dump {
  readonly study: Study
  readonly shown: ShownTree
  /** node of the last dump -> the same one here | NONE */
  here(node: number): number
}

/** @param matchings of neighbours, earliest first; one less than studies */
export function createHistory(studies: readonly Study[], matchings: readonly Matching[]): History {
  const last = studies[studies.length - 1]
  const dumps: Dump[] = studies.map((study, i) => ({
    study,
    shown: splicedTree(study),
    here: (node) => followBack(last, study, node, matchings.slice(i)),
  }))

  function growthOf(place: Place): Measured[] {
    const { steps, places } = place
    if (places !== undefined) return dumps.map((dump) => ofPlaces(dump, place, places))
    // Of one dump the steps tell; only what is in a chain has to be counted.
    if (dumps.length === 1 && place.shape !== 'chain') {
      return [withTexts(place, dumps[0], steps[place.held].positions, ofSteps(place, dumps[0]))]
    }
    const from = place.shape === 'single' || place.shape === 'chain' ? place.held : place.holder
    // The deepest single object on the way that all dumps have.
    let anchor = from
    const isCommon = (at: number): boolean =>
      steps[at].count === 1 && dumps.every(({ here }) => here(steps[at].node) !== NONE)
    while (anchor > 0 && !isCommon(anchor)) anchor--
    const isFound = anchor === 0 ? isCommon(0) : true
    const { nodeAt } = dumps[dumps.length - 1].shown.tree
    const apart = [...(place.apart ?? [])].map((position) => nodeAt[position])
    const apartIn = (dump: Dump): Set<number> => {
      const { positionOf } = dump.shown.tree
      const here = apart.map((node) => dump.here(node)).filter((node) => node !== NONE)
      return new Set(here.map((node) => positionOf[node]))
    }
    const growth = dumps.map((dump) =>
      isFound ? measure(dump, place, anchor, from, apartIn(dump)) : { count: 0, bytes: 0 },
    )
    if (!isFound || !isOfAsMany(place, growth)) return growth
    const full = dumps.map((dump, i) =>
      fullness(dump, place, anchor, growth[i].bytes, apartIn(dump)),
    )
    return growth.map((each, i) => {
      const filled = full[i]
      return filled === undefined || full.includes(undefined) ? each : { ...each, filled }
    })
  }

  return {
    growthOf,
    totals: dumps.map(({ study, shown }) => shown.tree.retained[study.heap.graph.root]),
  }
}

function ofSteps({ shape, steps, holder, held, apart }: Place, dump: Dump): Measured {
  const { study, shown } = dump
  const { count, owned, node } = steps[held]
  const isWhole = shape === 'container' || shape === 'single'
  const bytes = shape === 'container' ? steps[holder].owned : owned
  const less = apart === undefined || !isWhole ? 0 : ownedBy(shown, [...apart])
  const all = bytes - less
  if (shape !== 'single') return { count, bytes: all }
  return { count: 1, bytes: all, ...withFilled(study, node, all) }
}

function withFilled(study: Study, node: number, bytes: number): Pick<Measured, 'filled'> {
  const filled = filledOf(study, node, bytes)
  return filled === undefined ? {} : { filled }
}

function ofPlaces(dump: Dump, { steps, held }: Place, places: Uint32Array): Measured {
  const { study, shown, here } = dump
  const nodes = places.map((node) => here(node)).filter((node) => node !== NONE)
  const positions = nodes.map((node) => shown.tree.positionOf[node])
  const step = childStep(study, shown, positions, steps[held].label)
  return { count: step?.count ?? 0, bytes: step?.owned ?? 0 }
}

/** There are about as many as at first and they own more: they may be filled. */
function isOfAsMany({ shape }: Place, growth: readonly Measured[]): boolean {
  if (shape !== 'group' && shape !== 'container') return false
  const [first] = growth
  const last = growth[growth.length - 1]
  return (
    first.count > 1 &&
    growth.every(({ filled }) => filled === undefined) &&
    last.count <= first.count * AS_MANY &&
    last.count * AS_MANY >= first.count &&
    growth.some(({ bytes }) => bytes > first.bytes)
  )
}

/** How full the objects are that own most of what is held: those themselves, or what they hold. */
function fullness(
  dump: Dump,
  { steps, held }: Place,
  anchor: number,
  bytes: number,
  apart: ReadonlySet<number>,
): Filled | undefined {
  const { nodeAt, positionOf } = dump.shown.tree
  let positions: Uint32Array = Uint32Array.of(positionOf[dump.here(steps[anchor].node)])
  const deepest = Math.min(steps.length - 1, held + STEPS_TO_TABLES)
  for (let at = anchor + 1; at <= deepest; at++) {
    positions = without(below(dump, positions, steps[at].label), apart)
    if (at < held || positions.length === 0) continue
    const nodes = positions.map((position) => nodeAt[position])
    const filled = filledOfMany(dump.study, nodes, bytes)
    if (filled !== undefined) return filled
  }
  return undefined
}

/** @param apart positions of this dump that are no part of it */
function measure(
  dump: Dump,
  place: Place,
  anchor: number,
  from: number,
  apart: ReadonlySet<number>,
): Measured {
  const { study, shown } = dump
  const { steps, held, shape } = place
  let positions: Uint32Array = Uint32Array.of(shown.tree.positionOf[dump.here(steps[anchor].node)])
  for (let at = anchor + 1; at <= from; at++) {
    positions = without(below(dump, positions, steps[at].label), apart)
  }
  const own = ownedBy(shown, positions) - ownedBy(shown, insideOf(shown, positions, apart))
  const table =
    positions.length === 1 ? withFilled(study, shown.tree.nodeAt[positions[0]], own) : {}
  if (shape === 'single') return { count: positions.length, bytes: own, ...table }
  if (shape === 'chain') {
    return { count: countUnder(study, shown, positions, steps[held].label), bytes: own }
  }
  for (let at = from + 1; at <= held; at++) {
    positions = without(below(dump, positions, steps[at].label), apart)
  }
  const bytes = shape === 'container' ? own : ownedBy(shown, positions)
  const measured = { count: positions.length, bytes, ...(shape === 'container' ? table : {}) }
  return withTexts(place, dump, positions, measured)
}

function withTexts(
  { texts }: Place,
  { study }: Dump,
  held: Uint32Array,
  measured: Measured,
): Measured {
  if (texts !== true) return measured
  return { ...measured, bytes: measured.bytes + symbolTexts(study, held).bytes }
}

function below({ study, shown }: Dump, positions: Uint32Array, label: string): Uint32Array {
  const step = label === CODE ? codeStep(study, shown, positions) : undefined
  return (step ?? childStep(study, shown, positions, label))?.positions ?? new Uint32Array(0)
}

function without(positions: Uint32Array, apart: ReadonlySet<number>): Uint32Array {
  return apart.size === 0 ? positions : positions.filter((position) => !apart.has(position))
}

function insideOf(
  { tree: { subtree } }: ShownTree,
  tops: Uint32Array,
  apart: ReadonlySet<number>,
): number[] {
  return [...apart].filter((at) => tops.some((top) => at > top && at < top + subtree[top]))
}

function ownedBy({ tree }: ShownTree, positions: Iterable<number>): number {
  let bytes = 0
  for (const position of positions) bytes += tree.retained[tree.nodeAt[position]]
  return bytes
}

function countUnder(study: Study, shown: ShownTree, tops: Uint32Array, label: string): number {
  const { kinds } = study.names
  const { nodeAt, subtree } = shown.tree
  let count = 0
  for (const top of tops) {
    for (let at = top; at < top + subtree[top]; at++) {
      if (kinds.labelOf(kinds.kindOf(nodeAt[at])) === label) count++
    }
  }
  return count
}

/** Roots are the same by their category. */
function followBack(
  last: Study,
  study: Study,
  node: number,
  matchings: readonly Matching[],
): number {
  const { heap } = last
  if (node === heap.graph.root) return study.heap.graph.root
  if (node >= heap.count) {
    const category = heap.roots[node - heap.count]?.category
    const index = study.heap.roots.findIndex((root) => root.category === category)
    return index < 0 ? NONE : study.heap.count + index
  }
  return earliestOf(matchings, node)
}
