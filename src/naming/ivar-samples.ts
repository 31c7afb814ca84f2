// Some objects of each class and shape, to learn from what their instance variables hold. Those that
// have as many references as names tell it outright; the others show how often something is missing.
// One pass over the rows, of at most four million of them, when the first uncertain name is asked
// for, never before: some 50 ns a row. What is kept is bounded for each class and shape: a reservoir
// of each sort.
import { FLAG_CLASS_EDGE, FLAG_TOO_COMPLEX, NONE, TYPE_IMEMO, TYPE_OBJECT } from '../base/record.ts'
import type { Heap } from '../heap/heap.ts'
import type { ClassNames } from './class-names.ts'
import { PairTable } from './pair-table.ts'

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
/** Of a larger heap every second, third, … block of rows is looked at. */
const ROWS_LOOKED = 4_000_000
const BLOCK = 4096

export function sampleIvars(heap: Heap, classNames: ClassNames): IvarSamples {
  const { words, shapes, count } = heap
  const { offsets, targets } = heap.graph
  const { type, flags, word, shape } = heap.columns
  const fields = words.indexOf('fields')
  /** raw class (or a class itself + count) and shape -> group */
  const groups = new PairTable()
  const all: IvarGroup[] = []
  const namesOf = new Map<number, readonly string[]>()
  let random = 1
  // Without shapes nothing can be learnt.
  const rows = shapes.count === 0 ? 0 : count
  const skipped = Math.max(0, Math.ceil(rows / ROWS_LOOKED) - 1) * BLOCK
  for (let row = 0, inBlock = 0; row < rows; row++, inBlock++) {
    if (inBlock === BLOCK) {
      inBlock = 0
      row += skipped
      if (row >= rows) break
    }
    const own = type[row]
    if (own !== TYPE_OBJECT && (own !== TYPE_IMEMO || word[row] !== fields)) continue
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
    const slot = groups.at(raw, id)
    if (slot === all.length) {
      all.push({
        holder: raw < count ? classNames.realClass(raw) : raw,
        names: names(id),
        exact: [],
        exactSeen: 0,
        gapped: [],
        gappedSeen: 0,
      })
    }
    const group = all[slot]
    const missing = group.names.length - references
    if (missing < 0) continue
    random = (Math.imul(random, 1664525) + 1013904223) >>> 0
    if (missing === 0) keep(group.exact, ++group.exactSeen, EXACT_KEPT, row, random)
    else keep(group.gapped, ++group.gappedSeen, GAPPED_KEPT, row, random)
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
  function keep(kept: number[], seen: number, most: number, row: number, random: number): void {
    if (kept.length < most) kept.push(row)
    else {
      const place = Math.floor((random / 4294967296) * seen)
      if (place < most) kept[place] = row
    }
  }

  const byHolder = new Map<number, IvarGroup[]>()
  for (const group of all) {
    const list = byHolder.get(group.holder)
    if (list === undefined) byHolder.set(group.holder, [group])
    else list.push(group)
  }
  let byName: Map<string, IvarGroup[]> | undefined

  function groupsByName(): Map<string, IvarGroup[]> {
    const made = new Map<string, IvarGroup[]>()
    for (const group of all) {
      if (group.exact.length === 0) continue
      for (const name of group.names) {
        const known = made.get(name)
        if (known === undefined) made.set(name, [group])
        else if (known.length < GROUPS_OF_NAME) known.push(group)
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
