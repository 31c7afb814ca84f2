// Where memory has gathered in one dump: a walk down the attributed tree, kinds of siblings at a time.
// Roots, classes, threads and the VM's caches hold everything there is, so what they hold is looked at
// piece by piece: a large group of alike objects under one of them has gathered there ('group'), each
// of few objects is followed. Any other object is where things have gathered if it holds many alike
// ones ('container'); if most of what it owns belongs to one child, that is followed instead. Where an
// object leads to one of its own sort, and so on, it is a 'chain'.
// Candidates may lie inside each other: overlaps are settled when they are ranked (overlaps.ts).
// Cost: the children of what is large enough, twice.
import type { Study } from '../study.ts'
import { attributed } from '../ownership/attributed.ts'
import * as K from '../ownership/owner-kinds.ts'
import { splicedTree, type ShownTree } from '../ownership/shown-tree.ts'
import { areConstantFiles } from '../rules/evidence/constant-files.ts'
import type { Candidate, CandidateShape, CandidateStep } from './candidate.ts'
import { CLASSES, classStep, outstanding } from './class-step.ts'
import { codeStep } from './code-step.ts'
import {
  childGroups,
  MIXED,
  mixedStep,
  singleStep,
  stepWithout,
  type Children,
} from './child-groups.ts'

/** So many alike siblings are many. */
export const MANY = 20
/** A child that owns more of its parent than this is where to look. */
const MOST = 0.5
/** The share of one kind in a container that is named after it. */
const ONE_KIND = 0.3
/** Objects of a kind on one way down that make a chain. */
const CHAIN = 24
/** Steps below what is held that are followed, and what of it a step must own to be one. */
const STEPS_BELOW = 10
const SHARE_BELOW = 0.5
const DEEPEST = 300
/** Of a few containers side by side, what one of them must own to be told alone. */
const NEARLY_ALL = 0.9
/** Each of a few objects has one container, or two. */
const FEW_MORE = 2

/** What holds everything and gathers nothing itself. */
const HUBS: ReadonlySet<number> = new Set([
  K.ROOT,
  K.STACK,
  K.ROOT_LIST,
  K.CLASS,
  K.SINGLETON_CLASS,
  K.MODULE,
  K.ICLASS,
  K.CALLCACHE,
  K.CONSTCACHE,
  K.CREF,
  K.MENT,
  K.ISEQ,
  K.TABLE,
])

const NAMESPACES: ReadonlySet<number> = new Set([K.CLASS, K.MODULE])

