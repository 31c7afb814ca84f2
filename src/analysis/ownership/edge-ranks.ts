// Which references own what they lead to, and which merely mention it. The dump says of none what it
// is, but the kinds of its two ends nearly always do. Seen in real dumps of Ruby 2.7 to 4.0:
//
//   redundant                       why
//   object -> its class             each of its instances has it. A singleton class is its object's own:
//                                   Ruby makes one for that object, so that edge is plumbing.
//   class, ICLASS -> superclass     each subclass has it; the constant owns it
//   ICLASS -> its module            each includer has it
//   callcache -> anything           remembers where a method was found (a reference up to 3.2)
//   VM, iseq -> callcache           the caller's cache of a method; the class has it in its own table
//   constcache -> anything          remembers a constant's value; the constant owns it
//   iseq -> class, object …         up to 2.7 inline constant caches, later what YJIT's code mentions.
//                                   Strings, hidden arrays and hashes are literals, an array of two
//                                   is the path: those are its own.
//   class, cc_table -> ment         where the method's own class is another one: a cache of what was
//                                   inherited
//   ment -> class, module           says to which class it belongs
//   cref -> class, object           says where code was written; so do ment, env, iseq -> cref
//   env, proc, thread -> iseq, ment the code of a block or frame: whatever defined it owns it
//   fields -> its object            the way back
//   method -> class, ment           Method objects name what they were taken from
//   root -> class in a namespace    C code registers what it defines; the constant owns it
//
// Where several caches or method entries hold what nothing better does, the first of them stands for
// all: call caches of two methods of one singleton class pin the same object, and its place is under
// one of them, not beside both. Of classes that only their instances hold that would be wrong: those
// belong to whatever holds the instances.
//
// doubtful: machine_context -> anything: any word on the C stack that looks like an address.
// plumbing (1) and owner (0) are alike to the tree: which nodes are plumbing says plumbing.ts.
// Cost: a few reads an edge; only those of classes, code and caches look at both ends.
import { FLAG_CLASS_EDGE, NONE, TYPE_ARRAY, TYPE_STRING } from '../../base/record.ts'
import { bitset } from '../../base/bitset.ts'
import type { SecondClass } from '../../graph/attributed-costs.ts'
import type { Study } from '../study.ts'
import * as K from './owner-kinds.ts'

export const OWNER = 0
export const PLUMBING = 1
export const REDUNDANT = 2
export const DOUBTFUL = 3
export type EdgeRank = typeof OWNER | typeof PLUMBING | typeof REDUNDANT | typeof DOUBTFUL

export interface EdgeRanks {
  /** node -> kind of owner-kinds.ts */
  readonly kinds: Uint8Array
  /** @param edge index in `graph.targets`, one of `source`'s */
  rankOf(source: number, edge: number): EdgeRank
}

const CLASSES: readonly number[] = [K.CLASS, K.SINGLETON_CLASS, K.MODULE, K.ICLASS]
const MENTIONED_BY_CODE: readonly number[] = [...CLASSES, K.INSTANCE, K.DATA, K.MENT, K.CALLCACHE]
const EVERYTHING: readonly number[] = Array.from({ length: K.OWNER_KINDS }, (_, kind) => kind)
const CODE: readonly number[] = [K.ISEQ, K.MENT]

/** [source, targets]: redundant whatever the objects. */
const REDUNDANT_PAIRS: readonly (readonly [number, readonly number[]])[] = [
  [K.CALLCACHE, EVERYTHING],
  [K.CONSTCACHE, EVERYTHING],
  [K.ROOT, [K.CALLCACHE]],
  [K.ISEQ, [...MENTIONED_BY_CODE, K.CREF]],
  [K.MENT, [...CLASSES, K.CREF]],
  [K.CREF, [...CLASSES, K.INSTANCE, K.DATA, K.CONTAINER, K.PLAIN]],
  [K.ENV, [...CODE, K.CREF]],
  [K.OTHER_IMEMO, [...CODE, K.CREF]],
  [K.DATA, [...CODE, K.CALLCACHE]],
  [K.METHOD, [...CODE, ...CLASSES]],
  [K.TABLE, [K.MENT, ...CLASSES]],
]

/** [source, targets]: `lookCloser` decides. */
const UNSURE_PAIRS: readonly (readonly [number, readonly number[]])[] = [
  [K.CLASS, [K.CLASS, K.MENT]],
  [K.SINGLETON_CLASS, [K.CLASS, K.SINGLETON_CLASS, K.MENT]],
  [K.MODULE, [K.MENT]],
  [K.ICLASS, [K.CLASS, K.SINGLETON_CLASS, K.MENT]],
  [K.ISEQ, [K.CONTAINER]],
  [K.ROOT, [K.CLASS, K.MODULE]],
  [K.ROOT_LIST, [K.CLASS, K.MODULE]],
]
const UNSURE = 4

