// Containers that nothing else tells apart, by what they refer to: two that have references and none
// of them in common are different. A container whose whole content was exchanged is taken for another
// one; measured, that is much rarer than a slot used again (matching.test.ts).
// A shared array has its elements in another object, which it changes for a new one as it pleases, so
// nothing is said of those; a shared string keeps the one that it is a part of.
// References are compared through the pairs found so far, so telling two containers apart may tell
// apart what refers to them: a few rounds over those that changed.
// Cost: the references of the undecided pairs, at most MOST each; memory 4 bytes a pair.
import * as R from '../../base/record.ts'
import type { Heap } from '../../heap/heap.ts'
import * as V from './verdict.ts'

const CONTAINERS: ReadonlySet<number> = new Set([
  R.TYPE_OBJECT,
  R.TYPE_ARRAY,
  R.TYPE_HASH,
  R.TYPE_STRUCT,
  R.TYPE_STRING,
  R.TYPE_RATIONAL,
  R.TYPE_COMPLEX,
])
/**
 * With more references than this, nothing is said: a cache of forty entries that were all exchanged is
 * the same cache, and where something large is wrong, much below it is.
 */
const MOST = 16
const ROUNDS = 4

/**
 * @param joined later row -> earlier row at the same address | NONE
 * @param verdicts later row -> verdict; those of containers told apart are changed
 */
export function judgeContainers(
  earlier: Heap,
  later: Heap,
  joined: Uint32Array,
  verdicts: Uint8Array,
): void {
  const open = openContainers(earlier, later, joined, verdicts)
  for (let round = 0; round < ROUNDS; round++) {
    let told = 0
    for (let i = 0; i < open.length; i++) {
      const row = open[i]
      if (verdicts[row] !== V.ALIKE || hasCommon(joined[row], row)) continue
      verdicts[row] = V.BY_REFERENCES
      told++
    }
    if (told === 0) return
  }

  /** Also where either has no references, or too many. */
  function hasCommon(candidate: number, row: number): boolean {
    const { offsets, targets } = later.graph
    const from = offsets[row] + classEdge(later, row)
    const end = offsets[row + 1]
    const first = earlier.graph.offsets[candidate] + classEdge(earlier, candidate)
    const last = earlier.graph.offsets[candidate + 1]
    if (from === end || first === last) return true
    if (end - from > MOST || last - first > MOST) return true
    for (let edge = from; edge < end; edge++) {
      const target = targets[edge]
      const same = joined[target]
      if (same === R.NONE || !V.isSame(verdicts[target])) continue
      for (let other = first; other < last; other++) {
        if (earlier.graph.targets[other] === same) return true
      }
    }
    return false
  }
}

/** Rows of containers that are undecided. */
function openContainers(
  earlier: Heap,
  later: Heap,
  joined: Uint32Array,
  verdicts: Uint8Array,
): Uint32Array {
  const { type, flags } = later.columns
  const before = earlier.columns.flags
  const isContainer = Uint8Array.from({ length: 32 }, (_, own) => (CONTAINERS.has(own) ? 1 : 0))
  const isOpen = (row: number): boolean => {
    if (verdicts[row] !== V.ALIKE || joined[row] === R.NONE) return false
    if (isContainer[type[row]] === 0) return false
    if (type[row] === R.TYPE_STRING) return (flags[row] & before[joined[row]] & R.FLAG_SHARED) !== 0
    return type[row] !== R.TYPE_ARRAY || ((flags[row] | before[joined[row]]) & R.FLAG_SHARED) === 0
  }
  let count = 0
  for (let row = 0; row < joined.length; row++) if (isOpen(row)) count++
  const rows = new Uint32Array(count)
  let next = 0
  for (let row = 0; row < joined.length; row++) if (isOpen(row)) rows[next++] = row
  return rows
}

function classEdge({ columns }: Heap, row: number): number {
  return (columns.flags[row] & R.FLAG_CLASS_EDGE) === 0 ? 0 : 1
}
