// Ruby programs with the agent in them, each in a folder of its own, all ended after the test.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { afterEach } from 'vitest'
import { memorySource } from '../../src/dump/memory-source.ts'
import type { Heap } from '../../src/heap/heap.ts'
import { readHeap } from '../../src/heap/read-heap.ts'
import { createWorkbench, lazyTrees } from '../../src/workbench/workbench.ts'
import type { Workbench } from '../../src/workbench/workbench.ts'
import { askOnce } from './agent-client.ts'
import type { Answer } from './agent-client.ts'

export const AGENT = fileURLToPath(new URL('../../ruby/loupe_agent.rb', import.meta.url))

export interface Target {
  readonly pid: number
  readonly child: ChildProcess
  /** For files of the test. */
  readonly folder: string
  /** Where the sockets are. */
  readonly sockets: string
  readonly socket: string
  /** All it has written so far, to both outputs. */
  output(): string
  /** Until it has written that. */
  says(text: string): Promise<void>
  ask(request: string): Promise<Answer>
  /** Whether it still runs. */
  alive(): boolean
  /** Its exit status, or the signal that ended it. */
  ended(): Promise<number | string | null>
  socketFiles(): string[]
}

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'loupe-agent-'))
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function afterThisTest(cleanup: () => void): void {
  cleanups.unshift(cleanup)
}

/** Runs a program that prints `ready` once it can be asked. */
export async function start(
  program: string,
  options: {
    env?: Record<string, string>
    args?: string[]
    /** Ruby's own words; unless told, those that load the agent. */
    ruby?: string[]
    /** A command that runs Ruby. */
    before?: string[]
    /** Every user may enter the folder. */
    everybody?: boolean
  } = {},
): Promise<Target> {
  const folder = temporaryFolder()
  const sockets = options.env?.LOUPE_AGENT_DIR ?? join(folder, 'agent')
  writeFileSync(join(folder, 'app.rb'), `$stdout.sync = true\n${program}`)
  if (options.everybody) chmodSync(folder, 0o755)
  const { before = [], ruby = ['-r', AGENT], args = [] } = options
  const [command = '', ...words] = [...before, 'ruby', ...ruby, 'app.rb', ...args]
  const child = spawn(command, words, {
    cwd: folder,
    env: { PATH: process.env.PATH, LANG: 'C.UTF-8', LOUPE_AGENT_DIR: sockets, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a group of its own, to end its children with it
  })
  const pid = child.pid ?? 0
  cleanups.unshift(() => quietly(() => process.kill(-pid, 'SIGKILL')))
  let output = ''
  const hear = (data: string) => (output += data)
  child.stdout?.setEncoding('utf8').on('data', hear)
  child.stderr?.setEncoding('utf8').on('data', hear)
  const exit = new Promise<number | string | null>((done) =>
    child.on('exit', (code, signal) => done(code ?? signal)),
  )
  const socket = join(sockets, `${pid}.sock`)
  const target: Target = {
    pid,
    child,
    folder,
    sockets,
    socket,
    output: () => output,
    says: (text) =>
      until(
        () => output.includes(text),
        () => `"${text}" in: ${output}`,
      ),
    ask: (request) => askOnce(socket, request),
    alive: () => isAlive(pid),
    ended: () => exit,
    socketFiles: () => readdirSync(sockets),
  }
  await target.says('ready')
  return target
}

/** Ended but not waited for, it counts as alive. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

export function quietly(action: () => void): void {
  try {
    action()
  } catch {
    // gone already
  }
}

export async function until(
  condition: () => boolean | Promise<boolean>,
  /** Asked for when it is too late, where what there is by then belongs to it. */
  what: string | (() => string),
  seconds = 20,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000
  while (!(await condition())) {
    if (Date.now() > deadline) {
      const wanted = typeof what === 'string' ? what : what()
      throw new Error(`waited ${seconds} s in vain for ${wanted}`)
    }
    await sleep(20)
  }
}

export const sleep = (milliseconds: number) =>
  new Promise<void>((done) => setTimeout(done, milliseconds))

/** Living children of a process, and theirs. Zombies aside. */
export function descendants(pid: number): number[] {
  const children: number[] = []
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    try {
      const [, state, parent] =
        /\) (\S) (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? []
      if (Number(parent) === pid && state !== 'Z') children.push(Number(name))
    } catch {
      // ended in between
    }
  }
  return children.flatMap((child) => [child, ...descendants(child)])
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

export interface Opened {
  readonly heap: Heap
  readonly questions: Workbench
  readonly rows: ReadonlyMap<string, { readonly type: string; readonly class?: string }>
}

/** Opens a dump with Loupe's engine, after it has been found whole by other means. */
export function open(file: Uint8Array): Opened {
  const bytes = file[0] === 0x1f ? gunzipSync(file) : file
  const heap = readHeap(memorySource(bytes))
  const questions = createWorkbench(heap, lazyTrees(heap), { name: 'a.json', bytes: bytes.length })
  const rows = new Map<string, { type: string; class?: string }>()
  for (const line of Buffer.from(bytes).toString('latin1').split('\n')) {
    const [, address, type] = /^\{"address":"(0x\w+)", "type":"(\w+)"/.exec(line) ?? []
    if (address === undefined || type === undefined) continue
    const [, of] = /, "class":"(0x\w+)"/.exec(line) ?? []
    rows.set(address, { type, ...(of === undefined ? {} : { class: of }) })
  }
  return { heap, questions, rows }
}
