// The whole of `loupe watch` but the screen: starts the command if there is one, reads, says when a
// threshold is passed, takes dumps when told to, and hands back the record.
//
// Signals: of a living process, SIGINT and SIGTERM end the watching and nothing else. Of a command, a
// Ctrl-C at the terminal reaches it as well and it decides; SIGTERM and SIGHUP are handed on.

import { setTimeout as sleep } from 'node:timers/promises'
import type { StdioOptions } from 'node:child_process'
import { LoupeError } from '../base/errors.ts'
import type { CaptureReason, Watch, WatchReading } from '../workbench/capture-results.ts'
import { AgentError, connectAgent } from './agent-client.ts'
import type { AgentClient } from './agent-client.ts'
import { agentSockets } from './agent-sockets.ts'
import { listenTo } from './signals.ts'
import { captureQueue } from './capture-queue.ts'
import type { CaptureEvents } from './capture-queue.ts'
import type { DumpNames } from './dump-names.ts'
import { withoutSecrets } from './hidden-words.ts'
import { makeRunFolder } from './run-folder.ts'
import { verdictOf } from './series.ts'
import { schedule } from './triggers.ts'
import type { Triggers } from './triggers.ts'
import { underAgent } from './under-agent.ts'
import type { RunningCommand } from './under-agent.ts'
import { watchProcess } from './watch.ts'
import type { Watched } from './watch.ts'
import { isAlive } from './watched.ts'
import { reachProcess } from './ways.ts'

export interface WatchRun extends CaptureEvents {
  /** Seconds. */
  readonly every: number
  readonly duration?: number
  readonly names: DumpNames
  /** Bytes of RSS to tell of, at most `count` times for growth. */
  readonly thresholds?: Pick<Triggers, 'whenRss' | 'whenRssGrows'>
  readonly stdio?: StdioOptions
  readonly onStart?: (running: RunningCommand) => void
  readonly onReading?: (reading: WatchReading, watched: Watched) => void
  /** A threshold is passed; `capture` takes a dump and may be called later, or never. */
  readonly onThreshold?: (reason: CaptureReason, watched: Watched, capture: () => void) => void
}

/** The first passing of a limit, and each further growth, up to so many. */
const MOST_GROWTHS = 10
/** Seconds that a command has to end after it was asked to. */
const PATIENCE = 10

export async function watchLiving(pid: number, run: WatchRun): Promise<Watch> {
  if (!isAlive(pid)) {
    throw new LoupeError('no-agent', `There is no process ${pid}.`, 'loupe ps lists those of Ruby.')
  }
  const stop = new AbortController()
  const signals = listenTo({ SIGINT: () => stop.abort(), SIGTERM: () => stop.abort() })
  try {
    const connect = async (): Promise<AgentClient> => (await reachProcess(pid)).connect()
    const { watched, dumps, failures } = await readings({ pid }, connect, stop.signal, run)
    return record(watched, run, { dumps, failures })
  } finally {
    signals.stop()
  }
}

export async function watchCommand(command: readonly string[], run: WatchRun): Promise<Watch> {
  const folder = makeRunFolder()
  const stop = new AbortController()
  let running: RunningCommand | undefined
  const signals = listenTo({
    SIGINT: () => {},
    SIGQUIT: () => {},
    SIGTERM: () => running?.kill('SIGTERM'),
    SIGHUP: () => running?.kill('SIGHUP'),
  })
  try {
    const { stdio } = run
    running = await underAgent(command, {
      folder: folder.path,
      ...(stdio === undefined ? {} : { stdio }),
    })
    run.onStart?.(running)
    void running.ended.then(() => stop.abort())
    const connect = (pid: number): Promise<AgentClient> => connectIn(folder.path, pid)
    const target = { pid: running.pid, folder: folder.path }
    const { watched, dumps, failures } = await readings(target, connect, stop.signal, run)
    const timeIsUp = watched.stopped === 'time'
    if (timeIsUp) running.kill('SIGTERM')
    if (watched.stopped === 'interrupted') watched.stopped = 'gone'
    const ended = await Promise.race([running.ended, ...(timeIsUp ? [patience()] : [])])
    return record({ ...watched, uptime: 0 }, run, {
      command: withoutSecrets(command),
      dumps,
      failures,
      // What ended because time was up is not news.
      ...(ended === undefined || timeIsUp ? {} : { ended }),
    })
  } finally {
    signals.stop()
    folder.remove(isAlive)
  }
}

/** Does not hold this process up when the command ends sooner. */
function patience(): Promise<undefined> {
  return sleep(PATIENCE * 1000, undefined, { ref: false })
}

async function readings(
  target: { readonly pid: number; readonly folder?: string },
  connect: (pid: number) => Promise<AgentClient>,
  stop: AbortSignal,
  run: WatchRun,
) {
  const began = performance.now()
  const plan = schedule({ ...run.thresholds, count: MOST_GROWTHS })
  const queue = captureQueue({
    ...run,
    settings: { gzip: run.names.gzip },
    seconds: () => Math.round(performance.now() - began) / 1000,
    connect,
    target: (pid) => run.names.next(pid),
  })
  const abort = (): void => queue.abort()
  stop.addEventListener('abort', abort)
  try {
    const { every, duration, thresholds } = run
    const watched = await watchProcess(target, {
      every,
      ...(duration === undefined ? {} : { duration }),
      stop,
      onReading(reading, state) {
        run.onReading?.(reading, state)
        if (thresholds === undefined) return
        const { pid } = state
        for (const { reason } of plan.due(reading.at, [{ pid, rss: reading.rss }])) {
          run.onThreshold?.(reason, state, () => void queue.add(pid, reason))
        }
      },
    })
    await queue.drained()
    return { watched, dumps: queue.dumps, failures: queue.failures }
  } finally {
    queue.abort()
    stop.removeEventListener('abort', abort)
  }
}

function record(
  { pid, ruby, agent, uptime, others, readings: list, stopped }: Watched,
  { every }: WatchRun,
  more: Pick<Watch, 'command' | 'dumps' | 'failures' | 'ended'>,
): Watch {
  // Readings that an agent did not answer in time have no count of requests: none came that is known.
  let work = list.find((each) => each.work !== undefined)?.work
  const samples = list.map((reading) => {
    const { at, rss, live, collections } = reading
    work = reading.work ?? work
    return {
      at,
      rss,
      ...(live === undefined ? {} : { live }),
      ...(work === undefined ? {} : { work }),
      ...(collections === undefined ? {} : { collections }),
    }
  })
  return {
    kind: 'watch',
    version: 1,
    pid,
    ...(ruby === undefined ? {} : { ruby }),
    agent,
    ...(uptime === undefined ? {} : { uptime }),
    every,
    readings: list,
    verdict: verdictOf(samples, uptime === undefined ? {} : { uptime }),
    others,
    stopped,
    ...more,
  }
}

async function connectIn(folder: string, pid: number): Promise<AgentClient> {
  const socket = (await agentSockets(folder)).find((each) => each.pid === pid)
  if (socket !== undefined) return connectAgent(socket.path)
  throw new AgentError('no-socket', `Process ${pid} has no agent any more: it has ended.`)
}
