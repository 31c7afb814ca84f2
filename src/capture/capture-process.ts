// `loupe capture --pid PID`: dumps of living processes, at once or when the triggers say so. Ends
// when nothing can become due any more, when the processes have ended, or when it is stopped; they
// live on.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Capture } from '../workbench/capture-results.ts'
import type { AgentClient } from './agent-client.ts'
import { captureQueue } from './capture-queue.ts'
import type { CaptureEvents, CaptureSettings } from './capture-queue.ts'
import type { DumpNames } from './dump-names.ts'
import type { DumpSink } from './receive-dump.ts'
import { listenTo } from './signals.ts'
import { schedule } from './triggers.ts'
import type { Triggers } from './triggers.ts'
import { watched } from './watched.ts'
import type { Reached } from './ways.ts'

export interface ProcessCapture extends CaptureEvents {
  readonly settings: CaptureSettings
  readonly names: DumpNames
  /** Instead of a file. */
  readonly sink?: DumpSink
  /** None: at once, and that is all. */
  readonly triggers: Triggers | undefined
  readonly onSignal: NodeJS.Signals | undefined
  /** Trace allocations of the processes while this goes on. */
  readonly trace: boolean
  /** Ends it; what is whole is kept. */
  readonly stop: AbortSignal
  /** Four times a second. */
  readonly onLook?: (pid: number, rss: number | undefined) => void
}

const LOOK_EVERY = 250
/** Seconds, more than any run takes: an agent stops tracing when who asked for it goes. */
const AS_LONG_AS_IT_TAKES = 999_999

export async function captureProcesses(
  reached: ReadonlyMap<number, Reached>,
  wanted: ProcessCapture,
): Promise<Capture> {
  const { triggers, names, sink, stop } = wanted
  const began = performance.now()
  const seconds = (): number => Math.round(performance.now() - began) / 1000
  const pids = [...reached.keys()]
  const once = triggers === undefined && wanted.onSignal === undefined
  const processes = watched()
  const plan = schedule(triggers ?? { count: 0 })
  const queue = captureQueue({
    ...wanted,
    seconds,
    connect: (pid) => connect(reached, pid),
    target: (pid) => sink ?? (once && pids.length === 1 ? names.only(pid) : names.next(pid)),
  })
  const signals = listenTo(
    wanted.onSignal === undefined
      ? {}
      : { [wanted.onSignal]: () => pids.forEach((pid) => void queue.add(pid, 'signal')) },
  )
  const tracing: AgentClient[] = []
  stop.addEventListener('abort', () => queue.abort())
  try {
    if (wanted.trace) for (const pid of pids) tracing.push(await startTracing(reached, pid))
    if (once) for (const pid of pids) void queue.add(pid, 'asked')
    for (;;) {
      const observed = await processes.look(pids)
      for (const { pid, rss } of observed) wanted.onLook?.(pid, rss)
      for (const { pid, reason } of plan.due(seconds(), observed)) void queue.add(pid, reason)
      const through = wanted.onSignal === undefined && plan.over(observed)
      if (!queue.busy && (through || observed.length === 0)) break
      await Promise.race([sleep(LOOK_EVERY), once ? queue.drained() : new Promise(() => {})])
      if (stop.aborted) break
    }
    await queue.drained()
    return {
      kind: 'capture',
      version: 1,
      dumps: queue.dumps,
      failures: queue.failures,
      processes: processes.seen,
      interrupted: stop.aborted,
      seconds: seconds(),
    }
  } finally {
    queue.abort()
    signals.stop()
    for (const client of tracing) client.close()
  }
}

function connect(reached: ReadonlyMap<number, Reached>, pid: number): Promise<AgentClient> {
  const way = reached.get(pid)
  if (way === undefined) throw new Error(`process ${pid} was not reached`)
  return way.connect()
}

/** On a connection that stays open: it is what keeps the tracing on. */
async function startTracing(
  reached: ReadonlyMap<number, Reached>,
  pid: number,
): Promise<AgentClient> {
  const client = await connect(reached, pid)
  void client.request('trace', { state: 'on', for: AS_LONG_AS_IT_TAKES }).catch(() => {}) // closed at the end, or the process has ended
  return client
}
