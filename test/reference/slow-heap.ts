// A heap read the slow, obvious way: JSON.parse a line, Maps and arrays of objects, the rules of
// docs/graph.md as they are written there. Everything that the engine reads and resolves is held
// against it. For dumps whose lines are all valid JSON.
import type { Heap } from '../../src/heap/heap.ts'
import { linesOf } from './fixtures.ts'

export interface SlowObject {
  readonly address: string
  readonly type: string
  /** The line as JSON.parse reads it. */
  readonly fields: Readonly<Record<string, unknown>>
  /** Addresses of the objects it holds, the class first; only those that the dump defines. */
  readonly edges: readonly string[]
}

export interface SlowHeap {
  /** In the order of their (last) lines. */
  readonly objects: ReadonlyMap<string, SlowObject>
  /** Category -> addresses, without repeats, in order of first mention. */
  readonly roots: ReadonlyMap<string, readonly string[]>
  readonly dangling: number
  readonly duplicates: number
  readonly freeSlots: number
  readonly shapes: number
}

type Fields = Record<string, unknown>

/** `finalizers`: from Ruby 3.4 on, class-less old arrays that nothing refers to are roots. */
export function readSlowly(bytes: Uint8Array, finalizers: boolean): SlowHeap {
  const decoder = new TextDecoder()
  const records = linesOf(bytes).map((line) => JSON.parse(decoder.decode(line)) as Fields)

  const byAddress = new Map<string, Fields>()
  let duplicates = 0
  let freeSlots = 0
  let shapes = 0
  for (const record of records) {
    if (record['type'] === 'SHAPE') shapes++
    else if (record['type'] === 'NONE') freeSlots++
    else if (record['type'] !== 'ROOT') {
      const address = String(record['address'])
      if (byAddress.delete(address)) duplicates++
      byAddress.set(address, record)
    }
  }

  let dangling = 0
  const objects = new Map<string, SlowObject>()
  for (const [address, fields] of byAddress) {
    const edges: string[] = []
    if (hasClassEdge(fields)) {
      const own = String(fields['class'])
      if (byAddress.has(own)) edges.push(own)
      else if (fields['type'] !== 'IMEMO') dangling++
    }
    for (const reference of references(fields)) {
      if (byAddress.has(reference)) edges.push(reference)
      else dangling++
    }
    objects.set(address, { address, type: String(fields['type']), fields, edges })
  }

  const roots = new Map<string, string[]>()
  for (const record of records) {
    if (record['type'] !== 'ROOT') continue
    const category = String(record['root'])
    const listed = roots.get(category) ?? []
    roots.set(category, listed)
    const seen = new Set(listed)
    for (const reference of new Set(references(record))) {
      if (!byAddress.has(reference)) dangling++
      else if (!seen.has(reference)) {
        seen.add(reference)
        listed.push(reference)
      }
    }
  }
  if (finalizers && roots.size > 0 && !roots.has('finalizers')) {
    const arrays = unrootedArrays(objects, roots)
    if (arrays.length > 0) roots.set('finalizers', arrays)
  }
  return { objects, roots, dangling, duplicates, freeSlots, shapes }
}

/** Addresses that no chain of references from a root leads to. */
export function unreachable(heap: SlowHeap): string[] {
  const seen = new Set<string>()
  const waiting = [...heap.roots.values()].flat()
  for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) {
    if (seen.has(address)) continue
    seen.add(address)
    waiting.push(...(heap.objects.get(address)?.edges ?? []))
  }
  return [...heap.objects.keys()].filter((address) => !seen.has(address))
}

/** The engine's heap in the same words, to compare. */
export function inSlowWords(heap: Heap): {
  edges: Map<string, string[]>
  roots: Map<string, string[]>
} {
  const { offsets, targets } = heap.graph
  const addresses = Array.from(heap.columns.code, (code) => heap.pages.addressOf(code))
  const targetsOf = (node: number): string[] =>
    Array.from(targets.subarray(offsets[node], offsets[node + 1]), (row) => addresses[row])
  return {
    edges: new Map(addresses.map((address, row) => [address, targetsOf(row)])),
    roots: new Map(heap.roots.map(({ category }, i) => [category, targetsOf(heap.count + i)])),
  }
}

/** A ZOMBIE's class is a remnant of the free list, a callcache's is weak. */
function hasClassEdge(fields: Fields): boolean {
  return (
    typeof fields['class'] === 'string' &&
    fields['class'] !== '0x' &&
    fields['type'] !== 'ZOMBIE' &&
    !(fields['type'] === 'IMEMO' && fields['imemo_type'] === 'callcache')
  )
}

function references(fields: Fields): string[] {
  return (fields['references'] ?? []) as string[]
}

function unrootedArrays(
  objects: ReadonlyMap<string, SlowObject>,
  roots: ReadonlyMap<string, readonly string[]>,
): string[] {
  const held = new Set([...roots.values()].flat())
  for (const { edges } of objects.values()) for (const edge of edges) held.add(edge)
  const arrays: string[] = []
  for (const { address, type, fields } of objects.values()) {
    const flags = (fields['flags'] ?? {}) as Fields
    const isOld = flags['old'] === true && flags['marked'] === true
    if (type === 'ARRAY' && fields['class'] === undefined && isOld && !held.has(address)) {
      arrays.push(address)
    }
  }
  return arrays
}