/** @param share of all that is reachable, 0 to 1: what owns less is passed over */
export function accumulations(study: Study, share: number): Candidate[] {
  const shown = splicedTree(study)
  const { kinds } = attributed(study).ranks
  const { tree } = shown
  const { retained, positionOf } = tree
  const { root } = study.heap.graph
  const least = Math.max(1, retained[root] * share)
  const candidates: Candidate[] = []

  // Root categories begin a path; what several of them hold hangs on the super root.
  const all = singleStep(study, shown, positionOf[root])
  for (const group of childGroups(study, shown, all.positions, least).groups) {
    search(kinds[group.node] === K.ROOT || kinds[group.node] === K.STACK ? [] : [all], group)
  }
  return candidates

  function search(above: readonly CandidateStep[], group: CandidateStep): void {
    if (above.length >= DEEPEST) return
    const isHub = HUBS.has(kinds[group.node])
    if (followTogether(above, group)) return
    if (group.count < MANY || retained[group.node] >= group.owned * MOST) {
      const apart = new Set<number>()
      for (const position of group.positions) {
        if (retained[tree.nodeAt[position]] < least) continue
        apart.add(position)
        followOne(above, singleStep(study, shown, position), isHub)
      }
      const rest = stepWithout(shown, group, apart)
      if (rest === undefined || rest.count < MANY || rest.owned < least || isHub) return
      add('group', above, rest, above.length - 1, { apart })
    } else if (isHub && !isGathered(group)) {
      followHub([...above, group])
    } else add('group', above, group, above.length - 1)
  }

  /**
   * A few of a kind that one container holds, each with very many: four hashes in a hash are one place
   * where things have gathered, not four. Where one of them has nearly all, it is looked at by itself.
   */
  function followTogether(above: readonly CandidateStep[], group: CandidateStep): boolean {
    const outer = above[above.length - 1]
    if (outer === undefined || kinds[outer.node] !== K.CONTAINER || outer.count !== 1) return false
    if (group.count < 2 || group.count >= MANY || HUBS.has(kinds[group.node])) return false
    if (retained[group.node] > group.owned * NEARLY_ALL) return false
    const steps = [...above]
    for (let step = group; steps.length < above.length + STEPS_BELOW;) {
      steps.push(step)
      const children = childGroups(study, shown, step.positions, step.owned * MOST)
      const [largest] = children.groups
      if (largest === undefined) return false
      if (largest.count >= MANY * step.count) {
        addContainer(steps, children)
        return true
      }
      if (largest.count > step.count * FEW_MORE || largest.count < 2) return false
      step = largest
    }
    return false
  }

  /** Singleton and anonymous classes are made by programs: many are worth telling themselves. */
  function isGathered({ node }: CandidateStep): boolean {
    const kind = kinds[node]
    return kind === K.SINGLETON_CLASS || kind === K.CLASS || kind === K.MODULE
  }

  function followHub(steps: readonly CandidateStep[]): void {
    const { positions } = steps[steps.length - 1]
    for (const group of childGroups(study, shown, positions, least).groups) {
      if (group.label !== 'String' || !areConstantFiles(study, attributed(study), group)) {
        search(steps, group)
      }
    }
    const code = positions.length === 1 ? codeStep(study, shown, positions) : undefined
    if (code !== undefined && code.count >= MANY && code.owned >= least) {
      add('group', steps, code, steps.length - 1)
    }
    if (positions.length === 1 && NAMESPACES.has(kinds[tree.nodeAt[positions[0]]])) {
      addClasses(steps)
    }
  }

  /** Classes of a namespace, each of them little; what holds more is followed by itself. */
  function addClasses(steps: readonly CandidateStep[]): void {
    const classes = classStep(study, shown, steps[steps.length - 1].positions)
    if (classes === undefined || classes.count < MANY) return
    const apart = outstanding(shown, classes, least)
    const rest = stepWithout(shown, classes, apart)
    if (rest === undefined || rest.count < MANY || rest.owned < least) return
    add('group', steps, rest, steps.length - 1, { apart })
  }

  function followOne(above: readonly CandidateStep[], first: CandidateStep, hub: boolean): void {
    if (hub) {
      followHub([...above, first])
      return
    }
    const met = new Map<string, number>()
    for (const { label } of above) met.set(label, (met.get(label) ?? 0) + 1)
    const steps = [...above]
    for (let step = first; ;) {
      steps.push(step)
      const times = (met.get(step.label) ?? 0) + 1
      met.set(step.label, times)
      if (times >= CHAIN) {
        addChain(steps, step.label)
        return
      }
      const children = childGroups(study, shown, step.positions, least)
      const [largest] = children.groups
      if (largest === undefined && children.count < MANY) {
        add('single', steps.slice(0, -1), step, steps.length - 2)
        return
      }
      const many = children.count >= MANY
      // One that owns most of it, or a few of a kind that do together.
      const heavy = children.groups.find(
        ({ node, count, owned }) => (count < MANY ? owned : retained[node]) >= step.owned * MOST,
      )
      if (many && heavy === undefined) {
        addContainer(steps, children)
        return
      }
      if (largest === undefined) return
      const onlyOne = children.groups.length === 1 && largest.count === 1
      // Of many, the few that own much are looked at by themselves, and so is what is left.
      if (many) addContainer(steps, children, fewLarge(children))
      if (!onlyOne || HUBS.has(kinds[largest.node])) {
        for (const group of children.groups) if (!many || group.count < MANY) search(steps, group)
        if (many && heavy !== undefined && heavy.count >= MANY) {
          const position = positionOf[heavy.node]
          followOne(steps, singleStep(study, shown, position), HUBS.has(kinds[heavy.node]))
        }
        if (!many && step.owned - sumOf(children.groups) >= Math.max(least, step.owned * MOST)) {
          add('single', steps.slice(0, -1), step, steps.length - 2)
        }
        return
      }
      step = largest
    }
  }

  /** Positions of children that are few of their kind and own enough, and of the heaviest of all. */
  function fewLarge({ groups }: Children): Set<number> {
    const few = new Set<number>()
    for (const { count, positions } of groups) {
      if (count >= MANY) continue
      for (const at of positions) if (retained[tree.nodeAt[at]] >= least) few.add(at)
    }
    let heaviest = groups[0].node
    for (const { node } of groups) if (retained[node] > retained[heaviest]) heaviest = node
    return few.add(positionOf[heaviest])
  }

  /**
   * Where no kind is much of it, it holds objects of many kinds; where they are little, it is large.
   * `apart`: children that are looked at by themselves.
   */
  function addContainer(
    steps: readonly CandidateStep[],
    { groups, count }: Children,
    apart: ReadonlySet<number> = new Set(),
  ): void {
    const step = steps[steps.length - 1]
    let bytes = step.owned
    for (const position of apart) bytes -= retained[tree.nodeAt[position]]
    if (bytes < least) return
    const extent = { apart, bytes }
    const kind = groups
      .map((group) => stepWithout(shown, group, apart))
      .find((group) => group && group.count >= MANY && group.owned >= bytes * ONE_KIND)
    if (kind !== undefined) {
      add('container', steps, kind, steps.length - 1, extent)
      return
    }
    const classes = classStep(study, shown, step.positions)
    if (classes !== undefined && classes.count >= MANY && classes.owned >= bytes * MOST) {
      add('container', steps, classes, steps.length - 1, extent)
      return
    }
    const mixed = stepWithout(shown, mixedStep(study, shown, step.positions, count), apart)
    if (mixed !== undefined && mixed.owned >= bytes * MOST) {
      add('container', steps, mixed, steps.length - 1, extent)
    } else add('single', steps.slice(0, -1), step, steps.length - 2, extent)
  }

  /** The first of the row holds all the others. */
  function addChain(steps: readonly CandidateStep[], label: string): void {
    const first = steps.findIndex((step) => step.label === label)
    const above = steps.slice(0, first)
    add('chain', above, steps[first], first - 1)
  }

  function add(
    shape: CandidateShape,
    above: readonly CandidateStep[],
    held: CandidateStep,
    holder: number,
    { apart = new Set(), bytes }: { apart?: ReadonlySet<number>; bytes?: number } = {},
  ): void {
    const top = shape === 'container' ? above[above.length - 1] : held
    const at = shape === 'single' ? above.length : Math.max(0, holder)
    candidates.push({
      shape,
      steps: [...above, held, ...stepsBelow(study, shown, held)],
      holder: at,
      held: above.length,
      tops: top.positions,
      bytes: bytes ?? top.owned,
      ...(apart.size === 0 ? {} : { apart }),
    })
  }
}

/** What objects of a step hold for the most part, as long as it is most of it. */
export function stepsBelow(study: Study, shown: ShownTree, step: CandidateStep): CandidateStep[] {
  const below: CandidateStep[] = []
  // Of many kinds there is nothing more to be told.
  if (step.label === MIXED || step.label === CLASSES) return below
  for (let at = step; below.length < STEPS_BELOW;) {
    const { groups } = childGroups(study, shown, at.positions, at.owned * SHARE_BELOW)
    const [next] = groups
    if (next === undefined || next.label === at.label) break
    below.push(next)
    at = next
  }
  return below
}

function sumOf(groups: readonly CandidateStep[]): number {
  return groups.reduce((sum, { owned }) => sum + owned, 0)
}
