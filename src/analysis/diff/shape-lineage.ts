// Whether an object can have come from one shape to another (Ruby 3.2 and later). Shapes are a tree
// that only grows and keeps its ids while the process lives; an object moves from a shape to one
// below it whenever it gets an instance variable, is frozen (3.2, 3.3) or is asked for its object_id
// (4.0). So the later shape must be the earlier one or lie below it, but for two cases:
// - too complex: an object may leave the tree for good, from any shape, and never comes back;
// - an ivar was removed: Ruby then takes the object to another branch. In a slot of the same class
//   fewer ivars are nearly always an object that is still young, so they tell of another object.
// Cost: a walk up for each pair of different shapes, remembered.
import { NONE } from '../../base/record.ts'
import type { ShapeTable } from '../../heap/shape-table.ts'

/** Whether an object of the earlier shape can be of the later one by now; true where unknown. */
export function shapeLineage(
  earlier: ShapeTable,
  later: ShapeTable,
): (earlierShape: number, laterShape: number) => boolean {
  const known = new Map<number, boolean>()
  if (earlier.count === 0 || later.count === 0) return () => true
  return (from, to) => {
    if (from === to) return true
    const key = from * 4294967296 + to
    let answer = known.get(key)
    if (answer === undefined) known.set(key, (answer = descends(later, from, to)))
    return answer
  }
}

function descends(shapes: ShapeTable, ancestor: number, shape: number): boolean {
  let entry = shapes.entryOf(shape)
  // Shapes that have no line: nothing is known.
  if (entry === undefined || shapes.entryOf(ancestor) === undefined) return true
  if (shapes.kind[entry] === 'OBJ_TOO_COMPLEX') return true
  // A damaged table may hold a cycle: no chain is longer than the table.
  for (let left = shapes.count; entry !== undefined && left > 0; left--) {
    if (shapes.id[entry] === ancestor) return true
    entry = shapes.parent[entry] === NONE ? undefined : shapes.entryOf(shapes.parent[entry])
  }
  return false
}
