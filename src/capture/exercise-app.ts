// The process of an exercised application: started in its folder with the agent in it, booted, told
// what to call, and ended with all that came of it. It talks through file 3 in lines of JSON (see
// ruby/loupe_exercise.rb); what it prints goes to a log.

import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { LoupeError } from '../base/errors.ts'
import { agentSockets } from './agent-sockets.ts'
import { agentStream } from './agent-stream.ts'
import { bootError } from './boot-failure.ts'
import { rubyFile } from './ruby-files.ts'

export interface AppOptions {
  /** Of the application. */
  readonly folder: string
  /** A file for what it prints; made anew. */
  readonly log: string
  /** For its agent's socket: private, short. */
  readonly sockets: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly ruby: string
  /** Of ruby/, and its arguments. Default: what serves `exercise`. */
  readonly script?: string
  readonly words?: readonly string[]
  /** Ends it, and lets whatever is waited for fail. */
  readonly signal: AbortSignal
}

export type AppLine = Readonly<Record<string, unknown>> & { readonly type: string }

export interface App {
  readonly pid: number
  /** The line of type `booted`. */
  readonly booted: AppLine
  /** The path of its agent's socket. Throws LoupeError 'no-agent' where there is none. */
  socket(): Promise<string>
  /** Sends a command; gives the answer. Throws LoupeError 'app-failed' where there is none. */
  command(command: Readonly<Record<string, unknown>>): Promise<AppLine>
  /** Ends it and its children; safe to call twice. */
  end(): Promise<void>
}

const ENDS_WITHIN = 3000
const TAIL_LINES = 12

/** Boots the application. Throws LoupeError 'app-failed' with its own error where it does not. */
export async function startApp(options: AppOptions): Promise<App> {
  const { folder, log, sockets, env, ruby, signal } = options
  const { script = 'loupe_exercise.rb', words = [] } = options
  signal.throwIfAborted()
  const output = openSync(log, 'a', 0o600)
  const files = ['-r', rubyFile('loupe_agent.rb'), rubyFile(script)]
  const child = spawn(ruby, [...files, ...words], {
    cwd: folder,
    env: { ...env, LOUPE_AGENT_DIR: sockets },
    stdio: ['ignore', output, output, 'pipe'],
    // A group of its own: Ctrl-C is ours to handle, and what it starts can be ended with it.
    detached: true,
  })
  closeSync(output)
  const control = child.stdio[3] as Duplex
  control.on('error', () => {}) // Reading tells.
  let ended: string | undefined
  const exit = new Promise<void>((done) => {
    child.on('error', (error) => {
      ended = `could not be started (${ruby}: ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such command' : error.message})`
      control.destroy()
      done()
    })
    child.on('exit', (status, by) => {
      ended = by === null ? `ended with status ${status}` : `was ended by ${by}`
      done()
    })
  })
  const killGroup = (how: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, how)
    } catch {
      // gone already
    }
  }
  const kill = (): void => killGroup('SIGKILL')
  process.on('exit', kill)
  const stopped = (): void => {
    control.destroy()
    killGroup('SIGTERM')
  }
  signal.addEventListener('abort', stopped, { once: true })

  async function end(): Promise<void> {
    control.destroy() // It leaves by itself then, when it is done with what it does.
    killGroup('SIGTERM')
    const timer = setTimeout(kill, ENDS_WITHIN)
    await exit
    clearTimeout(timer)
    kill() // Whatever it has left in its group.
    process.off('exit', kill)
    signal.removeEventListener('abort', stopped)
  }

  const stream = agentStream(control[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>)
  const next = async (): Promise<AppLine | null> => {
    const text = await stream.line().catch(() => null)
    signal.throwIfAborted()
    if (text === null) await exit
    return text === null ? null : (JSON.parse(text) as AppLine)
  }
  const gone = (): LoupeError =>
    new LoupeError(
      'app-failed',
      [`The application's process ${ended ?? 'ended'}.`, ...indented(tailOf(log))].join('\n'),
      `All that it printed: ${log}`,
    )

  try {
    const booted = await next()
    if (booted?.type !== 'booted') {
      const failure = {
        ...(booted === null
          ? {}
          : { error: String(booted['error']), ours: booted['ours'] === true }),
        message: typeof booted?.['message'] === 'string' ? booted['message'] : '',
        backtrace: (booted?.['backtrace'] ?? []) as string[],
        ...(ended === undefined ? {} : { ended }),
      }
      throw bootError(failure, folder, log, tailOf(log))
    }
    const pid = Number(booted['pid'])
    return {
      pid,
      booted,
      async socket() {
        const socket = (await agentSockets(sockets)).find((each) => each.pid === pid)
        if (socket === undefined) throw noAgent()
        return socket.path
      },
      async command(command) {
        control.write(`${JSON.stringify(command)}\n`)
        const line = await next()
        if (line === null) throw gone()
        if (line.type === 'failed') throw failed(line, log)
        return line
      },
      end,
    }
  } catch (error) {
    await end()
    throw error
  }
}

function failed(line: AppLine, log: string): LoupeError {
  const error = line['ours'] === true ? '' : `${String(line['error'])}: `
  const [frame = ''] = (line['backtrace'] ?? []) as string[]
  const at = line['ours'] === true || frame === '' ? '' : `\n    at ${frame}`
  return new LoupeError(
    'app-failed',
    `${error}${String(line['message'])}${at}`,
    `All that the application printed: ${log}`,
  )
}

function noAgent(): LoupeError {
  return new LoupeError(
    'no-agent',
    'The application has booted, but its agent does not listen.',
    'Is LOUPE_AGENT=off set? Unset it. LOUPE_AGENT=verbose says in the log why.',
  )
}

function tailOf(log: string): string[] {
  if (!existsSync(log)) return []
  const lines = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
  return lines.slice(-TAIL_LINES).map((line) => line.slice(0, 300))
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `    ${line}`)
}

/** Environments that are most like production, where the user has not said otherwise. */
const PRODUCTION = {
  RAILS_ENV: 'production',
  RACK_ENV: 'production',
  RAILS_LOG_TO_STDOUT: '1',
  RAILS_SERVE_STATIC_FILES: '1',
}

export function productionLike(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const { RAILS_ENV, RACK_ENV } = env
  const named = RAILS_ENV ?? RACK_ENV
  return {
    ...PRODUCTION,
    ...(named === undefined ? {} : { RAILS_ENV: named, RACK_ENV: named }),
    ...env,
  }
}

/** From the line of type `booted`: what the application, its environment and its Ruby are called. */
export function namesOf({ name, environment, ruby }: AppLine): {
  readonly name?: string
  readonly environment?: string
  readonly ruby: string
} {
  return {
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof environment === 'string' ? { environment } : {}),
    ruby: String(ruby),
  }
}

/** Where an application can be: told before anything is started. */
export function whyNoApp(folder: string): string | undefined {
  const there = ['config/environment.rb', 'config.ru'].some((name) =>
    existsSync(join(folder, name)),
  )
  return there ? undefined : 'There is neither config/environment.rb nor config.ru in this folder.'
}
