// Numbers for keys, the same for equal ones: objects of a dump by dump and node, as they are made anew
// at each look; lists by what is in them; all else as a Map has it. undefined is null.
// A Map ends at 16.7 million entries, and what groups are handed out in is one.
import { LoupeError } from '../base/errors.ts'
import { formatCount } from '../base/format.ts'
import type { HeapObject } from './api.ts'

export interface GroupKeys {
  /** The first of each group of equal keys. */
  readonly keys: readonly unknown[]
  /** key -> index in `keys` */
  groupOf(key: unknown): number
}

const MOST = 16_000_000

/** `groupOf` throws 'too-big' beyond `most` different keys. `call`: 'Collection.tally', for that. */
export function createGroupKeys(call: string, most: number = MOST): GroupKeys {
  const keys: unknown[] = []
  /** id -> index in keys */
  const groups = new Map<number | string, number>()
  const plain = new Map<unknown, number>()
  const ofHeaps = new Map<unknown, Map<number, number>>()
  let ids = 0

  function idOf(key: unknown): number | string {
    if (Array.isArray(key)) return `[${key.map(idOf).join()}]`
    if (typeof key !== 'object' || key === null || !isHeapObject(key)) {
      return numberIn(plain, key ?? null)
    }
    let ofHeap = ofHeaps.get(key.heap)
    if (ofHeap === undefined) ofHeaps.set(key.heap, (ofHeap = new Map()))
    return numberIn(ofHeap, key.node)
  }

  function numberIn<Key>(table: Map<Key, number>, key: Key): number {
    let id = table.get(key)
    if (id === undefined) {
      if (ids >= most) throw tooMany(call, most)
      table.set(key, (id = ids++))
    }
    return id
  }

  return {
    keys,
    groupOf(key) {
      const id = idOf(key)
      let group = groups.get(id)
      if (group === undefined) {
        if (keys.length >= most) throw tooMany(call, most)
        groups.set(id, (group = keys.push(key ?? null) - 1))
      }
      return group
    },
  }
}

function tooMany(call: string, most: number): LoupeError {
  return new LoupeError(
    'too-big',
    `${call}: there are more than ${formatCount(most)} different keys, more than a Map can hold.`,
    'Choose fewer objects, or a key that more of them share.',
  )
}

function isHeapObject(value: object): value is HeapObject {
  return 'heap' in value && 'node' in value && typeof value.node === 'number'
}
