// The last step of reading: a raw table, resolved, becomes the Heap.
import { LoupeError } from '../base/errors.ts'
import type { ByteSource } from '../dump/byte-source.ts'
import { detectDialect } from '../dump/dialect.ts'
import { notADump } from '../dump/not-a-dump.ts'
import { rowAt } from './address-rank.ts'
import { classTableOf } from './class-table.ts'
import type { Heap } from './heap.ts'
import { createPageTable } from './page-table.ts'
import { finishResolve, prepareResolve, resolveJobs } from './resolve.ts'
import type { Prepared } from './resolve.ts'
import { resolveRows } from './resolve-rows.ts'
import { shapeTableOf } from './shape-table.ts'
import type { RawTable } from './table-builder.ts'

/** From here on finalizers have no root category of their own. */
const FINALIZERS_UNROOTED = 304

export function buildHeap(raw: RawTable, source: ByteSource): Heap {
  const prepared = prepareHeap(raw)
  const [job] = resolveJobs(prepared, 1)
  return finishHeap(prepared, resolveRows(job), source)
}

/** The same in two steps, with the jobs of `resolveJobs` in between, on whatever threads. */
export function prepareHeap(raw: RawTable): Prepared {
  refuseOtherFiles(raw)
  return prepareResolve(raw)
}

export function finishHeap(prepared: Prepared, unresolved: Uint32Array, source: ByteSource): Heap {
  const { features, descriptions, pages, traced } = prepared.table
  // A dump of shapes alone has no addresses to go by; nearly all machines have 64 bits.
  const highest = pages.reduce((max, page) => Math.max(max, page), 0) * 65_536 || Infinity
  const dialect = { ...detectDialect(features, descriptions, highest), traced }
  const { table, graph, roots, rank, dangling, duplicates } = finishResolve(
    prepared,
    unresolved,
    dialect.number >= FINALIZERS_UNROOTED,
  )
  const superclass = table.superclass.map(([row, code]): [number, number] => [
    row,
    rowAt(rank, code),
  ])
  return {
    count: table.count,
    columns: table.columns,
    graph,
    roots,
    words: table.words,
    sites: table.sites.toTable(),
    shapes: shapeTableOf(table.shapes),
    classes: classTableOf(table.columns.type, superclass, table.names, table.realNames),
    pages: createPageTable(table.pages),
    giants: table.giants,
    capacityRow: table.capacityRow,
    capacity: table.capacity,
    dialect,
    damage: {
      badLines: table.badLines,
      repaired: table.repaired,
      truncated: table.truncated,
      notes: table.notes,
    },
    dangling,
    duplicates,
    freeSlots: table.freeSlots,
    source,
  }
}

function refuseOtherFiles(raw: RawTable): void {
  if (raw.count > 0 || raw.roots.length > 0 || raw.shapes.length > 0 || raw.freeSlots > 0) return
  if (raw.badLines === 0 && raw.constants === 0) {
    throw new LoupeError('not-a-dump', 'This file is empty.', 'Has the dump been written already?')
  }
  if (raw.constants > raw.badLines) {
    throw new LoupeError(
      'not-a-dump',
      'This file holds only values that are no heap objects (nil, true, numbers, static symbols).',
      'Dump the whole heap: ObjectSpace.dump_all(output: File.open("heap.json", "w")).',
    )
  }
  throw notADump(
    raw.truncated && raw.notes[0]?.excerpt.startsWith('{')
      ? 'This dump ends before its first line does: there is nothing to read.'
      : undefined,
  )
}
