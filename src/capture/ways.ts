// How to come to an agent in a living process. Each way is tried in turn and either reaches it or
// says why not; the reasons together are the answer where none does.

import { LoupeError } from '../base/errors.ts'
import { AgentError, connectAgent } from './agent-client.ts'
import type { AgentClient } from './agent-client.ts'
import { socketsOf } from './agent-sockets.ts'
import { INJECTION_RISK, injectAgent } from './gdb.ts'
import { injectionPlan } from './injection-plan.ts'
import { statusOf } from './process-files.ts'
import { loadByRbtrace, rbtraceOf } from './rbtrace.ts'
import { isRubyProcess } from './ruby-processes.ts'
import { isAlive } from './watched.ts'

export interface WayOptions {
  /** The user allows loading the agent by a debugger. */
  readonly inject?: boolean
  /** Asked with the risk before a debugger is used; nobody is asked where it is absent. */
  readonly confirm?: (risk: string) => Promise<boolean>
}

export interface Reached {
  readonly way: string
  /** A new connection; one for each dump. */
  connect(): Promise<AgentClient>
}

/** Why this way does not lead there: a sentence, and what would help. */
export interface NotThisWay {
  readonly why: string
  readonly next?: string
}

export interface Way {
  readonly name: string
  reach(pid: number, options: WayOptions): Promise<Reached | NotThisWay>
}

/** Through the socket of an agent that is there already. */
export const throughAgent: Way = {
  name: 'agent',
  async reach(pid) {
    let silent: AgentError | undefined
    for (const { path } of await socketsOf(pid)) {
      try {
        const client = await connectAgent(path)
        client.close()
        if (client.hello.pid === pid) return { way: 'agent', connect: () => connectAgent(path) }
      } catch (error) {
        // Left by a process that was killed, or somebody who does not answer: that is to be said.
        if (!(error instanceof AgentError)) throw error
        if (error.reason !== 'no-socket') silent = error
      }
    }
    if (silent !== undefined) throw silent
    return {
      why: 'it has no agent',
      next: 'Start it with: loupe capture -- COMMAND, or load the agent in an initializer.',
    }
  },
}

/** By the rbtrace gem, where the process has it loaded. */
export const throughRbtrace: Way = {
  name: 'rbtrace',
  async reach(pid) {
    const gem = rbtraceOf(pid)
    if (gem === undefined) return { why: 'rbtrace is not loaded there' }
    return loaded('rbtrace', () => loadByRbtrace(pid, gem))
  },
}

/** By gdb, where the user allows it. */
export const throughGdb: Way = {
  name: 'gdb',
  async reach(pid, { inject = false, confirm }) {
    if (!inject) {
      return { why: 'gdb was not allowed', next: `Or allow it with --inject. ${INJECTION_RISK}` }
    }
    return loaded('gdb', async () => {
      injectionPlan(pid) // Nobody is asked for what is not possible.
      if (confirm !== undefined && !(await confirm(INJECTION_RISK))) {
        throw new LoupeError('no-agent', 'gdb was not allowed')
      }
      return (await injectAgent(pid)).path
    })
  },
}

/** What one way fails by is a reason like others: the next way is tried. */
async function loaded(way: string, load: () => Promise<string>): Promise<Reached | NotThisWay> {
  try {
    const path = await load()
    return { way, connect: () => connectAgent(path) }
  } catch (error) {
    if (!(error instanceof LoupeError)) throw error
    const why = error.message.replace(/\.$/, '').replace(/^The /, 'the ')
    return { why, ...(error.next === undefined ? {} : { next: error.next }) }
  }
}

/** In this order. */
export const WAYS: readonly Way[] = [throughAgent, throughRbtrace, throughGdb]

/** Throws LoupeError `no-agent` with all reasons where no way leads to the process. */
export async function reachProcess(
  pid: number,
  options: WayOptions = {},
  ways: readonly Way[] = WAYS,
): Promise<Reached> {
  if (!isAlive(pid)) {
    throw new LoupeError('no-agent', `There is no process ${pid}.`, 'loupe ps lists those of Ruby.')
  }
  const reasons: NotThisWay[] = []
  for (const way of ways) {
    const answer = await way.reach(pid, options)
    if ('connect' in answer) return answer
    reasons.push(answer)
  }
  throw beyondReach(pid, options) ?? allReasons(pid, reasons)
}

function allReasons(pid: number, reasons: readonly NotThisWay[]): LoupeError {
  const next = reasons.flatMap((reason) => (reason.next === undefined ? [] : [reason.next]))
  return new LoupeError(
    'no-agent',
    `Process ${pid} cannot be captured: ${reasons.map(({ why }) => why).join('; ')}.`,
    next.length === 0 ? undefined : next.join('\n'),
  )
}

/** Where it does not matter why each way failed, as none could have led there. */
function beyondReach(pid: number, { inject = false }: WayOptions): LoupeError | undefined {
  const user = process.geteuid?.() ?? 0
  const owner = statusOf(pid)?.uid ?? user
  if (user !== 0 && owner !== user) {
    return new LoupeError(
      'no-agent',
      `Process ${pid} belongs to another user.`,
      'Run loupe as that user, or as root.',
    )
  }
  // A debugger finds out for certain.
  if (!inject && isRubyProcess(pid) === false) {
    return new LoupeError(
      'no-agent',
      `Process ${pid} does not look like Ruby.`,
      'loupe ps lists the Ruby processes.',
    )
  }
  return undefined
}
