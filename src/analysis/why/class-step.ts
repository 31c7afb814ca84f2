// The classes and modules that hang on one namespace, or in one list. Each has a name of its own and so is
// a kind of its own, of which there is one: only all of them together are many.
// Cost: the children of the positions, once; of those found, a sort by size.
import type { Study } from '../study.ts'
import { attributed } from '../ownership/attributed.ts'
import * as K from '../ownership/owner-kinds.ts'
import type { ShownTree } from '../ownership/shown-tree.ts'
import type { CandidateStep } from './candidate.ts'

/** The label of a step that stands for classes and modules with names. */
export const CLASSES = 'classes'

const EXAMPLES = 2

/** A class that owns so many times what the one in the middle does holds something of its own. */
const FAR_MORE = 8

/** Children that are classes or modules with names; undefined where there are none. */
export function classStep(
  study: Study,
  shown: ShownTree,
  positions: Uint32Array,
): CandidateStep | undefined {
  const { nodeAt, retained } = shown.tree
  const { ranks } = attributed(study)
  const { classes } = study.names
  const found: number[] = []
  let owned = 0
  let best = -1
  for (const position of positions) {
    shown.eachChild(position, (child) => {
      const node = nodeAt[child]
      const kind = ranks.kinds[node]
      if (kind !== K.CLASS && kind !== K.MODULE) return
      if (classes.nameOf(node).startsWith('#<')) return
      found.push(child)
      owned += retained[node]
      if (best < 0 || retained[node] > retained[best]) best = node
    })
  }
  if (best < 0) return undefined
  return {
    label: CLASSES,
    positions: Uint32Array.from(found),
    count: found.length,
    owned,
    node: best,
  }
}

/** 'Order, User …': the first classes of a step of classes. */
export function classExamples(study: Study, { positions }: CandidateStep): string {
  const { nodeAt } = attributed(study).tree
  const names = [...positions.subarray(0, EXAMPLES)].map((at) =>
    study.names.classes.nameOf(nodeAt[at]),
  )
  return `${names.join(', ')}${positions.length > EXAMPLES ? ' …' : ''}`
}

/** Positions of those that own far more than others do, and at least so many bytes. */
export function outstanding(
  { tree: { nodeAt, retained } }: ShownTree,
  { positions }: CandidateStep,
  least: number,
): Set<number> {
  const sizes = Float64Array.from(positions, (position) => retained[nodeAt[position]]).sort()
  const usual = sizes[sizes.length >>> 1]
  return new Set(
    positions.filter((position) => {
      const own = retained[nodeAt[position]]
      return own >= least && own > usual * FAR_MORE
    }),
  )
}
