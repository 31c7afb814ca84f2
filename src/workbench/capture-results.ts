// The records of commands that take dumps: what those who take them and those who show them share.
// Plain JSON. Sizes are bytes, pauses milliseconds, times of a run seconds since it began.

/** Why a dump was taken. */
export type CaptureReason =
  | 'asked' // of a living process, at once
  | 'at' // at a time
  | 'every'
  | 'signal'
  | 'exit'
  | 'rss' // over a limit
  | 'growth' // so much more RSS than at first, or at the dump before

export interface CapturedDump {
  /** As it was named; '-' for standard output. */
  readonly path: string
  /** The capture file beside it; absent where it could not be had, or on standard output. */
  readonly capture?: string
  readonly pid: number
  /** '3.1.2'. */
  readonly ruby: string
  readonly reason: CaptureReason
  /** When it was asked for. */
  readonly seconds: number
  /** Of the file. */
  readonly bytes: number
  /** Of the dump before compression. */
  readonly rawBytes: number
  readonly lines: number
  /** Lines that are objects: neither roots nor shapes. */
  readonly objects: number
  readonly sha256: string
  readonly gzip: boolean
  /** From a forked child, or by the process itself, which stands still meanwhile. */
  readonly way: 'fork' | 'in-place'
  readonly traced: boolean
  /** The longest stall of the application, and its parts. */
  readonly pause: CapturePause
  /** Of the process right after the dump was begun; absent where the system does not tell. */
  readonly rss?: number
}

export interface CapturePause {
  readonly longest: number
  /** Of each full collection. */
  readonly gc: readonly number[]
  readonly fork?: number
  readonly inPlace?: number
}

export interface FailedDump {
  readonly pid: number
  readonly reason: CaptureReason
  readonly seconds: number
  /** The agent's code, or one of the command's own. */
  readonly code: string
  readonly message: string
  readonly next?: string
}

export interface Capture {
  readonly kind: 'capture'
  /** The command that ran under the agent, or nothing for a living process. */
  readonly command?: readonly string[]
  readonly dumps: readonly CapturedDump[]
  readonly failures: readonly FailedDump[]
  /** Processes with an agent that were seen, in the order in which they came. */
  readonly processes: readonly CaptureProcess[]
  /** How the command ended; absent for a living process. */
  readonly ended?: { readonly status?: number; readonly signal?: string }
  /** The user stopped it before it was through. */
  readonly interrupted: boolean
  readonly seconds: number
}

export interface CaptureProcess {
  readonly pid: number
  /** The largest that was seen; absent where the system does not tell. */
  readonly peakRss?: number
}

export interface ProcessList {
  readonly kind: 'processes'
  readonly processes: readonly RubyProcess[]
}

export interface RubyProcess {
  readonly pid: number
  readonly user: string
  /** Of the user who asks: others' processes can neither be looked into nor captured. */
  readonly own: boolean
  /** '3.1.2', or '3.1' where no more can be known without asking. */
  readonly ruby?: string
  readonly rss?: number
  /** Seconds. */
  readonly uptime?: number
  readonly command: string
  readonly agent: boolean
  /** The rbtrace gem is loaded; absent where that cannot be seen. */
  readonly rbtrace?: boolean
}
