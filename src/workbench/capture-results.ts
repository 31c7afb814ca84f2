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
  readonly version: number
  /** The command that ran under the agent, or nothing for a living process. */
  readonly command?: readonly string[]
  readonly dumps: readonly CapturedDump[]
  readonly failures: readonly FailedDump[]
  /** Processes with an agent that were seen, in the order in which they came. */
  readonly processes: readonly CaptureProcess[]
  /** How the command ended; absent for a living process. */
  readonly ended?: { readonly status?: number; readonly signal?: string }
  /** Processes of the command with an agent that went on when it was over. */
  readonly remaining?: readonly number[]
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
  readonly version: number
  readonly processes: readonly RubyProcess[]
}

export interface RubyProcess {
  readonly pid: number
  readonly user: string
  /** Of the user who asks; others' processes can be looked into and captured by root alone. */
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

// ---- watching

/** A reading of a living process; what only its agent knows is absent without one. */
export interface WatchReading {
  /** Seconds since watching began. */
  readonly at: number
  readonly rss: number
  /** Proportional set size: pages that several processes share count in parts. */
  readonly pss?: number
  /** Pages of the Ruby heap. */
  readonly pages?: number
  /** Slots of the Ruby heap with an object in them, garbage too until it is collected. */
  readonly live?: number
  /** Bytes from malloc since the last collection. */
  readonly malloc?: number
  /** Garbage collections so far, and the full ones of them. */
  readonly collections?: number
  readonly major?: number
  /** Requests answered so far, where the program tells. */
  readonly work?: number
}

export type VerdictKind = 'at-boot' | 'growing' | 'levelled-off' | 'unclear'

/** What a series of readings says: capture/series.ts has the rule. */
export interface Verdict {
  readonly verdict: VerdictKind
  /** Sentences that say how it was decided, with the figures. */
  readonly because: string
  /** What the series was laid out by. */
  readonly by: 'seconds' | 'work'
  /** First and last level, bytes; readings as they are where there are too few for levels. */
  readonly first: number
  readonly last: number
  /** Bytes by which the second half rose (or fell), and the least that would have counted. */
  readonly rise: number
  readonly step: number
  /** `rise` for each second or unit of work; only of what grows. */
  readonly rate?: number
  /** Live slots for each second or unit of work; only where they grow. */
  readonly liveRate?: number
}

export interface Watch {
  readonly kind: 'watch'
  readonly version: number
  readonly command?: readonly string[]
  readonly pid: number
  /** '3.1.2'; only its agent knows. */
  readonly ruby?: string
  /** Whether the process has an agent; else there is RSS alone. */
  readonly agent: boolean
  /** Seconds that the process had run when watching began; absent where nobody knows. */
  readonly uptime?: number
  /** Seconds between readings, as asked. */
  readonly every: number
  readonly readings: readonly WatchReading[]
  readonly verdict: Verdict
  readonly dumps: readonly CapturedDump[]
  readonly failures: readonly FailedDump[]
  /** Of the command: further Ruby processes that were not watched. */
  readonly others: readonly number[]
  /** Why it ended: time was up, the process has gone, or the user said so. */
  readonly stopped: 'time' | 'gone' | 'interrupted'
  /** How the command ended. */
  readonly ended?: { readonly status?: number; readonly signal?: string }
}

/** What the memory of the exercised application is after a number of requests, and a full collection. */
export interface ExerciseReading {
  /** Answered so far, those of the warm-up too; 0 is right after boot. */
  readonly requests: number
  readonly seconds: number
  readonly rss: number
  /** Slots with an object. */
  readonly live: number
  /** What these objects take; of T_DATA only the slots, as allocation tracing keeps its tables there. */
  readonly liveBytes: number
  /** Pages of the Ruby heap, used or not. */
  readonly heapBytes: number
  /** Milliseconds that collecting and counting took. */
  readonly milliseconds: number
}

/** An answer that was not 2xx. */
export interface ExerciseAnswer {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly location?: string
  /** The first 2,000 bytes of its body. */
  readonly beginning: string
}

/** How the live objects of an exercised application went: capture/growth.ts has the rule. */
export interface Growth {
  readonly verdict: VerdictKind
  readonly because: string
  /** Bytes a request in the second half; 0 or less where nothing grows. */
  readonly rate: number
  /** Slots a request in the second half. */
  readonly liveRate: number
}

/** Objects and bytes for each request between the first and the last dump. */
export interface ExerciseGroup {
  readonly name: string
  /** Last dump minus first. */
  readonly net: { readonly count: number; readonly bytes: number }
  /** With three dumps: came between the first two and still there in the last, per request. */
  readonly retained?: { readonly count: number; readonly bytes: number }
}

export interface ExerciseGrowth {
  /** Requests between the first dump and the last, and between the first and the second. */
  readonly requests: number
  readonly requestsOfSecond: number
  /** Names of the dumps that were compared: two or three. */
  readonly dumps: readonly string[]
  readonly total: ExerciseGroup
  readonly classes: readonly ExerciseGroup[]
  /** Absent without allocation tracing. */
  readonly gems?: readonly ExerciseGroup[]
  /** The class of the program that grew the most, if any did. */
  readonly grown?: string
}

export interface ExerciseDump {
  readonly path: string
  readonly capture?: string
  readonly round: number
  /** Answered before it. */
  readonly requests: number
  readonly bytes: number
  readonly objects: number
  readonly pause: CapturePause
}

/** `loupe exercise`. */
export interface Exercise {
  readonly kind: 'exercise'
  readonly version: number
  readonly app: {
    readonly kind: 'rails' | 'rack'
    readonly name?: string
    /** RAILS_ENV or RACK_ENV. */
    readonly environment?: string
    /** RUBY_DESCRIPTION. */
    readonly ruby: string
    /** Absent where the application was called in process. */
    readonly server?: string
    /** Seconds. */
    readonly boot: number
  }
  readonly plan: {
    readonly requests: number
    readonly rounds: number
    readonly warm: number
    readonly every: number
    readonly traced: boolean
    /** `GET /works/1`, in the order in which they are sent again and again. */
    readonly lines: readonly string[]
  }
  /** Status -> answers. */
  readonly statuses: Readonly<Record<string, number>>
  /** The first answer that was allowed but not 2xx. */
  readonly odd?: ExerciseAnswer
  /** The first one is right after boot; those up to `plan.warm` requests are of the warm-up. */
  readonly readings: readonly ExerciseReading[]
  readonly verdict: VerdictKind
  readonly objects: Growth
  /** The same of RSS, by the rule of `watch`. */
  readonly rss: Verdict
  readonly folder: string
  /** What the application printed. */
  readonly log: string
  readonly dumps: readonly ExerciseDump[]
  readonly growth?: ExerciseGrowth
  readonly notes: readonly string[]
}

// ---- what a run has kept

export interface CountAndBytes {
  readonly count: number
  readonly bytes: number
}

export interface RetainedGroup extends CountAndBytes {
  readonly name: string
}

export interface RetainedTable {
  readonly by: RetainedBy
  /** Most bytes first. */
  readonly groups: readonly RetainedGroup[]
  /** How many there are in all. */
  readonly groupCount: number
  /** Objects of which this is not known. */
  readonly unknown: CountAndBytes
}

export type RetainedBy = 'gem' | 'file' | 'site' | 'method' | 'class'

/** Objects that were allocated during a run and were alive at its end, by where that was. */
export interface Retained {
  readonly kind: 'retained'
  readonly version: number
  /** Ruby's allocation tracing and a dump, or a profile of the vernier gem. */
  readonly way: 'tracing' | 'vernier'
  /** The dump or the profile. */
  readonly source: string
  readonly command?: readonly string[]
  readonly pid?: number
  /** Own bytes: nothing counts twice. */
  readonly total: CountAndBytes
  readonly tables: readonly RetainedTable[]
  /** Not counted, of a dump: no root reaches them, the agent's own, and those that nobody traced. */
  readonly unreached?: CountAndBytes
  readonly agent?: CountAndBytes
  readonly untraced?: CountAndBytes
  /** Of the command's other processes. */
  readonly others: readonly string[]
  /** The file for profiler.firefox.com. */
  readonly firefox?: string
}

/** What was added by loading: resident bytes, objects that stay, objects allocated, milliseconds. */
export interface LoadCost {
  readonly rss: number
  /** Live slots, each reading exact to `garbage` objects; sums of all are exact. */
  readonly objects: number
  readonly allocated: number
  readonly milliseconds: number
}

/** One file that was loaded. */
export interface RequiredFile {
  /** As it was required. */
  readonly name: string
  /** Absent where only what it required was loaded. */
  readonly file?: string
  /** 'rails 7.1.2', 'app', 'Ruby' (its own library), 'other'. */
  readonly gem?: string
  /** With all that it required. */
  readonly total: LoadCost
  /** Without. */
  readonly own: LoadCost
  /** In the order of loading. */
  readonly children: readonly RequiredFile[]
}

export interface RequiredGem {
  readonly name: string
  readonly files: number
  /** Of its own files alone. */
  readonly own: LoadCost
}

/** `loupe require-cost`. */
export interface RequireCost {
  readonly kind: 'require-cost'
  readonly version: number
  readonly app: {
    readonly kind?: 'rails' | 'rack'
    readonly name?: string
    readonly environment?: string
    readonly ruby: string
  }
  /** What was required instead of the application. */
  readonly required: readonly string[]
  /** RSS and live objects before anything was loaded. */
  readonly before: { readonly rss: number; readonly objects: number }
  readonly total: LoadCost
  readonly files: number
  /** Most resident memory first; they add up to `total`. */
  readonly gems: readonly RequiredGem[]
  readonly tree: readonly RequiredFile[]
  /** Full collections made for the readings, and the milliseconds they took, which no figure has. */
  readonly collections: { readonly count: number; readonly milliseconds: number }
  /** By how many objects a figure of objects may be off. */
  readonly garbage: number
}
