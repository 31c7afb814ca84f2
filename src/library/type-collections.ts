// The collections that have a name (`heap.strings`, `diff.iseqs`): one table, and the getters that a
// heap, a collection and a diff put on their prototypes from it. Procs, threads and fibers are known
// by the C struct of their DATA, which has had the same name since Ruby 2.1.
// Cost: one pass over the nodes, made when the collection is first looked at.
import { doubled } from '../base/memory.ts'
import * as R from '../base/record.ts'
import type { Study } from '../analysis/study.ts'
import type { Collection, TypeCollections } from './api.ts'

export interface Selection {
  /** TYPE_* */
  readonly type: number
  /** Of IMEMO its imemo type, of DATA its struct. */
  readonly word?: string
}

export const TYPE_COLLECTIONS: Readonly<Record<keyof TypeCollections, Selection>> = {
  classes: { type: R.TYPE_CLASS },
  modules: { type: R.TYPE_MODULE },
  iclasses: { type: R.TYPE_ICLASS },
  plainObjects: { type: R.TYPE_OBJECT },
  strings: { type: R.TYPE_STRING },
  symbols: { type: R.TYPE_SYMBOL },
  arrays: { type: R.TYPE_ARRAY },
  hashes: { type: R.TYPE_HASH },
  structs: { type: R.TYPE_STRUCT },
  datas: { type: R.TYPE_DATA },
  files: { type: R.TYPE_FILE },
  regexps: { type: R.TYPE_REGEXP },
  matches: { type: R.TYPE_MATCH },
  floats: { type: R.TYPE_FLOAT },
  bignums: { type: R.TYPE_BIGNUM },
  rationals: { type: R.TYPE_RATIONAL },
  complexes: { type: R.TYPE_COMPLEX },
  imemos: { type: R.TYPE_IMEMO },
  iseqs: { type: R.TYPE_IMEMO, word: 'iseq' },
  ments: { type: R.TYPE_IMEMO, word: 'ment' },
  callcaches: { type: R.TYPE_IMEMO, word: 'callcache' },
  callinfos: { type: R.TYPE_IMEMO, word: 'callinfo' },
  constcaches: { type: R.TYPE_IMEMO, word: 'constcache' },
  crefs: { type: R.TYPE_IMEMO, word: 'cref' },
  envs: { type: R.TYPE_IMEMO, word: 'env' },
  procs: { type: R.TYPE_DATA, word: 'proc' },
  threads: { type: R.TYPE_DATA, word: 'VM/thread' },
  fibers: { type: R.TYPE_DATA, word: 'fiber' },
}

/** Puts a getter for each of the names on a prototype. */
export function defineTypeCollections<Owner extends object>(
  prototype: Owner,
  select: (owner: Owner, selection: Selection, name: keyof TypeCollections) => Collection,
): void {
  for (const [name, selection] of Object.entries(TYPE_COLLECTIONS)) {
    Object.defineProperty(prototype, name, {
      configurable: true,
      get(this: Owner) {
        return select(this, selection, name as keyof TypeCollections)
      },
    })
  }
}

/** Those of `nodes` (of all rows, without) that a selection means, in their order. */
export function selected(study: Study, selection: Selection, nodes?: Uint32Array): Uint32Array {
  const { count, words } = study.heap
  const { type, word } = study.heap.columns
  const wanted = selection.type
  /** -1, which no object has, where the dump has not got it. */
  const number = selection.word === undefined ? -1 : words.indexOf(selection.word)
  const any = selection.word === undefined
  const total = nodes?.length ?? count
  let found = new Uint32Array(1024)
  let length = 0
  for (let i = 0; i < total; i++) {
    const node = nodes === undefined ? i : nodes[i]
    if (node >= count || type[node] !== wanted || (!any && word[node] !== number)) continue
    if (length === found.length) found = doubled(found)
    found[length++] = node
  }
  return found.slice(0, length)
}
