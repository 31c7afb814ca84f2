// What a set of objects keeps alive, the obvious way: take them away, walk, and see what is lost.
import type { Heap } from '../../heap/heap.ts'

/** Bytes of the objects that the roots reach, but not once `removed` are gone. */
export function slowRetained(heap: Heap, removed: ReadonlySet<number>): number {
  const before = reached(heap, new Set())
  const after = reached(heap, removed)
  let bytes = 0
  for (const node of before) if (!after.has(node)) bytes += sizeOf(heap, node)
  return bytes
}

export function reached(heap: Heap, without: ReadonlySet<number>): Set<number> {
  const { offsets, targets, root } = heap.graph
  const seen = new Set<number>([root])
  const waiting = [root]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (const target of targets.subarray(offsets[node], offsets[node + 1])) {
      if (seen.has(target) || without.has(target)) continue
      seen.add(target)
      waiting.push(target)
    }
  }
  return seen
}

export function sizeOf(heap: Heap, node: number): number {
  return node < heap.count ? (heap.giants.get(node) ?? heap.columns.size[node]) : 0
}