export function edgeRanks(study: Study): EdgeRanks {
  const { heap, names } = study
  const { count, classes } = heap
  // Columns are read when first looked at. The kinds need few: another thread may read others meanwhile.
  const kinds = K.ownerKinds(study)
  const { offsets, targets } = heap.graph
  const { type, flags } = heap.columns
  const table = new Uint8Array(K.OWNER_KINDS * K.OWNER_KINDS)
  for (const [source, all] of REDUNDANT_PAIRS) {
    for (const target of all) table[source * K.OWNER_KINDS + target] = REDUNDANT
  }
  for (const [source, all] of UNSURE_PAIRS) {
    for (const target of all) table[source * K.OWNER_KINDS + target] = UNSURE
  }
  table.fill(DOUBTFUL, K.STACK * K.OWNER_KINDS, (K.STACK + 1) * K.OWNER_KINDS)
  /** Up to 2.7 code refers to the values of constants directly. */
  const hasConstcaches = heap.words.includes('constcache')
  const above = new Map<number, number>()

  /** The first class above a class or ICLASS. */
  function superclassOf(row: number): number {
    let known = above.get(row)
    if (known === undefined) {
      const entry = classes.entryOf(row)
      known = entry < 0 ? NONE : classes.superclass[entry]
      if (known === NONE) known = names.classes.superclassOf(row)
      above.set(row, known)
    }
    return known
  }

  /** A method entry names its owner, and the class that it was defined for. */
  function isOwnMethod(row: number, ment: number): boolean {
    for (let edge = offsets[ment]; edge < offsets[ment + 1]; edge++) {
      if (targets[edge] === row) return true
    }
    return false
  }

  function lookCloser(source: number, target: number): EdgeRank {
    if (kinds[source] === K.ROOT || kinds[source] === K.ROOT_LIST) {
      return names.classes.ownName(target).includes('::') ? REDUNDANT : OWNER
    }
    if (kinds[target] === K.MENT) return isOwnMethod(source, target) ? PLUMBING : REDUNDANT
    if (kinds[source] === K.ISEQ) return isLiteral(target) ? OWNER : REDUNDANT
    if (kinds[source] === K.ICLASS) return REDUNDANT
    return superclassOf(source) === target ? REDUNDANT : OWNER
  }

  function isLiteral(row: number): boolean {
    if (hasConstcaches || (flags[row] & FLAG_CLASS_EDGE) === 0) return true
    return type[row] === TYPE_ARRAY && heap.columns.length[row] === 2 && isPath(row)
  }

  function isPath(row: number): boolean {
    return type[targets[offsets[row + 1] - 1]] === TYPE_STRING
  }

  function rankOfClassEdge(source: number, target: number): EdgeRank {
    if (kinds[target] !== K.SINGLETON_CLASS) return REDUNDANT
    // The class of a singleton class is mostly that of Class itself.
    return kinds[source] === K.SINGLETON_CLASS ? REDUNDANT : PLUMBING
  }

  function rankOf(source: number, edge: number): EdgeRank {
    const target = targets[edge]
    const kind = kinds[source]
    if (source < count && (flags[source] & FLAG_CLASS_EDGE) !== 0 && edge === offsets[source]) {
      if (kind < K.ISEQ || kind === K.METHOD) return rankOfClassEdge(source, target)
      if (kind === K.FIELDS) return REDUNDANT
    }
    if (kind < K.DATA) return OWNER
    const rank = table[kind * K.OWNER_KINDS + kinds[target]]
    return rank === UNSURE ? lookCloser(source, target) : (rank as EdgeRank)
  }

  return { kinds, rankOf }
}

const ALTERNATES: ReadonlySet<number> = new Set([K.CALLCACHE, K.CONSTCACHE, K.MENT, K.CREF])

/** For all edges at once: three bits an edge. */
export function secondClassEdges({ heap }: Study, { rankOf, kinds }: EdgeRanks): SecondClass {
  const { nodeCount, offsets, targets } = heap.graph
  const { flags } = heap.columns
  const minor = bitset(targets.length)
  const doubtful = bitset(targets.length)
  const alternate = bitset(targets.length)
  for (let source = 0; source < nodeCount; source++) {
    let edge = offsets[source]
    const end = offsets[source + 1]
    // Nearly all rows: only the class, the first edge, can be second-class.
    if (kinds[source] < K.DATA) {
      if ((flags[source] & FLAG_CLASS_EDGE) === 0) continue
      if (kinds[targets[edge]] !== K.SINGLETON_CLASS) minor[edge >>> 5] |= 1 << edge
      continue
    }
    for (; edge < end; edge++) {
      const rank = rankOf(source, edge)
      if (rank === REDUNDANT) {
        minor[edge >>> 5] |= 1 << edge
        if (ALTERNATES.has(kinds[source])) alternate[edge >>> 5] |= 1 << edge
      } else if (rank === DOUBTFUL) doubtful[edge >>> 5] |= 1 << edge
    }
  }
  return { minor, doubtful, alternate }
}
