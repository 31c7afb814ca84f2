// What is true of a program of the corpus, as the file beside it says.

/** Names of rules of `loupe why`. */
export type Mechanism =
  | 'callcache-pin'
  | 'constant-container'
  | 'class-ivar-container'
  | 'class-variable-container'
  | 'global-container'
  | 'instance-container'
  | 'thread-local'
  | 'fiber-local'
  | 'dead-threads'
  | 'closure'
  | 'finalizer'
  | 'subscribers'
  | 'singleton-classes'
  | 'anonymous-classes'
  | 'reloaded-classes'
  | 'shared-string'
  | 'io-buffer'
  | 'native-data'
  | 'tracker-exception'
  | 'suspended-fiber'
  | 'linked-chain'
  | 'default-proc-hash'
  | 'request-objects'
  | 'eval-code'
  | 'duplicate-strings'
  | 'capacity-slack'
  | 'tracer'
  | 'machine-stack'
  | 'accumulation'

/** `one-time`: grew between the first two dumps, not after. `healthy`: never, after the warm-up. */
export type Verdict = 'growing' | 'plateau' | 'one-time' | 'healthy'

export interface CountAndBytes {
  readonly count: number
  readonly bytes: number
}

export interface Truth {
  readonly verdict: Verdict
  /** Verdicts that are as true, such as `growing` of what has a ceiling it has not reached. */
  readonly alsoVerdicts?: readonly Verdict[]
  /** The rule that should explain it; absent of healthy programs. */
  readonly mechanism?: Mechanism
  /** Rules whose explanation would be as true. */
  readonly alsoMechanisms?: readonly Mechanism[]
  /** The finding names one of these in its title, holder or path, the best first. */
  readonly holder?: readonly string[]
  /** Each occurs somewhere in the labels of the path. */
  readonly path?: readonly string[]
  /** What leaks, as `top --by class` calls it, or `iseq`, `#<Class …>` by `countBy`. */
  readonly class?: string
  /** How the dumps are counted; by class unless told. */
  readonly countBy?: 'class' | 'type' | 'imemo' | 'struct'
  /** Instances of the class for one counted by the program, where not one. */
  readonly each?: number
  /** Without the shop around it: a script, whose leak is most of its heap. */
  readonly bare?: boolean
  /**
   * Gem -> version, with all that they depend on, those first. Installed on demand; the program runs
   * with RubyGems, and under the system's Ruby 3.1 only. Absent: without RubyGems.
   */
  readonly gems?: Readonly<Record<string, string>>
  readonly rubies?: {
    /** First version under which the program does this. */
    readonly from?: string
    /** First version under which it does not any more. */
    readonly below?: string
    /** Needs threads, which WebAssembly Rubies have not. */
    readonly threads?: boolean
  }
  /**
   * What one round adds, measured by the program with memsize_of under Ruby 3.1. At least so many
   * bytes: the VM's own objects, such as the environments of closures, it cannot weigh.
   */
  readonly perRound?: CountAndBytes
}
