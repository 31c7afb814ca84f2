// What the generations of two dumps can tell. Ruby notes GC.count for each object that is allocated
// while allocations are traced, under the object's address, and forgets it when the object is freed
// while they still are. A slot is used again only after a collection has swept it, which has raised
// GC.count. So of two objects at one address:
//
// - Both have a generation: the same number proves them one object, another number two.
// - Only the later one has: its allocation was seen after the earlier dump, as the earlier dump would
//   tell otherwise (the notes outlive the end of tracing). A new object, whenever tracing began.
// - Only the earlier one has: it was freed while tracing, and the new object is one of the few whose
//   allocation the tracer does not see. Or all notes were cleared in between: then no object has kept
//   its generation from one dump to the other. So where any has, this is a new object.
// - Neither has: they were there before tracing began, or are among the unseen. Nothing is told.
//
// Where tracing was stopped before the later dump, frees went unseen: a new object shows the notes of
// the one before it. Equal generations prove nothing then, and the other rules are asked.
import { NONE } from '../../base/record.ts'
import type { Heap } from '../../heap/heap.ts'
import { staleGenerations } from '../stale-generations.ts'

export interface TracingBetween {
  /** The notes were cleared between the dumps: a missing generation tells nothing. */
  readonly cleared: boolean
  /** Tracing had ended before the later dump: equal generations prove nothing. */
  readonly stopped: boolean
}

/** @param joined later row -> earlier row at the same address | NONE */
export function tracingBetween(earlier: Heap, later: Heap, joined: Uint32Array): TracingBetween {
  return {
    cleared: !anyKept(earlier, later, joined),
    stopped: staleGenerations(later) !== undefined,
  }
}

function anyKept(earlier: Heap, later: Heap, joined: Uint32Array): boolean {
  const before = earlier.columns.generation
  const after = later.columns.generation
  if (before.length === 0) return false
  for (let row = 0; row < after.length; row++) {
    const candidate = joined[row]
    if (candidate === NONE || after[row] === NONE || after[row] !== before[candidate]) continue
    if (earlier.columns.type[candidate] === later.columns.type[row]) return true
  }
  return false
}
