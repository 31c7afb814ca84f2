// SHAPE lines (Ruby 3.2+): a tree of instance-variable names. An object's shape_id leads to a chain
// of parents whose edge names are its ivars, last one first (docs/dump-format.md).
import { NONE } from '../base/record.ts'
import type { ShapeLine } from '../dump/part.ts'

export interface ShapeTable {
  readonly count: number
  /** entry -> shape id, in dump order */
  readonly id: Uint32Array
  /** entry -> parent's shape id | NONE */
  readonly parent: Uint32Array
  /** entry -> IVAR edge name ('@x', an internal name, …) or '' */
  readonly edgeName: readonly string[]
  /** entry -> shape_type: 'ROOT', 'IVAR', 'FROZEN' … */
  readonly kind: readonly string[]
  /** shape id -> entry | undefined */
  entryOf(id: number): number | undefined
  /** Names of the ivars of an object of this shape, in slot order; undefined: unknown shape. */
  ivarsOf(id: number): readonly string[] | undefined
}

export function createShapeTable(
  id: Uint32Array,
  parent: Uint32Array,
  edgeName: readonly string[],
  kind: readonly string[],
): ShapeTable {
  let entries: Map<number, number> | undefined
  const entryOf = (wanted: number): number | undefined => {
    entries ??= new Map(Array.from(id, (shape, entry) => [shape, entry]))
    return entries.get(wanted)
  }
  return {
    count: id.length,
    id,
    parent,
    edgeName,
    kind,
    entryOf,
    ivarsOf(wanted) {
      const names: string[] = []
      let entry = entryOf(wanted)
      if (entry === undefined) return undefined
      // A damaged table may hold a cycle: no chain is longer than the table.
      for (let left = id.length; entry !== undefined && left > 0; left--) {
        if (kind[entry] === 'IVAR') names.push(edgeName[entry])
        entry = parent[entry] === NONE ? undefined : entryOf(parent[entry])
      }
      return names.reverse()
    },
  }
}

export function shapeTableOf(lines: readonly ShapeLine[]): ShapeTable {
  return createShapeTable(
    Uint32Array.from(lines, (line) => line.id),
    Uint32Array.from(lines, (line) => line.parent),
    lines.map((line) => line.edgeName),
    lines.map((line) => line.kind),
  )
}
