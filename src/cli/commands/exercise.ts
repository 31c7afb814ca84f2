import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { LoupeError } from '../../base/errors.ts'
import { exercise } from '../../capture/exercise.ts'
import type { ExerciseHearing, ExercisePlan } from '../../capture/exercise.ts'
import {
  checkRequest,
  fromEnvironment,
  parseHeader,
  parseRequests,
  parseStatuses,
} from '../../capture/exercise-requests.ts'
import type { ExerciseRequest, FromEnvironment } from '../../capture/exercise-requests.ts'
import { listenToStop } from '../../capture/signals.ts'
import { exerciseFrame, exerciseLine } from '../../report/exercise-chart.ts'
import { exerciseReport } from '../../report/exercise.ts'
import { safeText } from '../../report/safe-text.ts'
import type { Exercise, ExerciseReading } from '../../workbench/capture-results.ts'
import { print } from '../answer.ts'
import { examples } from '../command-list.ts'
import { optionsOf, paintFor } from '../context.ts'
import type { Context, GlobalOptions } from '../context.ts'
import { comparedDumps, growthPerRequest } from '../exercise-growth.ts'
import { INTERRUPTED } from '../failure.ts'
import { liveFrame } from '../live-frame.ts'
import { withDumps } from '../open-dumps.ts'
import { collect, JSON_OPTION, wholeNumber } from '../option-values.ts'
import { colorFor, widthFor } from '../terminal.ts'

interface Options extends GlobalOptions {
  readonly path?: readonly string[]
  readonly requests?: number
  readonly rounds: number
  readonly warm?: number
  readonly every?: number
  readonly method?: string
  readonly header?: readonly string[]
  readonly body?: string
  readonly script?: string
  readonly auth?: string
  readonly server?: string | true
  readonly allowStatus?: string
  readonly app: string
  readonly ruby: string
  readonly trace: boolean
  readonly output?: string
  readonly json?: boolean
}

const REQUESTS = 200
const WARM = 50
/** Readings in each round, where nothing is said. */
const READINGS = 10

const ABOUT = `
The application in the current folder is booted as in production (RAILS_ENV and RACK_ENV are set to
production unless they are set; secrets are yours to give) and called in its own process, request by
request. After every few requests it collects garbage and its memory is read; after each round a dump
is taken. What it prints goes to app.log beside the dumps. Requests are real: so are the rows that
a POST writes.

Without --path or --script it calls /. Variables that derailed_benchmarks knows count where no option
says otherwise: PATH_TO_HIT or ENDPOINT, TEST_COUNT or CNT, WARM_COUNT, REQUEST_METHOD, REQUEST_BODY,
CONTENT_TYPE, HTTP_…, USE_SERVER, RAILS_ENV, RACK_ENV.

A script has a request a line, and set in below it headers and a body:
  GET /works/1
  POST /works
    Content-Type: application/json
    {"title": "x"}

An --auth file is Ruby, loaded after boot:
  LoupeExercise.sign_in { |client| client.post('/login', 'name=a&password=b') }
  LoupeExercise.each_request { |env| env['rack.session'] = { user_id: 1 } }`

export function declare(command: Command, context: Context): void {
  command
    .option('-p, --path <path>', 'what to request; repeatable, in turn (default /)', collect)
    .option('-r, --requests <N>', `in each round (default ${REQUESTS})`, wholeNumber(1))
    .option('--rounds <N>', 'with a dump after each', wholeNumber(1), 3)
    .option('--warm <N>', `requests before the first round (default ${WARM})`, wholeNumber(0))
    .option(
      '--every <N>',
      `requests between readings (default: ${READINGS} readings a round)`,
      wholeNumber(1),
    )
    .option('-X, --method <method>', 'GET, POST …')
    .option('-H, --header <header>', "'Name: value'; repeatable", collect)
    .option('-d, --body <text>', 'of each request; @FILE reads a file')
    .option('--script <file>', 'requests from a file, see below')
    .option('--auth <file>', 'Ruby that signs in, see below')
    .option('--server [name]', 'over HTTP, through puma or another server of its gems')
    .option('--allow-status <list>', 'go on when answers are these: 302,4xx or all')
    .option('--app <folder>', 'where the application is', '.')
    .option('--ruby <command>', 'the Ruby to run it with', 'ruby')
    .option('--no-trace', 'do not trace allocations: faster, but no sites and gems')
    .option('-o, --output <folder>', 'for dumps and log (default: tmp/loupe-… or loupe-…)')
    .option(...JSON_OPTION)
    .addHelpText('after', ABOUT)
    .addHelpText(
      'after',
      examples(
        'loupe exercise --path /works/1',
        'loupe exercise --path /works/1 --path /works --requests 500',
        'loupe exercise --server puma --script visit.txt --auth sign_in.rb',
        'TEST_COUNT=100 PATH_TO_HIT=/works/1 loupe exercise',
      ),
    )
    .action(async () => {
      const options = optionsOf<Options>(command)
      const env = fromEnvironment(context.terminal.env)
      const plan = planOf(options, env, context)
      if (env.used.length > 0 && options.json !== true) {
        context.terminal.err(`note: from the environment: ${env.used.join(', ')}\n`)
      }
      const face = faceOf(context, options)
      const stop = listenToStop(INTERRUPTED)
      let result: Exercise
      try {
        result = await exercise(plan, face.hearing, stop.signal)
      } catch (error) {
        if (!stop.signal.aborted) throw error
        context.setStatus(INTERRUPTED)
        face.clear()
        const kept = existsSync(plan.output)
          ? `what was taken is in ${safeText(plan.output)}`
          : 'nothing was taken'
        context.terminal.err(`loupe: interrupted; ${kept}\n`)
        return
      } finally {
        face.clear()
        stop.done()
      }
      print(await compared(result, context, options), '', context, options, exerciseReport)
    })
}

