// Runs a command that holds somebody's process, with a time limit. In a session of its own, so that
// Ctrl-C does not reach it while it does.

import { spawn } from 'node:child_process'

export interface LimitedRun {
  /** Of both outputs, up to 64 KB. */
  readonly text: string
  /** It was ended at its limit. */
  readonly late: boolean
  /** Why it could not be started. */
  readonly problem?: { readonly code?: string; readonly message: string }
}

export interface LimitedOptions {
  /** Milliseconds until it is asked to end. */
  readonly limit: number
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd?: string
  readonly input?: string
}

/** Milliseconds after the limit until it is killed, with all that it has started. */
const GRACE = 3000
/** Milliseconds for what is still in its pipes, which its own children may keep open. */
const REST = 200
const MOST = 65_536

/** Never throws. */
export function runLimited(
  command: string,
  args: readonly string[],
  { limit, env, cwd, input = '' }: LimitedOptions,
): Promise<LimitedRun> {
  return new Promise((done) => {
    const child = spawn(command, args, {
      ...(cwd === undefined ? {} : { cwd }),
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    })
    let text = ''
    let late = false
    const hear = (piece: string): void => {
      if (text.length < MOST) text += piece
    }
    child.stdout.setEncoding('utf8').on('data', hear)
    child.stderr.setEncoding('utf8').on('data', hear)
    child.stdin.on('error', () => {}).end(input)
    const timers = [
      setTimeout(() => {
        late = true
        child.kill('SIGTERM')
      }, limit),
      setTimeout(() => killGroup(child.pid), limit + GRACE),
    ]
    const over = (problem?: LimitedRun['problem']): void => {
      timers.forEach(clearTimeout)
      done({ text, late, ...(problem === undefined ? {} : { problem }) })
    }
    child.on('error', over)
    child.on('close', () => over())
    child.on('exit', () => {
      const rest = (): void => {
        killGroup(child.pid)
        child.stdout.destroy()
        child.stderr.destroy()
        over()
      }
      timers.push(setTimeout(rest, REST))
    })
  })
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // Nobody is left in it.
  }
}
