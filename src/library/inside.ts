// What the public classes share behind the scenes: the study, and the makers of each other's kind,
// so that no file needs to import another's class.
import type { Study } from '../analysis/study.ts'
import type { Questions } from '../workbench/questions.ts'
import type { AddressRows } from './address-rows.ts'
import type { Collection, Heap, HeapObject, ObjectLike, ObjectsLike, Path } from './api.ts'

export interface Inside {
  readonly study: Study
  readonly addresses: AddressRows
  readonly questions: Questions
  readonly heap: Heap
  /** Classes and modules are the same object at each call, so that `===` holds for them. */
  object(node: number): HeapObject
  collection(nodes: NodesLike): Collection
  /** Root first. */
  path(nodes: Uint32Array): Path
  /** The node of one object. `call`: 'Heap.findPath(target)', for the error where it is none. */
  nodeOf(one: ObjectLike, call: string): number
  /** The nodes of many: a class's name stands for its instances. */
  nodesOf(many: ObjectsLike, call: string): Uint32Array
}

/** Node numbers, or how to get them when they are first looked at. */
export type NodesLike = Uint32Array | (() => Uint32Array)
