// CLASS, MODULE and ICLASS rows with what only their lines say. A Rails application has some thirty
// thousand of them among millions of objects, so they live in a table of their own.
import { NONE, TYPE_CLASS, TYPE_ICLASS, TYPE_MODULE } from '../base/record.ts'

export interface ClassTable {
  readonly count: number
  /** entry -> row, ascending */
  readonly row: Uint32Array
  /** entry -> row of the superclass | NONE (always NONE before Ruby 3.1) */
  readonly superclass: Uint32Array
  /** entry -> `name`, '' where the class has none of its own */
  readonly name: readonly string[]
  /** entry -> `real_class_name`, '' where absent: the name of the class's own class (3.1+) */
  readonly realClassName: readonly string[]
  /** row -> entry | -1; O(log n) */
  entryOf(row: number): number
}

export function createClassTable(
  row: Uint32Array,
  superclass: Uint32Array,
  name: readonly string[],
  realClassName: readonly string[],
): ClassTable {
  return {
    count: row.length,
    row,
    superclass,
    name,
    realClassName,
    entryOf(wanted) {
      let low = 0
      let high = row.length - 1
      while (low <= high) {
        const middle = (low + high) >>> 1
        if (row[middle] === wanted) return middle
        if (row[middle] < wanted) low = middle + 1
        else high = middle - 1
      }
      return -1
    },
  }
}

/** `superclass`: (row, row of its superclass) pairs, in any order. */
export function classTableOf(
  type: Uint8Array,
  superclass: Iterable<readonly [number, number]>,
  names: ReadonlyMap<number, string>,
  realNames: ReadonlyMap<number, string>,
): ClassTable {
  const rows: number[] = []
  for (let i = 0; i < type.length; i++) {
    if (type[i] === TYPE_CLASS || type[i] === TYPE_MODULE || type[i] === TYPE_ICLASS) rows.push(i)
  }
  const table = createClassTable(
    Uint32Array.from(rows),
    new Uint32Array(rows.length).fill(NONE),
    rows.map((own) => names.get(own) ?? ''),
    rows.map((own) => realNames.get(own) ?? ''),
  )
  for (const [own, parent] of superclass) {
    const entry = table.entryOf(own)
    if (entry >= 0) table.superclass[entry] = parent
  }
  return table
}
