// Kinds: the labels that merged trees put objects of one sort together by. All `#<Work>` are one
// kind, and so are all strings, all call caches, and the singleton classes of all RoutesProxy
// objects; each class proper is a kind of its own. A kind is a number, so that a million nodes can be
// grouped without a million strings.
// Cost: a few reads a node; a name once for each class or kind.
import * as R from '../base/record.ts'
import type { Heap } from '../heap/heap.ts'
import type { ClassNames } from './class-names.ts'
import { iclassModule, instanceLabel } from './object-label.ts'
import { rootLabel } from './node-kind.ts'
import { printable } from './preview.ts'
import { TYPE_NAMES } from '../base/type-names.ts'
import { BUILTIN_CLASSES } from './type-names.ts'

export interface NodeKinds {
  kindOf(node: number): number
  labelOf(kind: number): string
  /** Kinds met so far. */
  count(): number
}

/** Types whose objects are named by their class alone: `String`, not `#<String>`. */
const PLAIN_TYPES: ReadonlySet<number> = new Set([
  R.TYPE_STRING,
  R.TYPE_ARRAY,
  R.TYPE_HASH,
  R.TYPE_SYMBOL,
  R.TYPE_FLOAT,
  R.TYPE_BIGNUM,
  R.TYPE_REGEXP,
])

export function createNodeKinds(heap: Heap, classNames: ClassNames): NodeKinds {
  const { words } = heap
  const { type, word } = heap.columns
  const labels: string[] = []
  const kindLabelled = new Map<string, number>()
  const typeCount = TYPE_NAMES.length
  /** (raw class row, struct, type) -> kind */
  const byClass = new Map<number, number>()
  /** word * types + type -> kind, for rows without a class */
  const byWord = new Map<number, number>()
  /** CLASS, MODULE, ICLASS row -> kind */
  const ofClass = new Map<number, number>()
  let lastKey = -1
  let lastKind = -1

  function labelled(label: string): number {
    let kind = kindLabelled.get(label)
    if (kind === undefined) {
      kind = labels.push(printable(label)) - 1
      kindLabelled.set(label, kind)
    }
    return kind
  }

  function classKind(row: number): number {
    let kind = ofClass.get(row)
    if (kind === undefined) ofClass.set(row, (kind = labelled(classLabel(row))))
    return kind
  }

  function classLabel(row: number): string {
    if (type[row] === R.TYPE_ICLASS) {
      const module = iclassModule(heap, row)
      return module === R.NONE ? 'included module' : `${classNames.nameOf(module)} (included)`
    }
    const name = classNames.nameOf(row)
    if (name.startsWith('#<')) return name
    return `${name} (${type[row] === R.TYPE_MODULE ? 'module' : 'class'})`
  }

  function wordLabel(row: number): string {
    const text = words[word[row]]
    if (type[row] === R.TYPE_IMEMO) return text || 'IMEMO'
    if (type[row] === R.TYPE_DATA) return text === '' ? 'DATA' : `DATA ${text}`
    const name = BUILTIN_CLASSES[type[row]] ?? TYPE_NAMES[type[row]]
    return heap.roots.length === 0 ? name : `internal ${name}`
  }

  function kindOf(node: number): number {
    if (node >= heap.count) return labelled(rootLabel(heap, node))
    const own = type[node]
    if (own === R.TYPE_CLASS || own === R.TYPE_MODULE || own === R.TYPE_ICLASS)
      return classKind(node)
    const raw = own === R.TYPE_IMEMO ? R.NONE : classNames.rawClassOf(node)
    if (raw !== R.NONE) {
      const struct = own === R.TYPE_DATA ? word[node] : 0
      const key = (raw * words.length + struct) * typeCount + own
      // Siblings are often of one kind.
      if (key === lastKey) return lastKind
      let kind = byClass.get(key)
      if (kind === undefined) {
        const name = classNames.nameOf(classNames.realClass(raw))
        const plain = PLAIN_TYPES.has(own) && !name.startsWith('#<')
        byClass.set(key, (kind = labelled(plain ? name : instanceLabel(name, words[struct]))))
      }
      lastKey = key
      lastKind = kind
      return kind
    }
    const worded = own === R.TYPE_IMEMO || own === R.TYPE_DATA
    const key = (worded ? word[node] : 0) * typeCount + own
    let kind = byWord.get(key)
    if (kind === undefined) byWord.set(key, (kind = labelled(wordLabel(node))))
    return kind
  }

  return { kindOf, labelOf: (kind) => labels[kind], count: () => labels.length }
}
