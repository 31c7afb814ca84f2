// Ruby programs without the agent, each in a folder of its own, all ended after the test.
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { onTestFinished } from 'vitest'
import { start } from '../agent/agent-process.ts'
import type { Target } from '../agent/agent-process.ts'

/** Runs a program that prints `ready` when it is. */
export async function startPlain(
  program: string,
  options: { env?: Record<string, string>; before?: string[] } = {},
): Promise<Target> {
  const everybody = options.before !== undefined
  const target = await start(program, { ...options, ruby: [], everybody })
  if (program.includes('rbtrace')) {
    // Killed, as it is after the test, it leaves its message queue behind.
    const key = `0x${(2 ** 32 - target.pid).toString(16)}`
    onTestFinished(() => void spawnSync('ipcrm', ['-Q', key]))
  }
  return target
}

/** Ended but not waited for, it does not run. */
export function isRunning(pid: number): boolean {
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