function planOf(options: Options, env: FromEnvironment, { terminal }: Context): ExercisePlan {
  const folder = resolve(options.app)
  const count = options.requests ?? env.requests ?? REQUESTS
  const server = options.server === true ? 'puma' : (options.server ?? env.server)
  return {
    folder,
    env: terminal.env,
    ruby: options.ruby,
    requests: requestsOf(options, env),
    count,
    rounds: options.rounds,
    warm: options.warm ?? env.warm ?? WARM,
    every: options.every ?? Math.ceil(count / READINGS),
    ...(server === undefined ? {} : { server: server === 'true' ? 'puma' : server }),
    ...(options.auth === undefined ? {} : { auth: existing(options.auth) }),
    allow: options.allowStatus === undefined ? [] : parseStatuses(options.allowStatus),
    trace: options.trace,
    output: options.output ?? join(...outputFolder(folder)),
  }
}

function requestsOf(options: Options, env: FromEnvironment): ExerciseRequest[] {
  const own = Object.fromEntries((options.header ?? []).map(parseHeader))
  const headers = { ...env.headers, ...own }
  if (options.script !== undefined) {
    const given = [options.path, options.method, options.body].some((each) => each !== undefined)
    if (given) {
      throw new LoupeError(
        'usage',
        '--script has the requests, so --path, --method and --body mean nothing with it.',
        'Leave them out; --header counts for every request.',
      )
    }
    const requests = parseRequests(readText(options.script), options.script)
    return requests.map((request) => ({ ...request, headers: { ...headers, ...request.headers } }))
  }
  const body = options.body ?? env.body ?? null
  const method = (options.method ?? env.method ?? (body === null ? 'GET' : 'POST')).toUpperCase()
  const text = body?.startsWith('@') === true ? readText(body.slice(1)) : body
  const form = text !== null && !Object.keys(headers).some((name) => /^content-type$/i.test(name))
  return (options.path ?? [env.path ?? '/']).map((path) =>
    checkRequest({
      method,
      path,
      headers: form ? { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' } : headers,
      body: text,
    }),
  )
}

function readText(file: string): string {
  return readFileSync(existing(file), 'utf8')
}

function existing(file: string): string {
  if (existsSync(file)) return resolve(file)
  throw new LoupeError('not-found', `${file}: no such file.`, 'Check the name and the folder.')
}

/** A name of its own for each run, in tmp/ where the application has one. */
function outputFolder(folder: string): string[] {
  const time = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
  return [
    ...(existsSync(join(folder, 'tmp')) && folder === process.cwd() ? ['tmp'] : []),
    `loupe-${time}`,
  ]
}

interface Face {
  readonly hearing: ExerciseHearing
  clear(): void
}

/** Charts that move for a person at a terminal, else a line a reading; both on stderr. */
function faceOf({ terminal }: Context, options: Options): Face {
  const live = options.progress && terminal.errIsTTY && terminal.env['TERM'] !== 'dumb'
  const color = paintFor(colorFor(terminal, options.color, terminal.errIsTTY))
  const frame = liveFrame({ write: terminal.err, columns: () => terminal.columns ?? 80 })
  let readings: readonly ExerciseReading[] = []
  let phase = ''
  const draw = (): void => {
    const view = { width: widthFor(terminal, options.width), color, dump: '' }
    frame.draw(exerciseFrame(readings, phase, view))
  }
  return {
    hearing: {
      onPhase(now) {
        phase = now
        if (live) draw()
        else if (options.progress) terminal.err(`${now}\n`)
      },
      onReading(all) {
        readings = all
        const last = all[all.length - 1]
        if (live) draw()
        else if (options.progress && last !== undefined) terminal.err(`  ${exerciseLine(last)}\n`)
      },
      onDump({ path }) {
        if (!live && options.progress) terminal.err(`  wrote ${safeText(path)}\n`)
      },
    },
    clear: () => (live ? frame.clear() : undefined),
  }
}

/** With what each request left behind, where there are two dumps to tell. */
async function compared(
  result: Exercise,
  context: Context,
  options: GlobalOptions,
): Promise<Exercise> {
  const chosen = comparedDumps(result.dumps)
  if (chosen.length < 2) {
    const note = 'One dump tells what there is; what each request leaves behind takes two rounds.'
    return { ...result, notes: [...result.notes, note] }
  }
  const names = chosen.map(({ path }) => path)
  return withDumps(names, context, options, async (dumps) => {
    const comparison = await context.platform.compare(dumps)
    return { ...result, growth: growthPerRequest(comparison, chosen, result.plan.traced) }
  })
}
