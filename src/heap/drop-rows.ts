// Takes rows out of a raw table (addresses that a later line repeats: concatenated dumps). Rare, so
// it is written for clarity: every column is compacted in place.
import { NONE } from '../base/record.ts'
import { globalCodes } from './resolve-rows.ts'
import type { RawColumns, RawTable } from './table-builder.ts'

/** `dropped`: row numbers, ascending. */
export function dropRows(table: RawTable, dropped: readonly number[]): RawTable {
  const { columns, offsets, refs } = table
  globalCodes(offsets, refs, table.segments)
  /** old row -> new row | NONE */
  const renumbered = new Uint32Array(table.count)
  let kept = 0
  let next = 0
  let refEnd = 0
  let from = 0
  for (let row = 0; row < table.count; row++) {
    const to = offsets[row + 1]
    if (dropped[next] === row) {
      while (dropped[next] === row) next++
      renumbered[row] = NONE
    } else {
      renumbered[row] = kept
      for (const name of Object.keys(columns) as (keyof RawColumns)[]) {
        const column = columns[name]
        if (column.length > 0) column[kept] = column[row]
      }
      refs.copyWithin(refEnd, from, to)
      refEnd += to - from
      offsets[++kept] = refEnd
    }
    from = to
  }
  const cut = {} as RawColumns
  for (const name of Object.keys(columns) as (keyof RawColumns)[]) {
    cut[name] = columns[name].subarray(0, kept) as never
  }
  const moved = <T>(entries: Iterable<readonly [number, T]>): [number, T][] => {
    const result: [number, T][] = []
    for (const [row, value] of entries) {
      if (renumbered[row] !== NONE) result.push([renumbered[row], value])
    }
    return result
  }
  const capacities = moved(
    Array.from(table.capacityRow, (row, i) => [row, table.capacity[i]] as [number, number]),
  )
  return {
    ...table,
    count: kept,
    columns: cut,
    refCount: refEnd,
    segments: [{ rowEnd: kept, pages: undefined }],
    superclass: moved(table.superclass),
    names: new Map(moved(table.names)),
    realNames: new Map(moved(table.realNames)),
    giants: new Map(moved(table.giants)),
    capacityRow: Uint32Array.from(capacities, ([row]) => row),
    capacity: Uint32Array.from(capacities, ([, bytes]) => bytes),
  }
}
