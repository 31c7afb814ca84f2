// Exercises an application: boots it, warms it up, then sends rounds of requests, reads its memory
// after every few of them, and takes a dump after each round. All that is started is ended, and the
// folder of sockets removed, however this ends; dumps that are whole stay.

import { lstatSync, mkdirSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { LoupeError } from '../base/errors.ts'
import type {
  Exercise,
  ExerciseAnswer,
  ExerciseDump,
  ExerciseReading,
} from '../workbench/capture-results.ts'
import { connectAgent } from './agent-client.ts'
import type { AgentClient } from './agent-client.ts'
import { pauseOf } from './capture-queue.ts'
import { namesOf, productionLike, startApp, whyNoApp } from './exercise-app.ts'
import type { App } from './exercise-app.ts'
import { requestLine } from './exercise-requests.ts'
import type { ExerciseRequest } from './exercise-requests.ts'
import { growthOf } from './growth.ts'
import { receiveDump } from './receive-dump.ts'
import { makeRunFolder } from './run-folder.ts'
import { verdictOf } from './series.ts'
import { fileError } from './temporary-files.ts'

export interface ExercisePlan {
  /** Of the application. */
  readonly folder: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly ruby: string
  /** Sent one after the other, again and again. At least one. */
  readonly requests: readonly ExerciseRequest[]
  /** Of each round, at least 1. */
  readonly count: number
  readonly rounds: number
  /** Before the first round. */
  readonly warm: number
  /** Requests between readings, at least 1. */
  readonly every: number
  /** Absent: in process. */
  readonly server?: string
  /** Absolute path of a Ruby file. */
  readonly auth?: string
  /** Statuses beside 2xx, as ranges with both ends. */
  readonly allow: readonly (readonly [from: number, to: number])[]
  readonly trace: boolean
  /** For dumps and log: made where it is not there, else it must be empty. */
  readonly output: string
}

export interface ExerciseHearing {
  /** What is done now: booting, round 2 of 3, a dump. */
  readonly onPhase?: (phase: string) => void
  readonly onReading?: (readings: readonly ExerciseReading[]) => void
  readonly onDump?: (dump: ExerciseDump) => void
}

/** Throws LoupeError, and the reason of `signal` where that was aborted. */
export async function exercise(
  plan: ExercisePlan,
  hearing: ExerciseHearing,
  signal: AbortSignal,
): Promise<Exercise> {
  const whyNot = whyNoApp(plan.folder)
  if (whyNot !== undefined) {
    throw new LoupeError(
      'usage',
      whyNot,
      'Run loupe exercise in the folder of a Rails or Rack application, or name it with --app.',
    )
  }
  makeOutput(plan.output)
  const log = join(plan.output, 'app.log')
  const sockets = makeRunFolder()
  let app: App | undefined
  try {
    hearing.onPhase?.('booting the application')
    const { folder, ruby } = plan
    const env = productionLike(plan.env)
    app = await startApp({ folder, log, sockets: sockets.path, env, ruby, signal })
    return await rounds(app, plan, hearing, log)
  } finally {
    await app?.end()
    sockets.remove(() => false)
    if (app === undefined) removeEmpty(plan.output, log)
  }
}

/** What was made for an application that did not boot, unless it has printed something. */
function removeEmpty(folder: string, log: string): void {
  try {
    if (statSync(log).size > 0) return
    rmSync(log)
    rmdirSync(folder)
  } catch {
    // there was no log, or others have put something there
  }
}

async function rounds(
  app: App,
  plan: ExercisePlan,
  hearing: ExerciseHearing,
  log: string,
): Promise<Exercise> {
  const began = performance.now()
  const { booted } = app
  const statuses: Record<string, number> = {}
  const dumps: ExerciseDump[] = []
  const notes: string[] = []
  const readings: ExerciseReading[] = []
  let done = 0
  let odd: ExerciseAnswer | undefined
  let secure = false

  const setup = {
    do: 'setup',
    requests: plan.requests,
    server: plan.server ?? null,
    auth: plan.auth ?? null,
    allow: plan.allow,
  }
  const boot = readingOf((await app.command(setup))['sample'], 0, 0)
  readings.push(boot)
  hearing.onReading?.(readings)

  const send = async (count: number): Promise<void> => {
    for (let left = count; left > 0;) {
      const batch = Math.min(plan.every, left)
      const ran = await app.command({ do: 'run', count: batch })
      left -= batch
      done += batch
      for (const [status, times] of Object.entries(ran['statuses'] as Record<string, number>)) {
        statuses[status] = (statuses[status] ?? 0) + times
      }
      const answer = ran['odd'] as ExerciseAnswer | null
      if (ran['refused'] === true && answer !== null) throw refused(answer, log)
      odd ??= answer === null ? undefined : withoutNull(answer)
      secure ||= ran['secure'] === true
      readings.push(readingOf(ran['sample'], done, (performance.now() - began) / 1000))
      hearing.onReading?.(readings)
    }
  }

  if (plan.warm > 0) hearing.onPhase?.('warming up')
  await send(plan.warm)
  await forgetFirstDump(app)
  if (plan.trace) await askAgent(app, (client) => client.request('trace', { state: 'on' }))
  const warmed = readings.length - 1
  for (let round = 1; round <= plan.rounds; round++) {
    hearing.onPhase?.(`round ${round} of ${plan.rounds}`)
    await send(plan.count)
    hearing.onPhase?.(`round ${round} of ${plan.rounds}: taking the dump`)
    dumps.push(await dump(app, plan, round, done))
    hearing.onDump?.(dumps[dumps.length - 1])
  }

  const after = readings.slice(warmed)
  const objects = growthOf(boot, after)
  const rss = verdictOf(
    after.map(({ seconds, rss: bytes, requests }, index) => ({
      at: seconds,
      rss: bytes,
      work: requests,
      collections: index,
    })),
  )
  if (secure) {
    notes.push('The application wants HTTPS: requests were sent as if a proxy had spoken it.')
  }
  if (plan.trace) {
    notes.push(
      'Allocations were traced from the end of the warm-up on, which takes memory of its own: RSS ' +
        'has it, the other figures do not. --no-trace runs without, and without sites and gems.',
    )
  }
  return {
    kind: 'exercise',
    version: 1,
    app: {
      kind: booted['app'] === 'rails' ? 'rails' : 'rack',
      ...namesOf(booted),
      ...(plan.server === undefined ? {} : { server: plan.server }),
      boot: Number(booted['seconds']),
    },
    plan: {
      requests: plan.count,
      rounds: plan.rounds,
      warm: plan.warm,
      every: plan.every,
      traced: plan.trace,
      lines: plan.requests.map(requestLine),
    },
    statuses,
    ...(odd === undefined ? {} : { odd }),
    readings,
    verdict:
      objects.verdict === 'growing' || rss.verdict !== 'growing' ? objects.verdict : 'growing',
    objects,
    rss,
    folder: plan.output,
    log,
    dumps,
    notes,
  }
}

/**
 * What taking a dump loads and remembers comes with the first one. That goes nowhere, so that it does
 * not look like growth between those that are kept.
 */
async function forgetFirstDump(app: App): Promise<void> {
  await askAgent(app, (client) => client.request('dump', { gc: 0, heap: 0 }))
}

/** On a connection of its own: one that stays open would be in the dumps. */
async function askAgent<T>(app: App, ask: (client: AgentClient) => Promise<T>): Promise<T> {
  const client = await connectAgent(await app.socket())
  try {
    return await ask(client)
  } finally {
    client.close()
  }
}

async function dump(
  app: App,
  plan: ExercisePlan,
  round: number,
  requests: number,
): Promise<ExerciseDump> {
  const files = {
    dump: join(plan.output, `round-${round}.json.gz`),
    capture: join(plan.output, `round-${round}.capture.json`),
    overwrite: false,
  }
  const received = await askAgent(app, (client) => receiveDump(client, { gzip: 1 }, files))
  return {
    path: files.dump,
    ...(received.capture ? { capture: files.capture } : {}),
    round,
    requests,
    bytes: received.bytes,
    objects: received.objects,
    pause: pauseOf(received.result['pause']),
  }
}

function readingOf(sample: unknown, requests: number, seconds: number): ExerciseReading {
  const values = sample as Readonly<Record<string, number>>
  return {
    requests,
    seconds: Math.round(seconds * 1000) / 1000,
    rss: values['rss'] ?? 0,
    live: values['live'] ?? 0,
    liveBytes: values['live_bytes'] ?? 0,
    heapBytes: values['heap_bytes'] ?? 0,
    milliseconds: values['milliseconds'] ?? 0,
  }
}

/** JSON from Ruby has null where the record has nothing. */
function withoutNull(answer: ExerciseAnswer): ExerciseAnswer {
  const { location, ...rest } = answer as ExerciseAnswer & { location?: string | null }
  return { ...rest, ...(typeof location === 'string' ? { location } : {}) }
}

function refused(answer: ExerciseAnswer, log: string): LoupeError {
  const { method, path, status, location, beginning } = withoutNull(answer)
  const to = location === undefined ? '' : `, which leads to ${location}`
  const lines = beginning
    .split('\n')
    .map((line) => line.trim().slice(0, 200))
    .filter((line) => line !== '')
    .slice(0, 8)
  const advice =
    status === 401 ||
    status === 403 ||
    (location !== undefined && /log.?in|sign.?in/i.test(location))
      ? 'It wants a user: sign in with --auth FILE.rb, or send a header with --header.'
      : status === 404
        ? 'Name a path that the application has: --path /works/1'
        : status >= 500
          ? `Its log says why: ${log}`
          : 'Name other requests with --path, --method, --header or --script.'
  return new LoupeError(
    'app-failed',
    [
      `${method} ${path} was answered with ${status}${to}.`,
      ...lines.map((line) => `    ${line}`),
    ].join('\n'),
    `${advice}\nTo go on all the same: --allow-status ${status}`,
  )
}

/** A folder of this user's alone: dumps hold all that the process held. */
function makeOutput(folder: string): void {
  const there = lstatSync(folder, { throwIfNoEntry: false })
  if (there !== undefined && (!there.isDirectory() || readdirSync(folder).length > 0)) {
    throw new LoupeError(
      'usage',
      `${folder} is there already, and not an empty folder.`,
      'Name another one with --output.',
    )
  }
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw fileError(error, folder)
  }
}
