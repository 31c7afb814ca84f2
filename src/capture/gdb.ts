// Brings the agent into a Ruby process that knows nothing of it, by gdb. The last resort.
//
// Ruby code must not run at whatever point a debugger happens to stop a process: in the middle of a
// collection, of malloc, or without the interpreter's lock. So none is run there. While the process
// stands still, only two functions are called, of which both may be called from a signal handler:
//
//   mmap                            one page of memory, into which gdb writes a line of Ruby
//   rb_postponed_job_register_one   (or its successors) asks Ruby to evaluate that line when it next
//                                   looks for signals, as it does between instructions and after waits
//
// gdb detaches at once, and Ruby does the rest in its own time: the line starts a thread that loads
// the agent. No other thread runs during the calls, no breakpoint of ours is set, no symbols are
// loaded (injection-plan.ts has the addresses), which keeps the stop short.
//
// Ruby marks the thread that ran last. If it sleeps for good it never looks. Then SIGCHLD is sent,
// which Ruby up to 3.3 handles by waking the main thread and doing nothing, and the job is asked for
// again: then it is the main thread that ran last.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { injectionPlan, refusal } from './injection-plan.ts'
import type { InjectionPlan } from './injection-plan.ts'
import { agentFile, agentWithin, loadingCode } from './load-agent.ts'
import { statusOf } from './process-files.ts'
import { runLimited } from './run-limited.ts'
import type { LimitedRun } from './run-limited.ts'

/** To be said before a user agrees. */
export const INJECTION_RISK =
  'gdb stops the process for a fraction of a second and makes it load the agent; if gdb is killed ' +
  'just then, or the process is out of the ordinary, it may crash.'

export interface InjectionOptions {
  /** Milliseconds for each run of gdb. Default 10,000. */
  readonly limit?: number
  /** Milliseconds until the agent must answer. Default 10,000. */
  readonly patience?: number
  /** The gdb to run. */
  readonly gdb?: string
}

export interface Injected {
  /** Where the agent answers. */
  readonly path: string
  /** Milliseconds of each run of gdb, its own start included: at least so long as the stop. */
  readonly runs: readonly number[]
}

const ROUNDS = 3
const SIGCHLD = 17n

