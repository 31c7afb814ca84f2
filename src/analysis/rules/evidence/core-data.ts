// Which DATA is Ruby's own: what keeps other objects (a Set from 3.5 on, queues, weak maps), and what has
// nothing to keep. Told by `struct`, the name that C code gives its type, so that subclasses count too.
// Cost: one look at a column.
import { TYPE_DATA } from '../../../base/record.ts'
import type { Heap } from '../../../heap/heap.ts'

/** Their memory is their table of entries: containers like arrays and hashes. */
const CONTAINERS: ReadonlySet<string> = new Set(
  'set queue sized_queue szqueue weakmap weakkeymap'.split(' '),
)

const OTHERS = new RegExp(
  '^(?:proc|binding|method|fiber|thread|ractor(?:/.*)?|VM(?:/.*)?|enumerator|generator|yielder|lazy.*|' +
    'producer|chain|enum_\\w+|arith_seq|mutex|monitor|condvar|thgroup|tracepoint|time|random(?:/.*)?|' +
    'ENV|ARGF|encoding|marshal_compat_table|strio|continuation|backtrace|frame_info)$',
)

function structOf({ count, columns, words }: Heap, row: number): string | undefined {
  if (row >= count || columns.type[row] !== TYPE_DATA) return undefined
  return words[columns.word[row]]
}

/** A Set, queue or weak map that is DATA. */
export function isDataContainer(heap: Heap, row: number): boolean {
  const struct = structOf(heap, row)
  return struct !== undefined && CONTAINERS.has(struct)
}

/** DATA of the interpreter and its core classes; rules of their own know what they keep. */
export function isCoreData(heap: Heap, row: number): boolean {
  const struct = structOf(heap, row)
  return struct !== undefined && (CONTAINERS.has(struct) || OTHERS.test(struct))
}
