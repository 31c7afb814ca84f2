// `where({ klass: … })`: by the name that an object's class goes by, or by class objects: those are
// compared with the class as Ruby keeps it, singleton classes included.
import { bitset, type Bitset } from '../base/bitset.ts'
import { LoupeError } from '../base/errors.ts'
import { FLAG_CLASS_EDGE, TYPE_IMEMO } from '../base/record.ts'
import { nearestNames } from '../analysis/nearest-names.ts'
import type { Study } from '../analysis/study.ts'
import { printable } from '../naming/preview.ts'
import { acceptsText, isPlainObject, isRegExp } from './accepts.ts'
import type { ObjectsLike } from './api.ts'
import { textColumn } from './columns.ts'
import type { Inside } from './inside.ts'
import { textTest, type Holds } from './text-test.ts'

export function classTest(inside: Inside, wanted: unknown, where: string): Holds {
  const list: readonly unknown[] = Array.isArray(wanted) ? wanted : [wanted]
  const objects = list.filter(isOfHeap)
  const texts = list.filter((each) => !isOfHeap(each))
  const byObject = objects.length === 0 ? undefined : byClassObjects(inside, objects, where)
  if (byObject !== undefined && texts.length === 0) return byObject
  const byName = byClassName(inside.study, Array.isArray(wanted) ? texts : wanted, where)
  return byObject === undefined ? byName : (node) => byObject(node) || byName(node)
}

/** A HeapObject or a Collection. */
function isOfHeap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !isRegExp(value) && !isPlainObject(value)
}

function byClassObjects(inside: Inside, classes: readonly unknown[], where: string): Holds {
  const { heap } = inside.study
  const wanted: Bitset = bitset(heap.graph.nodeCount)
  for (const each of classes) {
    for (const node of inside.nodesOf(each as ObjectsLike, where)) {
      wanted[node >>> 5] |= 1 << node
    }
  }
  const { count } = heap
  const { type, flags } = heap.columns
  const { offsets, targets } = heap.graph
  return (node) => {
    if (node >= count || (flags[node] & FLAG_CLASS_EDGE) === 0) return false
    if (type[node] === TYPE_IMEMO) return false
    const raw = targets[offsets[node]]
    return (wanted[raw >>> 5] & (1 << raw)) !== 0
  }
}

function byClassName(study: Study, wanted: unknown, where: string): Holds {
  const column = textColumn(study, 'className')
  if (column === undefined) throw new Error('className has a column')
  const accepts = acceptsText('klass', wanted, where)
  for (const name of Array.isArray(wanted) ? (wanted as unknown[]) : [wanted]) {
    if (typeof name === 'string') checkName(study, name, where)
  }
  return textTest(column, accepts)
}

/** A name that no class of the dump goes by is a slip of the pen more often than a question. */
function checkName({ heap, names }: Study, name: string, where: string): void {
  if (heap.classes.name.includes(name)) return
  const all = Array.from(heap.classes.row, (row) => names.classes.nameOf(row))
  if (all.includes(name)) return
  const near = nearestNames(name, all)
  throw new LoupeError(
    'no-answer',
    `${where}: no class of this dump is called ${printable(name)}.`,
    near.length === 0
      ? 'A RegExp may match nothing: where({ klass: /^Work$/ }).'
      : `Did you mean ${near.map(printable).join(', ')}?`,
  )
}
