// `loupe watch`: where the readings go. A person at a terminal gets charts that move, everything else
// gets a line a reading. What belongs to a watched command's own output stays there: with a command,
// all of Loupe's goes to stderr.

import { closeSync, openSync, writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Command } from 'commander'
import { formatBytes } from '../../base/format.ts'
import { LoupeError } from '../../base/errors.ts'
import type { CaptureReason, Watch } from '../../workbench/capture-results.ts'
import { dumpNames, programName } from '../../capture/dump-names.ts'
import { exitStatus } from '../../capture/under-agent.ts'
import type { Ended, RunningCommand } from '../../capture/under-agent.ts'
import type { Watched } from '../../capture/watch.ts'
import { watchCommand, watchLiving } from '../../capture/watch-run.ts'
import type { WatchRun } from '../../capture/watch-run.ts'
import { safeText } from '../../report/safe-text.ts'
import { watchReport } from '../../report/watch.ts'
import { csvLine, CSV_TITLES, watchFrame, watchLine, watchTitles } from '../../report/watch-live.ts'
import { jsonDocument } from '../answer.ts'
import { examples } from '../command-list.ts'
import { optionsOf, paintFor } from '../context.ts'
import type { Context, GlobalOptions } from '../context.ts'
import { liveFrame } from '../live-frame.ts'
import { byteSize, duration, JSON_OPTION } from '../option-values.ts'
import { colorFor, widthFor } from '../terminal.ts'

interface Options extends GlobalOptions {
  readonly every: number
  readonly for?: number
  readonly csv?: string
  readonly json?: boolean
  readonly whenRss?: number
  readonly whenRssGrows?: number
  readonly capture?: boolean
  readonly output?: string
}

const USUAL_ROWS = 24

export function declare(command: Command, context: Context): void {
  command
    .option('-e, --every <time>', 'time between readings', duration, 1)
    .option('--for <time>', 'how long; a command is ended then (default: until it ends)', duration)
    .option('--csv <file>', 'write each reading to a new file as well')
    .option(...JSON_OPTION)
    .option('--when-rss <size>', 'offer a dump when RSS passes this', byteSize)
    .option('--when-rss-grows <size>', 'offer a dump whenever RSS has grown by this', byteSize)
    .option('--capture', 'take these dumps without asking')
    .option('-o, --output <name>', 'of dumps: a name to begin with, or a folder')
    .addHelpText('after', HELP)
    .action(async (words: readonly string[]) => {
      const options = optionsOf<Options>(command)
      const [first = ''] = words
      const pid = words.length === 1 && /^\d{1,9}$/.test(first) ? Number(first) : undefined
      if (options.capture === true && !hasThreshold(options)) {
        throw new LoupeError('usage', '--capture needs to know when.', 'Add --when-rss 800MB.')
      }
      const face = faceOf(context, options, pid === undefined ? words : undefined)
      let result: Watch
      try {
        result = await (pid === undefined
          ? watchCommand(words, face.run)
          : watchLiving(pid, face.run))
      } finally {
        face.close()
      }
      face.print(result)
      if (result.ended !== undefined) context.setStatus(exitStatus(result.ended as Ended))
    })
}

interface Face {
  readonly run: WatchRun
  close(): void
  print(result: Watch): void
}

