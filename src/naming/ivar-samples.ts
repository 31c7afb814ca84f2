// Some objects of each class and shape, to learn from what their instance variables hold. Those that
// have as many references as names tell it outright; the others show how often something is missing.
// One pass over the rows when the first uncertain name is asked for, never before: a few
// nanoseconds a row. What is kept is bounded for each class and shape: a reservoir of each sort.
import { FLAG_CLASS_EDGE, FLAG_TOO_COMPLEX, NONE, TYPE_IMEMO, TYPE_OBJECT } from '../base/record.ts'
import type { Heap } from '../heap/heap.ts'
import type { ClassNames } from './class-names.ts'

export interface IvarGroup {
  /** What the objects have their variables of: see ivarHolder. */
  readonly holder: number
  readonly names: readonly string[]
  /** Rows with as many references as names. */
  readonly exact: number[]
  exactSeen: number
  /** Rows with fewer. */
  readonly gapped: number[]
  gappedSeen: number
}

export interface IvarSamples {
  ofHolder(holder: number): readonly IvarGroup[]
  /** Groups whose shape has this name; a bounded number of them. */
  withName(name: string): readonly IvarGroup[]
}

const EXACT_KEPT = 512
const GAPPED_KEPT = 128
const GROUPS_OF_NAME = 64

export function sampleIvars(heap: Heap, classNames: ClassNames): IvarSamples {
  const { words, shapes, count } = heap
  const { offsets, targets } = heap.graph
  const { type, flags, word, shape } = heap.columns
  const fields = words.indexOf('fields')
  const namesOf = new Map<number, readonly string[]>()
  /** raw class row, or class's own + count -> shape -> group */
  const groups = new Map<number, Map<number, IvarGroup>>()
  let random = 1
  let lastShape = NONE
  let lastNames: readonly string[] = []
  let lastClass = -1
  let lastGroups = new Map<number, IvarGroup>()
  let lastGroup: IvarGroup | undefined

  for (let row = 0; row < count; row++) {
    const own = type[row]
    if (own !== TYPE_OBJECT && (own !== TYPE_IMEMO || word[row] !== fields || fields < 0)) continue
    const id = shape[row]
    const flag = flags[row]
    if (id === NONE || (flag & FLAG_TOO_COMPLEX) !== 0 || (flag & FLAG_CLASS_EDGE) === 0) continue
    const first = offsets[row] + 1
    const references = offsets[row + 1] - first
    if (references === 0) continue
    let raw = targets[first - 1]
    if (own === TYPE_IMEMO) {
      // Its owner, not its class.
      raw = heap.classes.entryOf(raw) >= 0 ? count + raw : classNames.rawClassOf(raw)
      if (raw === NONE) continue
    } else if (references === 1 && isFields(targets[first])) continue
    if (id !== lastShape || raw !== lastClass) {
      if (id !== lastShape) {
        lastShape = id
        lastNames = names(id)
      }
      if (raw !== lastClass) {
        lastClass = raw
        let made = groups.get(raw)
        if (made === undefined) groups.set(raw, (made = new Map()))
        lastGroups = made
      }
      lastGroup = lastGroups.get(id)
    }
    if (references > lastNames.length) continue
    if (lastGroup === undefined) {
      lastGroup = {
        holder: raw < count ? classNames.realClass(raw) : raw,
        names: lastNames,
        exact: [],
        exactSeen: 0,
        gapped: [],
        gappedSeen: 0,
      }
      lastGroups.set(id, lastGroup)
    }
    random = (Math.imul(random, 1664525) + 1013904223) >>> 0
    if (references === lastNames.length) {
      keep(lastGroup.exact, ++lastGroup.exactSeen, EXACT_KEPT, row)
    } else keep(lastGroup.gapped, ++lastGroup.gappedSeen, GAPPED_KEPT, row)
  }

  /** From 4.1 on, variables that do not fit the object's slot lie in one of these. */
  function isFields(node: number): boolean {
    return node < count && type[node] === TYPE_IMEMO && word[node] === fields
  }

  function names(id: number): readonly string[] {
    let known = namesOf.get(id)
    if (known === undefined) namesOf.set(id, (known = shapes.ivarsOf(id) ?? []))
    return known
  }

  /** Each of all that were met has the same chance to be among the kept. */
  function keep(kept: number[], seen: number, most: number, row: number): void {
    if (kept.length < most) kept.push(row)
    else {
      const place = Math.floor((random / 4294967296) * seen)
      if (place < most) kept[place] = row
    }
  }

  const byHolder = new Map<number, IvarGroup[]>()
  for (const shapesOfClass of groups.values()) {
    for (const group of shapesOfClass.values()) {
      const list = byHolder.get(group.holder)
      if (list === undefined) byHolder.set(group.holder, [group])
      else list.push(group)
    }
  }
  let byName: Map<string, IvarGroup[]> | undefined

  function groupsByName(): Map<string, IvarGroup[]> {
    const made = new Map<string, IvarGroup[]>()
    for (const list of byHolder.values()) {
      for (const group of list) {
        if (group.exact.length === 0) continue
        for (const name of group.names) {
          const known = made.get(name)
          if (known === undefined) made.set(name, [group])
          else if (known.length < GROUPS_OF_NAME) known.push(group)
        }
      }
    }
    return made
  }

  return {
    ofHolder: (holder) => byHolder.get(holder) ?? [],
    withName: (name) => (byName ??= groupsByName()).get(name) ?? [],
  }
}

/**
 * What an object has its variables in common with: the row of its class; for what a class or module
 * has itself, its own row and `heap.count`; NONE for what has no class.
 */
export function ivarHolder(heap: Heap, classNames: ClassNames, row: number): number {
  const { type, flags } = heap.columns
  let owner = row
  if (type[row] === TYPE_IMEMO) {
    if ((flags[row] & FLAG_CLASS_EDGE) === 0) return NONE
    owner = heap.graph.targets[heap.graph.offsets[row]]
  }
  if (heap.classes.entryOf(owner) >= 0) return heap.count + owner
  const raw = classNames.rawClassOf(owner)
  return raw === NONE ? NONE : classNames.realClass(raw)
}
