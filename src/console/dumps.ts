// What a console looks at.

import type { Diff, Heap } from '../library/api.ts'

export interface Dumps {
  /** What each is called, in order: heap, or before, after, later. */
  readonly heaps: readonly { readonly variable: string; readonly heap: Heap }[]
  /** Of the first two or three of them. */
  readonly diff: Diff | null
}
