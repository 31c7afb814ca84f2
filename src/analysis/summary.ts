// The first answer: what is in the dump, who holds the most of it, and whether to believe it.
// Cost: a few passes over the rows and one over the dominator tree (retained by class).
import * as R from '../base/record.ts'
import { retainedByGroup } from '../graph/retained-groups.ts'
import { TYPE_NAMES } from '../base/type-names.ts'
import { RESULT_VERSION } from '../workbench/results.ts'
import type { CountBytes, Group, NamedCount, Summary } from '../workbench/results.ts'
import { damageOf } from './damage-lines.ts'
import { groupsBy } from './groupings.ts'
import { holders, TRACER } from './holders.ts'
import { notesOn } from './notes.ts'
import { isPartial, type Study } from './study.ts'
import { groupRecord, sortedGroups, tallyGroups } from './top.ts'

export function summary(study: Study, source: Summary['source'], limit: number): Summary {
  const { heap, trees } = study
  const partial = isPartial(study)
  const { description, version, exact, bits, traced } = heap.dialect
  const inventory = takeInventory(study)
  const { bytes } = inventory
  const reachableBytes = partial ? 0 : trees.dominators.retained[heap.graph.root]
  const unreachable = partial
    ? { objects: 0, bytes: 0 }
    : { objects: heap.graph.nodeCount - trees.dominators.reachable, bytes: bytes - reachableBytes }
  const tracer = countWhere(study, R.TYPE_DATA, (word) => word === TRACER)
  return {
    kind: 'summary',
    version: RESULT_VERSION,
    source,
    ruby: { ...(description === undefined ? {} : { description }), version, exact, bits },
    traced,
    objects: heap.count,
    bytes,
    // The super root's list of root categories is none of the dump's references.
    edges: heap.graph.offsets[heap.graph.root],
    shapes: heap.shapes.count,
    roots: heap.roots,
    types: inventory.types,
    imemos: inventory.imemos,
    code: inventory.code,
    data: inventory.data,
    holders: partial ? [] : holders(study, limit),
    classes: classes(study, limit),
    reachableBytes,
    unreachable,
    dangling: heap.dangling,
    duplicates: heap.duplicates,
    damage: damageOf(heap),
    ...(tracer.count === 0 ? {} : { tracer }),
    partial,
    notes: notesOn(study, bytes, unreachable.bytes),
  }
}

/** A summary made with a larger limit, as one made with this limit would be. */
export function cutSummary(full: Summary, limit: number): Summary {
  return { ...full, holders: full.holders.slice(0, limit), classes: full.classes.slice(0, limit) }
}

interface Inventory {
  readonly bytes: number
  readonly types: NamedCount[]
  readonly imemos: NamedCount[]
  readonly code: CountBytes
  readonly data: CountBytes
}

/** Kinds of IMEMO that are program text and its caches. */
const CODE_IMEMOS: ReadonlySet<string> = new Set([
  'iseq',
  'ment',
  'callcache',
  'callinfo',
  'constcache',
  'cref',
  'cvar_entry',
  'subclasses',
  'cdhash',
  'ast',
  'parser_strterm',
])

function takeInventory({ heap }: Study): Inventory {
  const { words, count, giants } = heap
  const { type, word, size } = heap.columns
  const typeCount = new Float64Array(TYPE_NAMES.length)
  const typeBytes = new Float64Array(TYPE_NAMES.length)
  const imemoCount = new Float64Array(words.length)
  const imemoBytes = new Float64Array(words.length)
  for (let row = 0; row < count; row++) {
    const own = type[row]
    typeCount[own]++
    typeBytes[own] += size[row]
    if (own === R.TYPE_IMEMO) {
      imemoCount[word[row]]++
      imemoBytes[word[row]] += size[row]
    }
  }
  // Giants count as NONE bytes above.
  for (const [row, giant] of giants) {
    typeBytes[type[row]] += giant - R.NONE
    if (type[row] === R.TYPE_IMEMO) imemoBytes[word[row]] += giant - R.NONE
  }
  const types = tallied(TYPE_NAMES, typeCount, typeBytes)
  const imemos = tallied(words, imemoCount, imemoBytes)
  const bytes = sumOf(types).bytes
  const code = sumOf([
    ...types.filter(({ type: name }) => ['CLASS', 'MODULE', 'ICLASS', 'NODE'].includes(name)),
    ...imemos.filter(({ type: name }) => CODE_IMEMOS.has(name)),
  ])
  const data = { count: count - code.count, bytes: bytes - code.bytes }
  return { bytes, types, imemos, code, data }
}

function tallied(names: readonly string[], count: Float64Array, bytes: Float64Array): NamedCount[] {
  const list: NamedCount[] = []
  for (let i = 0; i < names.length; i++) {
    if (count[i] > 0) list.push({ type: names[i] || 'unknown', count: count[i], bytes: bytes[i] })
  }
  return list.sort((a, b) => b.bytes - a.bytes || b.count - a.count)
}

function sumOf(list: readonly CountBytes[]): CountBytes {
  let count = 0
  let bytes = 0
  for (const each of list) {
    count += each.count
    bytes += each.bytes
  }
  return { count, bytes }
}

function countWhere({ heap }: Study, wanted: number, holds: (word: string) => boolean): CountBytes {
  const words = Uint8Array.from(heap.words, (word) => (holds(word) ? 1 : 0))
  let count = 0
  let bytes = 0
  if (!words.includes(1)) return { count, bytes }
  const { type, word, size } = heap.columns
  for (let row = 0; row < heap.count; row++) {
    if (words[word[row]] === 1 && type[row] === wanted) {
      count++
      bytes += heap.giants.get(row) ?? size[row]
    }
  }
  return { count, bytes }
}

function classes(study: Study, limit: number): Group[] {
  const groups = groupsBy(study, 'class')
  const tally = tallyGroups(study, groups.groupOf, groups.count)
  const retained = isPartial(study)
    ? undefined
    : retainedByGroup(study.trees.dominators, groups.groupOf, groups.count)
  return sortedGroups(groups, tally, retained, retained === undefined ? 'bytes' : 'retained')
    .slice(0, limit)
    .map((group) => groupRecord(groups, tally, retained, group))
}
