// The processes of a run as they are seen again and again: which live, and the most memory each
// had.

import type { CaptureProcess } from '../workbench/capture-results.ts'
import { rssOf } from './process-memory.ts'
import type { Observed } from './triggers.ts'

export interface Watched {
  /** Looks at these; those that are gone are left out. */
  look(pids: readonly number[]): Promise<Observed[]>
  /** All that were seen, in the order in which they came. */
  readonly seen: readonly CaptureProcess[]
}

export function watched(): Watched {
  /** pid -> most RSS in bytes. */
  const peaks = new Map<number, number>()
  return {
    async look(pids) {
      const observed: Observed[] = []
      for (const pid of pids) {
        const rss = await rssOf(pid)
        if (rss === undefined) continue
        peaks.set(pid, Math.max(peaks.get(pid) ?? 0, rss))
        observed.push({ pid, rss })
      }
      return observed
    },
    get seen() {
      return [...peaks].map(([pid, peakRss]) => ({ pid, peakRss }))
    },
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
