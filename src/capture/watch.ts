// Readings of a living process, one every so many seconds: from its agent where it has one, else what
// the system tells of any process. An agent that does not answer in time, because the program is in
// C code or stopped, costs a reading nothing but what only it knows.

import { readFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { WatchReading } from '../workbench/capture-results.ts'
import { connectAgent } from './agent-client.ts'
import type { AgentClient, AgentLine } from './agent-client.ts'
import { agentSockets, socketsOf } from './agent-sockets.ts'
import { startedIn } from './process-files.ts'
import { rssOf } from './process-memory.ts'
import { isAlive } from './watched.ts'

export interface WatchTarget {
  readonly pid: number
  /** Where the agents of a command listen: then the first process that has one is watched. */
  readonly folder?: string
}

export interface WatchOptions {
  /** Seconds between readings. */
  readonly every: number
  /** Seconds in all; without it, until the process is gone. */
  readonly duration?: number
  readonly stop: AbortSignal
  /** Each reading when it is there; the next one is not taken before the promise is kept. */
  readonly onReading?: (reading: WatchReading, watched: Watched) => void | Promise<void>
}

export interface Watched {
  pid: number
  /** '3.1.2', known by an agent. */
  ruby?: string
  agent: boolean
  /** Seconds that the process had run when watching began. */
  uptime?: number
  /** Other processes that had an agent in the folder. */
  others: number[]
  readings: WatchReading[]
  stopped: 'time' | 'gone' | 'interrupted'
}

/** Milliseconds that an agent may take to answer: half the time between two readings, at least. */
const LEAST_PATIENCE = 1000
/** Without a process: how long a command may take to have one with an agent or memory. */
const BOOT = 5000

export async function watchProcess(target: WatchTarget, options: WatchOptions): Promise<Watched> {
  const { every, duration = Infinity, stop, onReading } = options
  const watched: Watched = {
    pid: target.pid,
    agent: false,
    others: [],
    readings: [],
    stopped: 'time',
  }
  const source = readingSource(target, watched, Math.max(LEAST_PATIENCE, every * 500))
  const began = performance.now()
  const seconds = (): number => (performance.now() - began) / 1000
  try {
    for (let due = 0; ; due = nextDue(due, every, seconds())) {
      // The last one may come a moment early: a watch of 10 s has its reading at 10 s.
      if (due > duration + every / 100) break
      if (!(await asleep(due - seconds(), stop))) {
        watched.stopped = 'interrupted'
        break
      }
      const at = Math.round(seconds() * 1000) / 1000
      const reading = await source.read(at)
      if (reading === undefined) {
        if (watched.readings.length === 0 && seconds() * 1000 < BOOT && isAlive(target.pid))
          continue
        watched.stopped = 'gone'
        break
      }
      watched.readings.push(reading)
      await onReading?.(reading, watched)
    }
  } finally {
    source.close()
  }
  return watched
}

/** Beats that were missed, while a dump was taken say, are left out. */
function nextDue(due: number, every: number, now: number): number {
  return now <= due + every ? due + every : Math.ceil(now / every) * every
}

/** False where it was stopped. */
async function asleep(seconds: number, stop: AbortSignal): Promise<boolean> {
  if (stop.aborted) return false
  if (seconds <= 0) return true
  try {
    await wait(seconds * 1000, undefined, { signal: stop })
    return true
  } catch {
    return false
  }
}

interface Source {
  /** Undefined where there is no such process any more. */
  read(at: number): Promise<WatchReading | undefined>
  close(): void
}

function readingSource(target: WatchTarget, watched: Watched, patience: number): Source {
  let client: AgentClient | undefined
  let first = true

  async function agent(): Promise<AgentClient | undefined> {
    if (client !== undefined) return client
    for (const { pid, path } of await candidates(target, watched)) {
      try {
        const made = await connectAgent(path, { timeout: patience })
        if (target.folder === undefined && made.hello.pid !== target.pid) {
          made.close()
          continue
        }
        // What was read so far was of a shell, or whatever else has started it.
        if (made.hello.pid !== watched.pid) watched.readings.length = 0
        watched.pid = made.hello.pid
        watched.ruby = made.hello.ruby_version
        watched.agent = true
        client = made
        return made
      } catch {
        // Gone, or busy: another one, or the next reading, may do better.
        if (pid === watched.pid && watched.agent) return undefined
      }
    }
    return undefined
  }

  return {
    async read(at) {
      if (target.folder !== undefined) await noteOthers(target.folder, watched)
      const line = await agent().then(async (found) => {
        if (found === undefined) return undefined
        try {
          return await found.request('status', {}, { silence: patience })
        } catch {
          client?.close()
          client = undefined
          return undefined
        }
      })
      const reading = line === undefined ? undefined : fromStatus(at, line)
      if (first) {
        first = false
        const uptime = line === undefined ? await uptimeOf(watched.pid) : numberIn(line, 'uptime_s')
        if (uptime !== undefined) watched.uptime = uptime
      }
      if (reading !== undefined) return reading
      const rss = await rssOf(watched.pid)
      if (rss === undefined) return undefined
      const pss = await pssOf(watched.pid)
      return { at, rss, ...(pss === undefined ? {} : { pss }) }
    },
    close: () => client?.close(),
  }
}

async function noteOthers(folder: string, watched: Watched): Promise<void> {
  for (const { pid } of await agentSockets(folder)) {
    if (!watched.others.includes(pid)) watched.others.push(pid)
  }
  watched.others = watched.others.filter((pid) => pid !== watched.pid)
}

/** The process itself first, then the lowest number. */
async function candidates(
  { pid, folder }: WatchTarget,
  watched: Watched,
): Promise<readonly { readonly pid: number; readonly path: string }[]> {
  if (folder === undefined) return socketsOf(pid)
  const sockets = await agentSockets(folder)
  const own = watched.agent ? watched.pid : pid
  const order = [...sockets].sort((a, b) => Number(b.pid === own) - Number(a.pid === own))
  // Once a process is watched it stays that one, as long as it is there.
  return watched.agent ? order.filter((socket) => socket.pid === own) : order
}

/** From an agent's `status`; undefined where it says nothing of memory. */
function fromStatus(at: number, line: AgentLine): WatchReading | undefined {
  const memory = recordIn(line, 'memory')
  const gc = recordIn(line, 'gc')
  const rss = numberIn(memory, 'rss')
  if (rss === undefined) return undefined
  const more: Record<keyof Omit<WatchReading, 'at' | 'rss'>, number | undefined> = {
    pss: numberIn(memory, 'pss'),
    pages: numberIn(gc, 'heap_allocated_pages'),
    live: numberIn(gc, 'heap_live_slots'),
    malloc: numberIn(gc, 'malloc_increase_bytes'),
    collections: numberIn(gc, 'count'),
    major: numberIn(gc, 'major_gc_count'),
    work: numberIn(line, 'requests'),
  }
  const known = Object.entries(more).filter(([, value]) => value !== undefined)
  return { at, rss, ...Object.fromEntries(known) }
}

function recordIn(line: Readonly<Record<string, unknown>>, key: string): Record<string, unknown> {
  const value = line[key]
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function numberIn(record: Readonly<Record<string, unknown>>, key: string): number | undefined {
  const value = record[key]
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** Linux alone tells, and only of one's own processes. */
async function pssOf(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
  const [, kilobytes] = /^Pss:\s+(\d+) kB/m.exec(text) ?? []
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
}

/** Seconds, by /proc. */
async function uptimeOf(pid: number): Promise<number | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    const up = Number.parseFloat(await readFile('/proc/uptime', 'utf8'))
    return Math.max(0, up - startedIn(stat))
  } catch {
    return undefined
  }
}
