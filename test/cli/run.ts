// Runs the built command as a user does: a process of its own, on the files in dist/.

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const command = fileURLToPath(new URL('../../dist/loupe.js', import.meta.url))

export interface Finished {
  /** Exit status; undefined where a signal ended it. */
  readonly status: number | undefined
  readonly signal: string | undefined
  readonly stdout: string
  readonly stderr: string
  readonly milliseconds: number
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Bytes for stdin; without them it is empty. */
  readonly stdin?: Uint8Array | string
  /** Leaves stdin open: more might come. */
  readonly stdinOpen?: boolean
  /** Closes stdout after this many bytes, as `head` does. */
  readonly closeAfter?: number
  readonly killAfter?: { readonly milliseconds: number; readonly signal: NodeJS.Signals }
}

/** `loupe ARGS…`, in an environment without the colour and width settings of the caller. */
export function loupe(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  if (!existsSync(command)) throw new Error('dist/loupe.js is missing: npm run build')
  const { NO_COLOR: _1, FORCE_COLOR: _2, COLUMNS: _3, LOUPE_DEBUG: _4, ...inherited } = process.env
  const started = performance.now()
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args], {
      cwd: options.cwd,
      env: { ...inherited, ...options.env },
      stdio: 'pipe',
    })
    const out: Buffer[] = []
    const err: Buffer[] = []
    let bytes = 0
    child.stdout.on('data', (chunk: Buffer) => {
      out.push(chunk)
      bytes += chunk.length
      if (options.closeAfter !== undefined && bytes >= options.closeAfter) child.stdout.destroy()
    })
    if (options.closeAfter === 0) child.stdout.destroy()
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.stdin.on('error', () => {})
    if (options.stdinOpen !== true) child.stdin.end(options.stdin)
    const { killAfter } = options
    const timer =
      killAfter === undefined
        ? undefined
        : setTimeout(() => child.kill(killAfter.signal), killAfter.milliseconds)
    child.on('error', reject)
    child.on('close', (status, signal) => {
      clearTimeout(timer)
      resolve({
        status: status ?? undefined,
        signal: signal ?? undefined,
        stdout: Buffer.concat(out).toString(),
        stderr: Buffer.concat(err).toString(),
        milliseconds: performance.now() - started,
      })
    })
  })
}
