// One line on stderr that says what is going on, how far it is and how long it still takes. Only
// for a person who is watching, only once it has taken a moment, and gone when it is over. The
// cursor is never hidden, so no way of ending can leave the terminal without one.

import { formatDuration, formatShare } from '../base/format.ts'
import type { OnProgress } from '../base/progress.ts'
import { cutEnd } from '../report/display-width.ts'
import { safeText } from '../report/safe-text.ts'
import type { Terminal } from './terminal.ts'

/** Shorter operations flash a line nobody can read. */
const QUIET_FOR = 500
const REDRAW_EVERY = 100
/** A phase's pace is no forecast before this. */
const PACE_AFTER = 400

const CLEAR = '\r\u001b[K'

export interface ProgressLine {
  readonly onProgress: OnProgress
  /** Takes the line away; a later report draws it again. */
  clear(): void
}

export interface ProgressTarget {
  readonly write: (text: string) => void
  readonly columns: number
  /** Milliseconds, monotonic. */
  readonly now: () => number
}

/** On stderr of a real terminal, or of a test's. */
export function progressLineOn(terminal: Terminal): ProgressLine {
  return progressLine({
    write: (text) => terminal.err(text),
    columns: terminal.columns ?? 80,
    now: () => performance.now(),
  })
}

export function progressLine({ write, columns, now }: ProgressTarget): ProgressLine {
  const started = now()
  let phase = ''
  let phaseStarted = started
  let drawnAt = Number.NEGATIVE_INFINITY
  let drawn = false
  return {
    onProgress(progress) {
      const time = now()
      const newPhase = progress.phase !== phase
      if (newPhase) {
        phase = progress.phase
        phaseStarted = time
      }
      if (time - started < QUIET_FOR) return
      if (!newPhase && time - drawnAt < REDRAW_EVERY) return
      drawnAt = time
      drawn = true
      const { done, total } = progress
      const text = safeText(progressText(phase, done, total, time - phaseStarted))
      // One cell stays free: a full line would wrap in some terminals.
      write(`${CLEAR}${cutEnd(text, columns - 1)}`)
    },
    clear() {
      if (drawn) write(CLEAR)
      drawn = false
    },
  }
}

/** `reading the dump  45.2 %, 3 s left` */
export function progressText(phase: string, done: number, total: number, elapsed: number): string {
  if (!(total > 0)) return `${phase} …`
  const share = formatShare(Math.min(done, total), total)
  if (elapsed < PACE_AFTER || done <= 0 || done >= total) return `${phase}  ${share}`
  const left = Math.ceil((elapsed * (total - done)) / done / 1000) * 1000
  return `${phase}  ${share}, ${formatDuration(left)} left`
}
