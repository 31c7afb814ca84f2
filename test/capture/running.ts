// The built command as a person at a terminal has it: running, to be watched, signalled, and waited
// for. It and all that it starts are ended after the test.
import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Capture } from '../../src/workbench/capture-results.ts'
import { afterThisTest, temporaryFolder, until } from '../agent/agent-process.ts'

const LOUPE = fileURLToPath(new URL('../../dist/loupe.js', import.meta.url))

export interface Place {
  readonly folder: string
  /** Where sockets of agents are. */
  readonly sockets: string
  write(name: string, text: string): void
  read(name: string): Uint8Array
  /** Names of files that end so, sorted. */
  files(ending?: string): string[]
}

export function place(): Place {
  const folder = temporaryFolder()
  const sockets = join(folder, '.agents')
  mkdirSync(sockets, { mode: 0o700 })
  return {
    folder,
    sockets,
    write: (name, text) => writeFileSync(join(folder, name), text),
    read: (name) => readFileSync(join(folder, name)),
    files: (ending = '') =>
      readdirSync(folder)
        .filter((name) => name !== '.agents' && name.endsWith(ending))
        .toSorted(),
  }
}

export interface Running {
  readonly pid: number
  stdout(): string
  stderr(): string
  /** Until stdout has that. */
  says(text: string): Promise<void>
  /** To loupe alone. */
  signal(name: NodeJS.Signals): void
  /** As a terminal does: to loupe and all that it runs. */
  signalAll(name: NodeJS.Signals): void
  closeStdout(): void
  readonly finished: Promise<Finished>
}

export interface Finished {
  readonly status: number | null
  readonly signal: string | null
  readonly stdout: Uint8Array
  readonly stderr: string
}

export interface RunOptions {
  readonly stdin?: string
  readonly env?: Readonly<Record<string, string>>
  /** The file to run instead of dist/loupe.js. */
  readonly loupe?: string
  /** A shell command line in which "$@" is the command. */
  readonly shell?: string
}

export function run(where: Place, args: readonly string[], options: RunOptions = {}): Running {
  const { stdin, env, loupe = LOUPE, shell } = options
  const words = [process.execPath, loupe, ...args]
  const [program = '', ...rest] = shell === undefined ? words : ['sh', '-c', shell, 'sh', ...words]
  const child = spawn(program, rest, {
    cwd: where.folder,
    env: {
      PATH: process.env.PATH,
      HOME: where.folder,
      LANG: 'C.UTF-8',
      LOUPE_AGENT_DIR: where.sockets,
      ...env,
    },
    stdio: 'pipe',
    detached: true, // a process group, as a shell gives its jobs
  })
  const pid = child.pid ?? 0
  const group = (name: NodeJS.Signals) => {
    try {
      process.kill(-pid, name)
    } catch {
      // all gone
    }
  }
  afterThisTest(() => group('SIGKILL'))
  const out: Buffer[] = []
  let err = ''
  child.stdout.on('data', (data: Buffer) => out.push(data))
  child.stderr.setEncoding('utf8').on('data', (data: string) => (err += data))
  child.stdin.on('error', () => {})
  child.stdin.end(stdin)
  const stdout = () => Buffer.concat(out).toString()
  const exit = new Promise<{ status: number | null; signal: string | null }>((done) =>
    child.on('close', (status, signal) => done({ status, signal })),
  )
  return {
    pid,
    stdout,
    stderr: () => err,
    async says(text) {
      let over = false
      void exit.then(() => (over = true))
      await until(() => over || stdout().includes(text), `"${text}" of loupe capture`)
      if (!stdout().includes(text)) throw new Error(`ended without "${text}":\n${stdout()}${err}`)
    },
    signal: (name) => void child.kill(name),
    signalAll: group,
    closeStdout: () => child.stdout.destroy(),
    finished: exit.then((how) => ({ ...how, stdout: Buffer.concat(out), stderr: err })),
  }
}

/** Runs `loupe capture ARGS --json`; the record is the last line. */
export async function capture(
  where: Place,
  args: readonly string[],
  options: RunOptions = {},
): Promise<{ record: Capture; status: number | null; output: string; stderr: string }> {
  const { status, stdout, stderr } = await run(where, ['capture', '--json', ...args], options)
    .finished
  return { ...split(stdout, stderr), status, stderr }
}

export function split(stdout: Uint8Array, stderr = ''): { record: Capture; output: string } {
  const text = Buffer.from(stdout).toString()
  const [, output = '', last] = /^(?:(.*)\n)?(\{"kind":"capture".*\})\n$/s.exec(text) ?? []
  if (last === undefined) throw new Error(`no record: ${text}\n${stderr}`)
  return { record: JSON.parse(last) as Capture, output }
}

/** Nothing of a run is left where its sockets were. */
export async function expectNoSockets(where: Place, pids: readonly number[] = []): Promise<void> {
  const wanted = pids.map((pid) => `${pid}.sock`)
  await until(
    () => readdirSync(where.sockets).toSorted().join() === wanted.toSorted().join(),
    `sockets ${wanted.join()} alone, not ${readdirSync(where.sockets).join()}`,
    5,
  )
}
