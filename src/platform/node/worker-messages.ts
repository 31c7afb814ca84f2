// What the main thread and its workers say to each other.
import type { ErrorCode } from '../../base/errors.ts'
import type { Graph } from '../../base/graph.ts'
import type { KernelName } from '../../dump/create-kernel.ts'
import type { Part } from '../../dump/part.ts'
import type { Job } from '../../graph/helper.ts'
import type { ResolveJob } from '../../heap/resolve-rows.ts'
import type { SectionArray } from './index-writer.ts'
import type { ReadAheadJob } from './read-ahead.ts'

export type ToWorker =
  | {
      readonly kind: 'scan'
      readonly path: string
      readonly size: number
      readonly kernel: KernelName | undefined
      /** The range's number, and its bytes [start, end). */
      readonly range: number
      readonly start: number
      readonly end: number
      /** Numbers of this worker's parts whose memory may be used again. */
      readonly spare: readonly number[]
    }
  | { readonly kind: 'scan-done' }
  /** Resolves a stretch of rows in shared memory. */
  | { readonly kind: 'resolve'; readonly job: ResolveJob }
  /** Arrays in shared memory, to append to the index being written. */
  | { readonly kind: 'write'; readonly index: IndexPlace; readonly sections: readonly NamedArray[] }
  /** Computes the breadth-first tree into `parent`; appends it to the index, if any. */
  | {
      readonly kind: 'shortest-tree'
      readonly graph: Graph
      readonly parent: Uint32Array
      readonly index: IndexPlace | undefined
    }
  /** A part of the dominator tree; no answer. Is done between two sections of a 'write', too. */
  | { readonly kind: 'help'; readonly job: Job }
  | { readonly kind: 'finish'; readonly meta: string }
  /** Reads sections of an index; answers come over the job's own port. */
  | ReadAheadJob

/** Where an index goes. */
export interface IndexPlace {
  readonly file: string
  /** Its name until it is whole. */
  readonly temporary: string
}

export interface NamedArray {
  readonly name: string
  readonly array: SectionArray
}

export type FromWorker =
  | {
      readonly kind: 'scanned'
      readonly range: number
      /** Their columns lie in the worker's shared memory. */
      readonly parts: readonly Part[]
      /** The worker's own numbers for them. */
      readonly numbers: readonly number[]
    }
  | { readonly kind: 'resolved'; readonly unresolved: Uint32Array }
  | { readonly kind: 'shortest-tree' }
  | { readonly kind: 'written'; readonly bytes: number }
  | {
      readonly kind: 'failed'
      readonly code: ErrorCode | undefined
      readonly message: string
      readonly next: string | undefined
    }
