// `loupe capture -- COMMAND`: runs the command under the agent, looks at its Ruby processes four
// times a second, takes what is due, and ends as the command ends.
//
// Signals: a Ctrl-C at the terminal reaches the command as well, which decides what it means; this
// process only waits for it. SIGTERM and SIGHUP are handed on, as whoever sends them to a wrapper
// means what is wrapped.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Capture } from '../workbench/capture-results.ts'
import { AgentError, connectAgent } from './agent-client.ts'
import type { AgentClient } from './agent-client.ts'
import { agentSockets } from './agent-sockets.ts'
import { captureQueue } from './capture-queue.ts'
import type { CaptureEvents, CaptureSettings } from './capture-queue.ts'
import type { DumpNames } from './dump-names.ts'
import { openExitGate } from './exit-gate.ts'
import { withoutSecrets } from './hidden-words.ts'
import { makeRunFolder } from './run-folder.ts'
import { listenTo } from './signals.ts'
import { schedule } from './triggers.ts'
import type { Triggers } from './triggers.ts'
import { underAgent } from './under-agent.ts'
import type { Ended, RunningCommand } from './under-agent.ts'
import { isAlive, watched } from './watched.ts'

export interface CommandCapture extends CaptureEvents {
  readonly settings: CaptureSettings
  readonly names: DumpNames
  readonly triggers: Triggers
  readonly atExit: boolean
  /** A signal to this process that takes a dump of all. */
  readonly onSignal: NodeJS.Signals | undefined
  /** Trace allocations from the first line on. */
  readonly trace: boolean
  /** Further files of ruby/ to load before loupe_command.rb, and what they look at. */
  readonly load?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly onStart?: (pid: number) => void
}

const LOOK_EVERY = 250
/** How long processes that outlive the command may take to come to their exit. */
const LAST_ONES = 5000

export async function captureCommand(
  command: readonly string[],
  wanted: CommandCapture,
): Promise<{ capture: Capture; ended: Ended }> {
  const folder = makeRunFolder()
  const began = performance.now()
  const seconds = (): number => Math.round(performance.now() - began) / 1000
  const processes = watched()
  const plan = schedule(wanted.triggers)
  const queue = captureQueue({
    ...wanted,
    seconds,
    connect: (pid) => connectIn(folder.path, pid),
    target: (pid) => wanted.names.next(pid),
  })
  const alive = async (): Promise<number[]> =>
    (await agentSockets(folder.path)).map(({ pid }) => pid).filter(isAlive)
  const captureAll = async (): Promise<void> => {
    for (const { pid } of await processes.look(await alive())) void queue.add(pid, 'signal')
  }

  const gate = wanted.atExit
    ? await openExitGate(folder.path, async (pid) => {
        await processes.look([pid])
        await queue.add(pid, 'exit')
      })
    : undefined
  let over = false
  let running: RunningCommand | undefined
  const signals = listenTo({
    SIGINT: () => (over ? queue.abort() : undefined),
    SIGQUIT: () => (over ? queue.abort() : undefined),
    SIGTERM: () => (over ? queue.abort() : running?.kill('SIGTERM')),
    SIGHUP: () => (over ? queue.abort() : running?.kill('SIGHUP')),
    ...(wanted.onSignal === undefined ? {} : { [wanted.onSignal]: () => void captureAll() }),
  })
  try {
    running = await underAgent(command, {
      folder: folder.path,
      load: [...(wanted.load ?? []), 'loupe_command.rb'],
      env: {
        ...wanted.env,
        ...(wanted.trace ? { LOUPE_CAPTURE_TRACE: '1' } : {}),
        ...(gate === undefined ? {} : { LOUPE_CAPTURE_EXIT: gate.path }),
      },
    })
    wanted.onStart?.(running.pid)
    const ended = await untilEnded(running.ended, async () => {
      const observed = await processes.look(await alive())
      // What is due before there is a process is due when there is one.
      if (observed.length === 0) return
      for (const { pid, reason } of plan.due(seconds(), observed)) void queue.add(pid, reason)
    })
    over = true
    await queue.drained()
    const deadline = performance.now() + (gate === undefined ? 0 : LAST_ONES)
    while (performance.now() < deadline && (await alive()).length > 0) {
      await sleep(50)
      await queue.drained()
    }
    const remaining = await alive()
    const capture: Capture = {
      kind: 'capture',
      version: 1,
      command: withoutSecrets(command),
      dumps: queue.dumps,
      failures: queue.failures,
      processes: processes.seen,
      ended,
      ...(remaining.length === 0 ? {} : { remaining }),
      interrupted: false,
      seconds: seconds(),
    }
    return { capture, ended }
  } finally {
    queue.abort()
    gate?.close()
    signals.stop()
    folder.remove(isAlive)
  }
}

async function untilEnded(ended: Promise<Ended>, look: () => Promise<void>): Promise<Ended> {
  for (;;) {
    const result = await Promise.race([ended, sleep(LOOK_EVERY, undefined, { ref: false })])
    if (result !== undefined) return result
    await look()
  }
}

async function connectIn(folder: string, pid: number): Promise<AgentClient> {
  const [socket] = (await agentSockets(folder)).filter((each) => each.pid === pid)
  if (socket !== undefined) return connectAgent(socket.path)
  throw new AgentError(
    'no-socket',
    `Process ${pid} has no agent any more: it has ended, or its socket was removed.`,
  )
}