function faceOf(context: Context, options: Options, command: readonly string[] | undefined): Face {
  const { terminal } = context
  const aside = command !== undefined || options.json === true
  const isTTY = aside ? terminal.errIsTTY : terminal.outIsTTY
  const write = aside ? terminal.err : terminal.out
  const live = isTTY && options.progress && terminal.env['TERM'] !== 'dumb'
  const paint = paintFor(colorFor(terminal, options.color, isTTY))
  const view = () => ({ width: widthFor(terminal, options.width), color: paint, dump: '' })
  const frame = liveFrame({ write, columns: () => terminal.columns ?? 80 })
  const csv = options.csv === undefined ? undefined : csvFile(options.csv)
  const questions = asker(terminal.inIsTTY && command === undefined)
  let watched: Watched | undefined
  let note: string | undefined
  let titled = false

  const draw = (): void => {
    if (!live || watched === undefined) return
    const rows = process.stderr.rows ?? process.stdout.rows ?? USUAL_ROWS
    const about = { ...watched, ...(command === undefined ? {} : { command }) }
    // One cell stays free: what is typed would wrap a full line, and the frame would lose its place.
    const narrower = { ...view(), width: view().width - 1 }
    frame.draw(watchFrame(note === undefined ? about : { ...about, note }, narrower, rows))
  }
  const say = (text: string): void => {
    note = text
    if (live) draw()
    else if (options.progress) terminal.err(`loupe: ${safeText(text)}\n`)
  }
  const resized = (): void => draw()
  if (live) process.on('SIGWINCH', resized)

  const run: WatchRun = {
    every: options.every,
    ...(options.for === undefined ? {} : { duration: options.for }),
    names: dumpNames(
      { ...(options.output === undefined ? {} : { output: options.output }), overwrite: false },
      command === undefined ? 'ruby' : programName(command),
    ),
    ...(hasThreshold(options) ? { thresholds: thresholdsOf(options) } : {}),
    ...(command === undefined ? {} : { stdio: stdioFor(live, options, context) }),
    onStart(running: RunningCommand) {
      for (const stream of [running.stdout, running.stderr]) {
        stream?.setEncoding('utf8').on('data', (text: string) => frame.above(text))
      }
    },
    onReading(reading, state) {
      watched = state
      csv?.write(csvLine(reading))
      if (live) draw()
      else if (options.json !== true && options.progress) {
        write(`${titled ? '' : `${watchTitles()}\n`}${watchLine(reading)}\n`)
        titled = true
      }
    },
    onThreshold(reason, state, capture) {
      const passed = passedText(reason, state, options)
      if (options.capture === true) return capture()
      if (!live || !questions.possible || !state.agent) {
        return say(`${passed} For a dump: loupe capture --pid ${state.pid}`)
      }
      say(`${passed} Take a dump now? y and Enter, or go on watching.`)
      questions.ask((answer) => {
        note = undefined
        if (/^y(es)?$/i.test(answer.trim())) capture()
        else draw()
      })
    },
    onBegin: (pid, reason) => say(`taking a dump of ${pid} (${reason}) …`),
    onDump: ({ path }) => say(`wrote ${path}.`),
    onFailure: ({ message }) => say(message),
  }
  return {
    run,
    close() {
      process.off('SIGWINCH', resized)
      questions.close()
      csv?.close()
      if (live) frame.clear()
    },
    print(result) {
      if (options.json === true) terminal.out(jsonDocument(result))
      else write(`${live || !titled ? '' : '\n'}${watchReport(result, view())}`)
    },
  }
}

/** With a live chart the command's lines go above it; its stdout may not mix with JSON. */
function stdioFor(live: boolean, { json }: Options, { terminal }: Context) {
  const out = live && terminal.outIsTTY ? 'pipe' : json === true ? 2 : 'inherit'
  return ['inherit', out, live ? 'pipe' : 'inherit'] as ('inherit' | 'pipe' | number)[]
}

function hasThreshold({ whenRss, whenRssGrows }: Options): boolean {
  return whenRss !== undefined || whenRssGrows !== undefined
}

function thresholdsOf({ whenRss, whenRssGrows }: Options): NonNullable<WatchRun['thresholds']> {
  return {
    ...(whenRss === undefined ? {} : { whenRss }),
    ...(whenRssGrows === undefined ? {} : { whenRssGrows }),
  }
}

function passedText(reason: CaptureReason, { readings }: Watched, options: Options): string {
  const rss = formatBytes(readings[readings.length - 1]?.rss ?? 0)
  return reason === 'growth'
    ? `RSS has grown by ${formatBytes(options.whenRssGrows ?? 0)}, to ${rss}.`
    : `RSS has passed ${formatBytes(options.whenRss ?? 0)}: ${rss}.`
}

/** A line from the keyboard, while everything else goes on. */
function asker(possible: boolean) {
  let lines: ReturnType<typeof createInterface> | undefined
  let answer: ((text: string) => void) | undefined
  return {
    possible,
    ask(then: (text: string) => void) {
      answer = then
      lines ??= createInterface({ input: process.stdin }).on('line', (text) => {
        answer?.(text)
        answer = undefined
      })
    },
    close() {
      lines?.close()
    },
  }
}

function csvFile(path: string): { write(text: string): void; close(): void } {
  let file: number
  try {
    file = openSync(path, 'wx')
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    const why =
      code === 'EEXIST' ? `${path} is there already.` : `${path} cannot be made: ${message}.`
    throw new LoupeError('usage', why, 'Name another file with --csv.')
  }
  writeSync(file, CSV_TITLES)
  return { write: (text) => void writeSync(file, text), close: () => closeSync(file) }
}

const HELP = `
What is read: RSS and PSS, pages and live slots of the Ruby heap, bytes allocated since the last
collection, collections, and requests where the program tells. All but RSS and PSS needs the agent
in the process; a command gets it. At the end a verdict: at boot, growing, or levelled off, and how
it was decided. Ctrl-C ends watching; a process that was there before lives on.
${examples(
  'loupe watch 4711',
  'loupe watch 4711 --for 10m --every 5s --csv memory.csv',
  'loupe watch --when-rss 800MB --capture 4711',
  'loupe watch -- bundle exec puma',
)}`
