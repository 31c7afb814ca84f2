// A heap as plain data of a few kilobytes: equal digests are equal heaps, bit for bit.
import { createHash } from 'node:crypto'
import type { Heap } from '../../src/heap/heap.ts'

export function digestOf(heap: Heap): Record<string, unknown> {
  const columns = Object.entries(heap.columns).map(([name, column]) => [name, hash(column)])
  return {
    count: heap.count,
    columns: Object.fromEntries(columns),
    offsets: hash(heap.graph.offsets),
    targets: hash(heap.graph.targets),
    root: heap.graph.root,
    roots: heap.roots,
    words: heap.words,
    sites: [
      hash(heap.sites.file),
      hash(heap.sites.line),
      hash(heap.sites.method),
      heap.sites.strings,
    ],
    shapes: [
      hash(heap.shapes.id),
      hash(heap.shapes.parent),
      heap.shapes.edgeName,
      heap.shapes.kind,
    ],
    classes: [
      hash(heap.classes.row),
      hash(heap.classes.superclass),
      heap.classes.name,
      heap.classes.realClassName,
    ],
    pages: hash(heap.pages.number),
    giants: [...heap.giants],
    capacities: [hash(heap.capacityRow), hash(heap.capacity)],
    dialect: heap.dialect,
    damage: heap.damage,
    dangling: heap.dangling,
    duplicates: heap.duplicates,
    freeSlots: heap.freeSlots,
  }
}

function hash(array: ArrayBufferView): string {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
  return `${array.byteLength}:${createHash('sha1').update(bytes).digest('hex')}`
}
