// Which group of the class histogram each row belongs to. Objects are grouped by the name of their
// class: two classes of one name (a reloaded one and its successor) are one group. What has no class
// of its own is grouped by what it is: `IMEMO callcache`, `DATA ractor`, `(internal String)`.
// Cost: one pass over the rows in dump order (15 ns a row); memory 4 bytes a row, and 4 more,
// touched only near classes, for the time of the call.
import {
  FLAG_CLASS_EDGE,
  TYPE_CLASS,
  TYPE_DATA,
  TYPE_ICLASS,
  TYPE_IMEMO,
  TYPE_MODULE,
} from '../base/record.ts'
import type { Heap } from '../heap/heap.ts'
import type { ClassNames } from './class-names.ts'
import { TYPE_NAMES } from '../base/type-names.ts'
import { BUILTIN_CLASSES } from './type-names.ts'

export interface ClassGroups {
  /** row -> group */
  readonly groupOf: Uint32Array
  readonly names: readonly string[]
}

export const SINGLETON_CLASSES = '(singleton class)'
export const INCLUDED_MODULES = '(included module)'

/** Types that are not, or not always, grouped by their class. */
const NAMED_OTHERWISE: ReadonlySet<number> = new Set([
  TYPE_IMEMO,
  TYPE_ICLASS,
  TYPE_CLASS,
  TYPE_DATA,
])

export function classGroups(heap: Heap, classNames: ClassNames): ClassGroups {
  const { count, words } = heap
  const { offsets, targets } = heap.graph
  const { type, flags, word } = heap.columns
  const groupOf = new Uint32Array(count)
  const names: string[] = []
  const groupNamed = new Map<string, number>()
  /** class row -> group of its instances + 1, 0 while unknown */
  const instances = new Uint32Array(count)
  /** imemo_type or struct -> group, by word */
  const imemos = new Int32Array(words.length).fill(-1)
  const structs = new Int32Array(words.length).fill(-1)
  /** TYPE_* -> group of rows without a class */
  const classless = new Int32Array(TYPE_NAMES.length).fill(-1)
  let singletons = -1

  function named(name: string): number {
    let group = groupNamed.get(name)
    if (group === undefined) {
      group = names.push(name) - 1
      groupNamed.set(name, group)
    }
    return group
  }

  function instancesOf(classRow: number): number {
    const group = named(classNames.nameOf(classNames.realClass(classRow)))
    instances[classRow] = group + 1
    return group
  }

  const plain = Uint8Array.from(TYPE_NAMES, (_, own) => (NAMED_OTHERWISE.has(own) ? 0 : 1))
  for (let row = 0; row < count; row++) {
    const own = type[row]
    // Nearly all rows: an object of a class that was met before.
    if (plain[own] === 1 && (flags[row] & FLAG_CLASS_EDGE) !== 0) {
      const group = instances[targets[offsets[row]]]
      if (group !== 0) {
        groupOf[row] = group - 1
        continue
      }
    }
    if (own === TYPE_IMEMO) {
      const kind = word[row]
      if (imemos[kind] < 0) imemos[kind] = named(imemoGroup(words[kind]))
      groupOf[row] = imemos[kind]
      continue
    }
    if (own === TYPE_CLASS && classNames.isSingleton(row)) {
      if (singletons < 0) singletons = named(SINGLETON_CLASSES)
      groupOf[row] = singletons
      continue
    }
    if ((flags[row] & FLAG_CLASS_EDGE) !== 0 && own !== TYPE_ICLASS) {
      const raw = targets[offsets[row]]
      if (raw < count && (type[raw] === TYPE_CLASS || type[raw] === TYPE_MODULE)) {
        const known = instances[raw]
        const group = known === 0 ? instancesOf(raw) : known - 1
        // What C code wraps in a plain Object is better known by its struct.
        if (own !== TYPE_DATA || word[row] === 0 || names[group] !== 'Object') {
          groupOf[row] = group
          continue
        }
      }
    }
    if (own === TYPE_DATA && word[row] !== 0) {
      const kind = word[row]
      if (structs[kind] < 0) structs[kind] = named(`DATA ${words[kind]}`)
      groupOf[row] = structs[kind]
      continue
    }
    if (classless[own] < 0) classless[own] = named(classlessGroup(own, heap.roots.length === 0))
    groupOf[row] = classless[own]
  }
  return { groupOf, names }
}

export function imemoGroup(kind: string): string {
  return kind === '' ? 'IMEMO' : `IMEMO ${kind}`
}

/** In a partial dump the class may only be missing from it. */
export function classlessGroup(type: number, partial: boolean): string {
  if (type === TYPE_ICLASS) return INCLUDED_MODULES
  if (type === TYPE_CLASS) return 'Class'
  if (type === TYPE_MODULE) return 'Module'
  const name = BUILTIN_CLASSES[type]
  if (name === undefined) return `(${TYPE_NAMES[type]} without a class)`
  if (partial) return `(${name} of unknown class)`
  return name === 'Object' ? '(Object without a class)' : `(internal ${name})`
}

/** The rows of one group, ascending. */
export function rowsOfGroup({ groupOf }: ClassGroups, group: number): Uint32Array {
  let found = 0
  for (let row = 0; row < groupOf.length; row++) if (groupOf[row] === group) found++
  const rows = new Uint32Array(found)
  let next = 0
  for (let row = 0; next < found; row++) if (groupOf[row] === group) rows[next++] = row
  return rows
}
