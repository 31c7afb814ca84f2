// Runs a command with the agent in every Ruby process that comes of it. RUBYOPT does it, which all
// of them inherit, so the command may be anything that ends in Ruby: bundle exec, a shell script.

import { spawn } from 'node:child_process'
import type { StdioOptions } from 'node:child_process'
import { constants } from 'node:os'
import { createHash } from 'node:crypto'
import { symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { LoupeError } from '../base/errors.ts'
import { standardFolder } from './agent-sockets.ts'
import { makePrivate, statOf } from './private-folder.ts'
import { rubyFile } from './ruby-files.ts'

export interface UnderAgentOptions {
  /** Beside what this process has. */
  readonly env?: Readonly<Record<string, string>>
  /** Where the agents are to listen: a folder of this user's alone; the standard one if absent. */
  readonly folder?: string
  /** Further files of ruby/ to load after the agent. */
  readonly load?: readonly string[]
  readonly cwd?: string
  /** Where its stdin, stdout and stderr go, as `spawn` takes it; to this process's own if absent. */
  readonly stdio?: StdioOptions
}

/** An exit status, or the signal that ended it. */
export interface Ended {
  readonly status?: number
  readonly signal?: NodeJS.Signals
}

export interface RunningCommand {
  readonly pid: number
  readonly ended: Promise<Ended>
  /** Where `stdio` asked for pipes. */
  readonly stdout: Readable | null
  readonly stderr: Readable | null
  kill(signal: NodeJS.Signals): void
}

/**
 * Starts the command on this process's own stdin, stdout and stderr. Throws LoupeError `not-found`
 * where there is no such command.
 */
export async function underAgent(
  command: readonly string[],
  { env = {}, folder, load = [], cwd, stdio = 'inherit' }: UnderAgentOptions = {},
): Promise<RunningCommand> {
  const [program = '', ...args] = command
  const child = spawn(program, args, {
    cwd,
    stdio,
    env: {
      ...process.env,
      ...env,
      ...(folder === undefined ? {} : { LOUPE_AGENT_DIR: folder }),
      RUBYOPT: rubyOptions(['loupe_agent.rb', ...load], env['RUBYOPT'] ?? process.env['RUBYOPT']),
    },
  })
  const ended = new Promise<Ended>((done) => {
    child.on('exit', (status, signal) =>
      done({
        ...(status === null ? {} : { status }),
        ...(signal === null ? {} : { signal }),
      }),
    )
  })
  await new Promise<void>((done, fail) => {
    child.on('spawn', done)
    child.on('error', (error) => fail(notStarted(program, error)))
  })
  const { pid = 0, stdout, stderr } = child
  return { pid, ended, stdout, stderr, kill: (signal) => void child.kill(signal) }
}

/** What a shell would give back. */
export function exitStatus({ status, signal }: Ended): number {
  return status ?? 128 + (signal === undefined ? 0 : constants.signals[signal])
}

function rubyOptions(files: readonly string[], before: string | undefined): string {
  const requires = files.map((name) => `-r${withoutSpaces(rubyFile(name))}`)
  return [...requires, ...(before === undefined || before === '' ? [] : [before])].join(' ')
}

/** RUBYOPT is split at spaces and knows no quotes: a path that has some is reached by a link. */
function withoutSpaces(path: string): string {
  const folder = dirname(path)
  if (!/\s/.test(folder)) return path
  // The link stays: processes that outlive the command may start again by themselves.
  const parent = standardFolder()
  makePrivate(parent)
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 12)
  const link = join(parent, `ruby-${name}`)
  if (statOf(link) === undefined) symlinkSync(folder, link)
  return join(link, basename(path))
}

function notStarted(program: string, error: Error): LoupeError {
  const { code } = error as NodeJS.ErrnoException
  const why =
    code === 'ENOENT'
      ? 'there is no such command'
      : code === 'EACCES'
        ? 'it may not be executed'
        : error.message
  return new LoupeError(
    'not-found',
    `${program} cannot be run: ${why}.`,
    'The command comes after --, as you would type it: loupe capture -- bundle exec ruby app.rb',
  )
}
