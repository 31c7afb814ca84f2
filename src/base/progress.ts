/** A phase of a long operation, reported through a callback; the engine never prints. */
export interface Progress {
  /** In words for a person, e.g. 'reading the dump'. */
  readonly phase: string
  /** Work done and to do in this phase, in the phase's own unit. `total` 0: not known. */
  readonly done: number
  readonly total: number
}

export type OnProgress = (progress: Progress) => void
