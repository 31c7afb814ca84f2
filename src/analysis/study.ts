// What every question of one dump is asked of: its heap, the trees over it, and the names in it.
import { LoupeError } from '../base/errors.ts'
import type { OnProgress } from '../base/progress.ts'
import { nodeSize } from '../graph/node-size.ts'
import type { CaptureFacts } from '../heap/capture-facts.ts'
import type { Heap } from '../heap/heap.ts'
import type { Names } from '../naming/names.ts'
import { addressOfNode, handleOf, typeOfNode } from '../naming/node-kind.ts'
import type { ObjectRef } from '../workbench/results.ts'
import type { Trees } from './trees.ts'

export interface Study {
  readonly heap: Heap
  readonly trees: Trees
  readonly names: Names
  /** Of the capture file beside the dump. */
  readonly facts?: CaptureFacts | undefined
  /** Told how far a question is that takes long. */
  readonly onProgress?: OnProgress | undefined
}

/** A dump without ROOT lines: nothing is reachable in it. */
export function isPartial({ heap }: Study): boolean {
  return heap.roots.length === 0
}

/** For questions about who holds what. `question`: as the sentence goes on; `call`: what a program
 * called, for the beginning. */
export function needRoots(study: Study, question: string, call?: string): void {
  if (!isPartial(study)) return
  throw new LoupeError(
    'no-roots',
    `${call === undefined ? 'This' : `${call}: this`} dump has no roots (it was made with since:, or is a part of one), so it cannot tell ${question}.`,
    'Counts and sizes can be asked for; for the rest, dump the whole heap with ObjectSpace.dump_all.',
  )
}

export function isReachable({ trees }: Study, node: number): boolean {
  return trees.dominators.positionOf[node] < trees.dominators.reachable
}

/** Bytes that go with a node; undefined where nothing can be said. Garbage retains nothing. */
export function retainedBy(study: Study, node: number): number | undefined {
  if (isPartial(study) || !isReachable(study, node)) return undefined
  return study.trees.dominators.retained[node]
}

export function shallowSize({ heap }: Study, node: number): number {
  return nodeSize(heap.columns.size, heap.giants, node)
}

export function objectRef(study: Study, node: number): ObjectRef {
  const { heap, names } = study
  const retained = retainedBy(study, node)
  return {
    handle: handleOf(node),
    address: addressOfNode(heap, node),
    type: typeOfNode(heap, node),
    label: names.label(node),
    bytes: shallowSize(study, node),
    ...(retained === undefined ? {} : { retained }),
  }
}
