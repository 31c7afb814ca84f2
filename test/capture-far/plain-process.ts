// Ruby programs without the agent, each in a folder of its own, all ended after the test.
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

export function afterThisTest(cleanup: () => void): void {
  cleanups.unshift(cleanup)
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'loupe-far-'))
  afterThisTest(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export interface Plain {
  readonly pid: number
  readonly folder: string
  /** Where its agent would put its socket. */
  readonly sockets: string
  output(): string
  says(text: string): Promise<void>
  /** Exit status, or the signal that ended it. */
  ended(): Promise<number | string | null>
}

/** Runs a program that prints `ready` when it is. */
export async function startPlain(
  program: string,
  options: { env?: Record<string, string>; args?: string[]; before?: string[] } = {},
): Promise<Plain> {
  const folder = temporaryFolder()
  const sockets = join(folder, 'agent')
  if (options.before !== undefined) chmodSync(folder, 0o755)
  writeFileSync(join(folder, 'app.rb'), `$stdout.sync = true\n${program}`)
  const [command = '', ...words] = [...(options.before ?? []), 'ruby', ...(options.args ?? [])]
  const child = spawn(command, [...words, 'app.rb'], {
    cwd: folder,
    env: { PATH: process.env.PATH, LANG: 'C.UTF-8', LOUPE_AGENT_DIR: sockets, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a group of its own, to end its children with it
  })
  const pid = child.pid ?? 0
  afterThisTest(() => {
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // gone already
    }
    // Killed, it leaves its message queue behind.
    const key = `0x${(2 ** 32 - pid).toString(16)}`
    if (program.includes('rbtrace')) spawnSync('ipcrm', ['-Q', key])
  })
  let output = ''
  const hear = (data: string) => (output += data)
  child.stdout.setEncoding('utf8').on('data', hear)
  child.stderr.setEncoding('utf8').on('data', hear)
  const exit = new Promise<number | string | null>((done) =>
    child.on('exit', (code, signal) => done(code ?? signal)),
  )
  const says = (text: string) =>
    until(
      () => output.includes(text),
      () => `"${text}" in: ${output}`,
    )
  await says('ready')
  return { pid, folder, sockets, output: () => output, says, ended: () => exit }
}

export async function until(
  condition: () => boolean | Promise<boolean>,
  what: () => string,
  seconds = 20,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited ${seconds} s in vain for ${what()}`)
    await sleep(20)
  }
}

export const sleep = (milliseconds: number) =>
  new Promise<void>((done) => setTimeout(done, milliseconds))

export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** Files of this kind that are there now. */
export function leftovers(prefix: string, folder: string): string[] {
  return readdirSync(folder).filter((name) => name.startsWith(prefix))
}

/** Why gdb cannot be tried here, or undefined where it can. */
export function whyNoGdb(): string | undefined {
  if (process.platform !== 'linux') return 'this is not Linux'
  if (spawnSync('gdb', ['--version']).status !== 0) return 'there is no gdb'
  const child = spawn('sleep', ['20'], { stdio: 'ignore' })
  try {
    const { stdout, stderr } = spawnSync('gdb', ['-nx', '-batch', '-p', String(child.pid)], {
      encoding: 'utf8',
    })
    return /not permitted/i.test(stdout + stderr) ? 'debugging is not allowed here' : undefined
  } finally {
    child.kill('SIGKILL')
  }
}
