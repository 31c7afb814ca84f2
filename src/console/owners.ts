// Classes of the library that the console hands out, and what help and completion call them.

import { NodeCollection } from '../library/collection.ts'
import { HeapDiff } from '../library/diff.ts'
import { HeapView } from '../library/heap.ts'
import { HeapObjectView } from '../library/object.ts'
import { NodePath } from '../library/path.ts'
import type { Owner } from './help-entries.ts'

/** A path is a collection too, so it comes first. */
export const OWNERS = [
  { name: 'Heap', made: HeapView },
  { name: 'HeapObject', made: HeapObjectView },
  { name: 'Path', made: NodePath },
  { name: 'Collection', made: NodeCollection },
  { name: 'Diff', made: HeapDiff },
] as const satisfies readonly { readonly name: Owner; readonly made: unknown }[]

export function ownerOf(value: unknown): Owner | undefined {
  return OWNERS.find(({ made }) => value instanceof made)?.name
}
