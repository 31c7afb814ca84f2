// Allocations that were kept, by where they were made: what dumps with traced allocations and the
// profiles of others have in common.

/** Objects of one place and one class. */
export interface AllocationGroup {
  /** 'rails 7.1.3', 'stdlib json', 'Ruby itself', 'app'. */
  readonly gem: string
  /** Undefined where it is not known. */
  readonly file: string | undefined
  readonly line: number | undefined
  readonly method: string | undefined
  /** Undefined where the source does not say of what class its objects are. */
  readonly class: string | undefined
  readonly count: number
  /** Their own bytes, not what they keep alive. */
  readonly bytes: number
  /** Index in `stacks` of the whole; groups without one have but their own place. */
  readonly stack?: number
}

export type FrameKind = 'app' | 'gem' | 'ruby' | 'c' | 'class'

export interface StackFrame {
  readonly name: string
  readonly kind: FrameKind
  readonly file?: string
  readonly line?: number
}

/** Call stacks as a tree: each is a frame on top of another stack. */
export interface StackTree {
  readonly frames: readonly StackFrame[]
  /** stack -> frame */
  readonly frameOf: readonly number[]
  /** stack -> the stack below it, always a smaller number; -1 at the bottom */
  readonly below: readonly number[]
}

export interface WeightedStacks extends StackTree {
  readonly samples: readonly {
    readonly stack: number
    readonly bytes: number
    readonly count: number
  }[]
}
