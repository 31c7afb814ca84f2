// What an object is to ownership, as a small number: the rules of edge-ranks.ts and plumbing.ts are
// over these. Cost: one pass over the rows, 1 byte a row; a few reads a class.
import * as R from '../../base/record.ts'
import type { Study } from '../study.ts'

/** Strings, numbers, symbols, regexps …: nothing about them but their class is second-class. */
export const PLAIN = 0
/** ARRAY and HASH and STRUCT. */
export const CONTAINER = 1
/** OBJECT, FILE: what Ruby code has made an instance of. */
export const INSTANCE = 2
export const DATA = 3
export const CLASS = 4
export const SINGLETON_CLASS = 5
export const MODULE = 6
export const ICLASS = 7
export const ISEQ = 8
export const MENT = 9
export const CALLCACHE = 10
export const CONSTCACHE = 11
export const CREF = 12
export const ENV = 13
export const FIELDS = 14
/** IMEMOs and DATA that the VM keeps beside a class or code: cdhash, callinfo, VM/cc_table … */
export const TABLE = 15
export const OTHER_IMEMO = 16
/** DATA method: a Method or UnboundMethod. */
export const METHOD = 17
export const ROOT = 18
/** ROOT machine_context. */
export const STACK = 19
/** What the VM keeps its registered objects in: VM/pin_array_list (3.4+). */
export const ROOT_LIST = 20
export const OWNER_KINDS = 21

const IMEMOS: Readonly<Record<string, number>> = {
  iseq: ISEQ,
  ment: MENT,
  callcache: CALLCACHE,
  constcache: CONSTCACHE,
  cref: CREF,
  env: ENV,
  fields: FIELDS,
  callinfo: TABLE,
  cdhash: TABLE,
  cvar_entry: TABLE,
  subclasses: TABLE,
}

const STRUCTS: Readonly<Record<string, number>> = {
  'VM/cc_table': TABLE,
  'VM/marked_id_table': TABLE,
  'VM/pin_array_list': ROOT_LIST,
  method: METHOD,
}

/** node -> one of the above; roots included */
export function ownerKinds({ heap, names }: Study): Uint8Array {
  const { count, words, roots } = heap
  const { type, word } = heap.columns
  const kinds = new Uint8Array(heap.graph.nodeCount).fill(ROOT)
  const byType = new Uint8Array(256)
  for (const own of [R.TYPE_ARRAY, R.TYPE_HASH, R.TYPE_STRUCT]) byType[own] = CONTAINER
  for (const own of [R.TYPE_OBJECT, R.TYPE_FILE]) byType[own] = INSTANCE
  byType[R.TYPE_MODULE] = MODULE
  byType[R.TYPE_ICLASS] = ICLASS
  byType[R.TYPE_CLASS] = CLASS
  const imemos = Uint8Array.from(words, (name) => IMEMOS[name] ?? OTHER_IMEMO)
  const structs = Uint8Array.from(words, (name) => STRUCTS[name] ?? DATA)
  for (let row = 0; row < count; row++) {
    const own = type[row]
    if (own === R.TYPE_IMEMO) kinds[row] = imemos[word[row]]
    else if (own === R.TYPE_DATA) kinds[row] = structs[word[row]]
    else if (own === R.TYPE_CLASS && names.classes.isSingleton(row)) kinds[row] = SINGLETON_CLASS
    else kinds[row] = byType[own]
  }
  for (let i = 0; i < roots.length; i++) {
    if (roots[i].category === 'machine_context') kinds[count + i] = STACK
  }
  return kinds
}
