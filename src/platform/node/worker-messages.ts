// What the main thread and its workers say to each other.
import type { ErrorCode } from '../../base/errors.ts'
import type { Graph } from '../../base/graph.ts'
import type { KernelName } from '../../dump/create-kernel.ts'
import type { Part } from '../../dump/part.ts'
import type { SectionArray } from './index-writer.ts'

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
      /** Transferred back: buffers of earlier parts, to be used again. */
      readonly spare: readonly ArrayBuffer[]
    }
  | { readonly kind: 'scan-done' }
  /** Arrays in shared memory, to append to the index being written to `file`. */
  | { readonly kind: 'write'; readonly file: string; readonly sections: readonly NamedArray[] }
  /** Computes the breadth-first tree into `parent` and appends it to the index. */
  | { readonly kind: 'shortest-tree'; readonly graph: Graph; readonly parent: Uint32Array }
  | { readonly kind: 'finish'; readonly meta: string }

export interface NamedArray {
  readonly name: string
  readonly array: SectionArray
}

export type FromWorker =
  | { readonly kind: 'scanned'; readonly range: number; readonly parts: readonly Part[] }
  | { readonly kind: 'shortest-tree' }
  | { readonly kind: 'written'; readonly bytes: number }
  | {
      readonly kind: 'failed'
      readonly code: ErrorCode | undefined
      readonly message: string
      readonly next: string | undefined
    }
