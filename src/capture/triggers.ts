// When to take a dump of which process. Told the time and the memory of the processes again and
// again, it says what is due. Numbers in, decisions out: no clock and no process is touched here.

import type { CaptureReason } from '../workbench/capture-results.ts'

export interface Triggers {
  /** Seconds from the beginning. */
  readonly at?: readonly number[]
  /** Every so many seconds. */
  readonly every?: number
  /** Bytes of RSS that a process passes. */
  readonly whenRss?: number
  /** Bytes of RSS more than when the process was first seen, or than at the dump before. */
  readonly whenRssGrows?: number
  /** How often `every` fires, and `whenRssGrows` for each process. */
  readonly count: number
}

export interface Observed {
  readonly pid: number
  /** Bytes, where known. */
  readonly rss: number | undefined
}

export interface Due {
  readonly pid: number
  readonly reason: CaptureReason
}

export interface Schedule {
  /** What is due now. Each call moves on: what was said is not said again. */
  due(seconds: number, processes: readonly Observed[]): Due[]
  /** Whether nothing of time or memory can become due any more, for these processes. */
  over(processes: readonly Observed[]): boolean
}

interface Known {
  /** What growth counts from. */
  base: number
  passed: boolean
  grown: number
}

export function schedule({ at = [], every, whenRss, whenRssGrows, count }: Triggers): Schedule {
  const times = [...at].sort((a, b) => a - b)
  let rounds = 0
  const known = new Map<number, Known>()

  function byTime(seconds: number): CaptureReason | undefined {
    let reason: CaptureReason | undefined
    // What has become due several times over, while the machine slept say, is due once.
    while (times[0] !== undefined && times[0] <= seconds) {
      times.shift()
      reason = 'at'
    }
    if (every === undefined || rounds >= count || seconds < every * (rounds + 1)) return reason
    rounds = Math.min(count, Math.floor(seconds / every))
    return reason ?? 'every'
  }

  function byMemory({ pid, rss }: Observed): CaptureReason | undefined {
    if (rss === undefined) return undefined
    const before = known.get(pid)
    const state = before ?? { base: rss, passed: false, grown: 0 }
    if (before === undefined) known.set(pid, state)
    if (whenRss !== undefined && !state.passed && rss >= whenRss) {
      state.passed = true
      return 'rss'
    }
    if (whenRssGrows === undefined || state.grown >= count) return undefined
    if (rss < state.base + whenRssGrows) return undefined
    state.grown++
    state.base = rss
    return 'growth'
  }

  return {
    due(seconds, processes) {
      const reason = byTime(seconds)
      return processes.flatMap((each) => {
        const memory = byMemory(each)
        const why = reason ?? memory
        return why === undefined ? [] : [{ pid: each.pid, reason: why }]
      })
    },
    over(processes) {
      if (times.length > 0 || (every !== undefined && rounds < count)) return false
      if (whenRss === undefined && whenRssGrows === undefined) return true
      return processes.every(({ pid }) => {
        const state = known.get(pid)
        if (state === undefined) return false
        const waits = whenRssGrows !== undefined && state.grown < count
        return !waits && (whenRss === undefined || state.passed)
      })
    },
  }
}
