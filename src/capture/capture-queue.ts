// Takes the dumps that are due, one after another: several at once would slow each other and the
// machine down, and memory is what is short where this is used.

import type {
  CapturedDump,
  CapturePause,
  CaptureReason,
  FailedDump,
} from '../workbench/capture-results.ts'
import { LoupeError } from '../base/errors.ts'
import { AgentError } from './agent-client.ts'
import type { AgentClient, AgentLine } from './agent-client.ts'
import { receiveDump } from './receive-dump.ts'
import type { DumpFiles, DumpSink, ReceivedDump } from './receive-dump.ts'

export interface CaptureSettings {
  readonly gzip: boolean
  /** Full collections before each dump. */
  readonly gc?: number
  /** By the process itself instead of a forked child. */
  readonly inPlace?: boolean
  /** Seconds to trace allocations before each dump. */
  readonly traceFor?: number
}

export interface CaptureEvents {
  readonly onBegin?: (pid: number, reason: CaptureReason) => void
  readonly onProgress?: (pid: number, line: AgentLine) => void
  readonly onDump?: (dump: CapturedDump) => void
  readonly onFailure?: (failure: FailedDump) => void
}

export interface CaptureQueue {
  /** Kept when this dump is taken, or has failed: it never throws what a user can do about. */
  add(pid: number, reason: CaptureReason): Promise<void>
  /** When all that has been added is done. */
  drained(): Promise<void>
  /** Ends the one that is under way and drops the others; the process lives on. */
  abort(): void
  readonly busy: boolean
  readonly dumps: readonly CapturedDump[]
  readonly failures: readonly FailedDump[]
}

export interface QueueNeeds extends CaptureEvents {
  readonly settings: CaptureSettings
  readonly connect: (pid: number) => Promise<AgentClient>
  readonly target: (pid: number) => DumpFiles | DumpSink
  /** Seconds since the run began. */
  readonly seconds: () => number
}

export function captureQueue(needs: QueueNeeds): CaptureQueue {
  const { settings, seconds, onBegin, onProgress, onDump, onFailure } = needs
  const dumps: CapturedDump[] = []
  const failures: FailedDump[] = []
  let tail: Promise<void> = Promise.resolve()
  let waiting = 0
  let aborted = false
  let current: AgentClient | undefined

  async function take(pid: number, reason: CaptureReason, asked: number): Promise<void> {
    if (aborted) return
    onBegin?.(pid, reason)
    try {
      current = await needs.connect(pid)
      if (aborted) return
      const target = needs.target(pid)
      const received = await receiveDump(current, optionsFor(settings), target, (line) =>
        onProgress?.(pid, line),
      )
      const about = { pid, reason, seconds: asked, ruby: current.hello.ruby_version }
      const dump = dumpRecord(about, target, received, settings)
      dumps.push(dump)
      onDump?.(dump)
    } catch (error) {
      if (aborted) return
      if (!(error instanceof LoupeError)) throw error
      const failure = failureRecord(pid, reason, asked, error)
      failures.push(failure)
      onFailure?.(failure)
    } finally {
      current?.close()
      current = undefined
    }
  }

  return {
    add(pid, reason) {
      waiting++
      const asked = seconds()
      const taken = tail.then(() => take(pid, reason, asked)).finally(() => waiting--)
      tail = taken.catch(() => {})
      return taken
    },
    async drained() {
      while (waiting > 0) await tail
    },
    abort() {
      aborted = true
      current?.close()
    },
    get busy() {
      return waiting > 0
    },
    dumps,
    failures,
  }
}

function optionsFor({ gzip, gc, inPlace, traceFor }: CaptureSettings) {
  return {
    gzip: gzip ? 1 : 0,
    gc,
    fork: inPlace === true ? 0 : undefined,
    trace: traceFor,
  }
}

function dumpRecord(
  about: Pick<CapturedDump, 'pid' | 'reason' | 'seconds' | 'ruby'>,
  target: DumpFiles | DumpSink,
  { result, facts, ...received }: ReceivedDump,
  { gzip, traceFor }: CaptureSettings,
): CapturedDump {
  const { bytes, rawBytes, lines, objects, sha256, capture } = received
  const memory = facts?.['memory'] as { rss?: unknown } | undefined
  const rss = memory?.rss
  return {
    path: typeof target === 'function' ? '-' : target.dump,
    ...(capture && typeof target !== 'function' ? { capture: target.capture } : {}),
    ...about,
    bytes,
    rawBytes,
    lines,
    objects,
    sha256,
    gzip,
    way: result['way'] === 'in-place' ? 'in-place' : 'fork',
    traced: facts?.['tracing'] === true || traceFor !== undefined,
    pause: pauseOf(result['pause']),
    ...(typeof rss === 'number' ? { rss } : {}),
  }
}

/** `told`: of the agent's `result` line. */
export function pauseOf(told: unknown): CapturePause {
  const { gc_ms, fork_ms, dump_ms, longest_ms } = (told ?? {}) as Record<string, unknown>
  return {
    longest: Number(longest_ms ?? 0),
    gc: Array.isArray(gc_ms) ? gc_ms.map(Number) : [],
    ...(typeof fork_ms === 'number' ? { fork: fork_ms } : {}),
    ...(typeof dump_ms === 'number' ? { inPlace: dump_ms } : {}),
  }
}

/** `seconds`: since the run began. */
export function failureRecord(
  pid: number,
  reason: CaptureReason,
  seconds: number,
  error: LoupeError,
): FailedDump {
  const code = error instanceof AgentError ? error.reason : error.code
  const { message, next } = error
  return { pid, reason, seconds, code, message, ...(next === undefined ? {} : { next }) }
}
