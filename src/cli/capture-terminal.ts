// What `loupe capture` says while it goes on, to people who are watching. Under a command whole
// lines only, as the terminal is the command's: a line that is drawn again and again would end up
// in the middle of what the command writes. Of a living process, a progress line.

import { once } from 'node:events'
import { formatBytes, formatCount, formatDuration } from '../base/format.ts'
import type { CaptureEvents } from '../capture/capture-queue.ts'
import { dumpLine, failureText } from '../report/capture-run.ts'
import { safeText } from '../report/safe-text.ts'
import type { GlobalOptions } from './context.ts'
import { progressLineOn } from './progress-line.ts'
import type { Terminal } from './terminal.ts'

export interface CommandLines extends CaptureEvents {
  readonly onStart: (pid: number) => void
}

export function commandLines(
  terminal: Terminal,
  { progress }: GlobalOptions,
  { atExit, signal }: { readonly atExit: boolean; readonly signal: string | undefined },
): CommandLines {
  const say = (text: string): void => {
    if (progress && terminal.errIsTTY) terminal.err(`loupe: ${safeText(text)}\n`)
  }
  return {
    onStart() {
      const byHand = signal === undefined ? '' : `kill -${signal.slice(3)} ${process.pid}`
      const when = [atExit ? 'at exit' : '', byHand === '' ? '' : `at any time by ${byHand}`]
      const told = when.filter((each) => each !== '').join(', and ')
      if (told !== '') say(`a dump will be taken ${told}`)
    },
    onDump: (dump) => say(dumpLine(dump)),
    onFailure: (failure) => say(failureText(failure)),
  }
}

export interface ProcessLine extends CaptureEvents {
  readonly onLook: (pid: number, rss: number | undefined) => void
  clear(): void
}

export function processLine(terminal: Terminal, { progress }: GlobalOptions): ProcessLine {
  if (!progress || !terminal.errIsTTY) return { onLook: () => {}, clear: () => {} }
  const line = progressLineOn(terminal)
  const draw = (phase: string): void => line.onProgress({ phase, done: 0, total: 0 })
  let memory = ''
  let busy = false
  return {
    onLook(pid, rss) {
      memory = rss === undefined ? '' : `, RSS ${formatBytes(rss)}`
      if (!busy) draw(`waiting, process ${pid}${memory}`)
    },
    onBegin(pid) {
      busy = true
      draw(`process ${pid}${memory}: connecting`)
    },
    onProgress(pid, { phase, lines, left_s }) {
      const what =
        phase === 'gc'
          ? 'full collections'
          : phase === 'trace'
            ? `tracing, ${formatDuration(Number(left_s) * 1000)} left`
            : typeof lines === 'number'
              ? `${formatCount(lines)} lines`
              : 'dumping'
      draw(`process ${pid}${memory}: ${what}`)
    },
    onDump: () => {
      busy = false
    },
    onFailure: () => {
      busy = false
    },
    clear: () => line.clear(),
  }
}

/** To stdout, as fast as the reader takes it. */
export async function writeOut(bytes: Uint8Array): Promise<void> {
  if (!process.stdout.write(bytes)) await once(process.stdout, 'drain')
}
