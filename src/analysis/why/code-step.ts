// The compiled code of a class: its methods' code is a part of the class in the shown tree, so it is no
// child there. Where it is what a class has most of, it has to be told all the same.
// Cost: the method entries and tables of the class, and their children.
import type { Study } from '../study.ts'
import { attributed } from '../ownership/attributed.ts'
import * as K from '../ownership/owner-kinds.ts'
import type { ShownTree } from '../ownership/shown-tree.ts'
import type { CandidateStep } from './candidate.ts'

/** As node kinds call it. */
export const CODE = 'iseq'

const CLASSES: ReadonlySet<number> = new Set([K.CLASS, K.SINGLETON_CLASS, K.MODULE])
const BETWEEN: ReadonlySet<number> = new Set([K.MENT, K.TABLE, K.ICLASS])

/** The outermost pieces of code that these classes own; undefined where there are none. */
export function codeStep(
  study: Study,
  { tree }: ShownTree,
  positions: Uint32Array,
): CandidateStep | undefined {
  const { kinds } = attributed(study).ranks
  const { nodeAt, subtree, retained } = tree
  const open = [...positions].filter((at) => CLASSES.has(kinds[nodeAt[at]]))
  const found: number[] = []
  let owned = 0
  let best = -1
  while (open.length > 0) {
    const top = open.pop() as number
    const end = top + subtree[top]
    for (let at = top + 1; at < end; at += subtree[at]) {
      const node = nodeAt[at]
      if (BETWEEN.has(kinds[node])) open.push(at)
      if (kinds[node] !== K.ISEQ) continue
      found.push(at)
      owned += retained[node]
      if (best < 0 || retained[node] > retained[best]) best = node
    }
  }
  if (best < 0) return undefined
  const sorted = Uint32Array.from(found).sort()
  return { label: CODE, positions: sorted, count: sorted.length, owned, node: best }
}