/** Throws LoupeError `no-agent`; the process has been let go by then, whatever happened. */
export async function injectAgent(pid: number, options: InjectionOptions = {}): Promise<Injected> {
  const { limit = 10_000, patience = 10_000, gdb = 'gdb' } = options
  const plan = injectionPlan(pid)
  const folder = mkdtempSync(join(tmpdir(), 'loupe-gdb-'))
  try {
    const code = `Thread.new{${loadingCode(agentFile())}}\0`
    if (code.length > 4096) throw refusal('The path of Loupe is too long to be injected.')
    writeFileSync(join(folder, 'code.bin'), code, { mode: 0o600 })
    const runs: number[] = []
    let page: string | undefined
    for (let round = 0; round < ROUNDS; round++) {
      writeFileSync(join(folder, 'inject.gdb'), gdbScript(plan, page), { mode: 0o600 })
      const began = performance.now()
      const said = await runGdb(gdb, folder, pid, limit)
      runs.push(performance.now() - began)
      page = outcome(said, pid)
      const share = patience / ROUNDS
      const there =
        (await agentWithin(pid, share / 4)) ?? (wake(pid), await agentWithin(pid, (share * 3) / 4))
      if (there !== undefined) return { path: there.path, runs }
      if (statusOf(pid) === undefined) break
    }
    throw unanswered(pid)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The commands for gdb. With `page` the line of Ruby is there from an earlier round. */
export function gdbScript(plan: InjectionPlan, page?: string): string {
  const at = (address: number): string => `0x${address.toString(16)}`
  const job =
    plan.register === undefined
      ? [
          `set $job = ((unsigned int (*)(unsigned int, unsigned long, unsigned long)) ${at(plan.preregister ?? 0)})(0, ${at(plan.eval)}, $page)`,
          // Its table is full: no handle.
          'if $job != 0xffffffff',
          `  call (void) ((void (*)(unsigned int)) ${at(plan.trigger ?? 0)})($job)`,
          'end',
          'set $registered = $job != 0xffffffff',
        ]
      : [
          `set $registered = ((int (*)(unsigned int, unsigned long, unsigned long)) ${at(plan.register)})(0, ${at(plan.eval)}, $page)`,
        ]
  return [
    'set pagination off',
    'set confirm off',
    'set debuginfod enabled off',
    'set auto-load off',
    'set auto-solib-add off',
    'set libthread-db-search-path /nonexistent',
    'set unwindonsignal on',
    `attach ${plan.pid}`,
    'set scheduler-locking on',
    ...(page === undefined
      ? [
          // PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS
          `set $page = ((unsigned long (*)(unsigned long, unsigned long, int, int, int, long)) ${at(plan.mmap)})(0, 4096, 3, 0x22, -1, 0)`,
          'restore code.bin binary $page',
        ]
      : [`set $page = 0x${page}`]),
    'printf "loupe page %lx\\n", $page',
    ...job,
    'printf "loupe registered %d\\n", $registered',
    'detach',
    '',
  ].join('\n')
}

async function runGdb(
  gdb: string,
  folder: string,
  pid: number,
  limit: number,
): Promise<LimitedRun> {
  const args = ['-nx', '--readnever', '-batch', '-x', 'inject.gdb']
  const env = { LC_ALL: 'C', DEBUGINFOD_URLS: '' }
  // It detaches when it is asked to end; if it cannot, the kernel detaches for it.
  const run = await runLimited(gdb, args, { limit, env, cwd: folder })
  if (run.problem === undefined) return run
  throw run.problem.code === 'ENOENT'
    ? refusal(
        `--inject needs gdb, and there is no ${gdb} here; process ${pid} was not touched.`,
        'Install it (Debian: apt-get install gdb), or load the agent when the process starts.',
      )
    : refusal(`gdb could not be started: ${run.problem.message}.`)
}

/** The page that was made, where the job was registered. */
function outcome({ text, late }: LimitedRun, pid: number): string {
  const [, page] = /^loupe page ([0-9a-f]+)$/m.exec(text) ?? []
  const [, registered] = /^loupe registered (\d+)$/m.exec(text) ?? []
  if (page !== undefined && Number(registered) > 0) return page
  if (late) throw refusal(`gdb did not come to an end in time and was stopped. ${alive(pid)}`)
  if (/Operation not permitted|ptrace/i.test(text)) {
    throw refusal(
      `gdb may not attach to process ${pid}. ${alive(pid)}`,
      'Run loupe as root, or in a container with the capability SYS_PTRACE.',
    )
  }
  if (registered !== undefined) {
    throw refusal(`Ruby took no further job from gdb. ${alive(pid)}`, 'Try again in a moment.')
  }
  const last = text.trim().split('\n').at(-1) ?? ''
  throw refusal(`gdb failed: ${last === '' ? 'it said nothing' : last} ${alive(pid)}`)
}

function alive(pid: number): string {
  const state = statusOf(pid)?.state ?? 'Z'
  if (state === 'Z') return `Process ${pid} has ended.`
  return state === 'T' || state === 't'
    ? `Process ${pid} is stopped: kill -CONT ${pid} lets it go on.`
    : `Process ${pid} runs on.`
}

/** Only where the process handles the signal; else it would not notice it. */
function wake(pid: number): void {
  const caught = statusOf(pid)?.caught ?? 0n
  if ((caught & (1n << (SIGCHLD - 1n))) === 0n) return
  try {
    process.kill(pid, 'SIGCHLD')
  } catch {
    // Gone: the next look at it tells.
  }
}

function unanswered(pid: number): Error {
  return refusal(
    `The agent did not answer after gdb had asked process ${pid} to load it. ${alive(pid)}`,
    'All its threads may be asleep, or in C code: the agent comes when one goes on, after a request ' +
      'for instance. Try again then, without --inject.',
  )
}
