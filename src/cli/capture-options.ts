// The options of `loupe capture` and what they mean together: which dumps, when, and under which
// names. Combinations that mean nothing are refused with what to type instead.

import { mkdirSync } from 'node:fs'
import type { CaptureSettings } from '../capture/capture-queue.ts'
import { dumpNames } from '../capture/dump-names.ts'
import type { DumpNames } from '../capture/dump-names.ts'
import type { Triggers } from '../capture/triggers.ts'
import { LoupeError } from '../base/errors.ts'
import type { AnswerOptions } from './answer.ts'

export interface CaptureOptions extends AnswerOptions {
  readonly pid?: readonly number[]
  readonly inject?: boolean
  readonly yes?: boolean
  /** The command that runs commands where the process is. */
  readonly exec?: string
  /** The Ruby there. */
  readonly farRuby?: string
  readonly at?: readonly number[]
  readonly every?: number
  readonly count?: number
  readonly onSignal?: string
  readonly atExit?: boolean
  readonly whenRss?: number
  readonly whenRssGrows?: number
  readonly output?: string
  readonly gzip?: boolean
  readonly overwrite?: boolean
  readonly gc?: number
  readonly inPlace?: boolean
  readonly trace?: boolean
  readonly traceFor?: number
  /** Ask the dumps at once. */
  readonly why?: boolean
}

/** Three dumps are what `loupe diff` makes most of. */
export const USUAL_COUNT = 3

export interface Wanted {
  readonly settings: CaptureSettings
  readonly names: DumpNames
  /** Undefined where none of time or memory was asked for. */
  readonly triggers: Triggers | undefined
  readonly onSignal: NodeJS.Signals | undefined
}

export function wantedOf(options: CaptureOptions, program: string): Wanted {
  const { at, every, whenRss, whenRssGrows, count, onSignal, output, overwrite = false } = options
  if (count !== undefined && every === undefined && whenRssGrows === undefined) {
    throw usage('--count needs --every or --when-rss-grows.', '--every 1m --count 3')
  }
  if (options.gzip === false && output?.endsWith('.gz') === true) {
    throw usage(`--no-gzip and the name ${output} do not go together.`, '--output heap.json')
  }
  if (output?.endsWith('/') === true) mkdirSync(output, { recursive: true, mode: 0o700 })
  const { gzip } = options
  const names = dumpNames(
    {
      ...(output === undefined || output === '-' ? {} : { output }),
      ...(gzip === undefined ? {} : { gzip }),
      overwrite,
    },
    program,
  )
  const timed = [at, every, whenRss, whenRssGrows].some((each) => each !== undefined)
  return {
    names,
    settings: {
      gzip: names.gzip,
      ...(options.gc === undefined ? {} : { gc: options.gc }),
      ...(options.inPlace === undefined ? {} : { inPlace: options.inPlace }),
      ...(options.traceFor === undefined ? {} : { traceFor: options.traceFor }),
    },
    triggers: timed
      ? {
          ...(at === undefined ? {} : { at }),
          ...(every === undefined ? {} : { every }),
          ...(whenRss === undefined ? {} : { whenRss }),
          ...(whenRssGrows === undefined ? {} : { whenRssGrows }),
          count: count ?? USUAL_COUNT,
        }
      : undefined,
    onSignal: onSignal === undefined ? undefined : (`SIG${onSignal}` as NodeJS.Signals),
  }
}

/** What has no meaning for the way that was chosen. */
export function checkCombination(options: CaptureOptions, command: readonly string[]): void {
  const { pid, output, traceFor, atExit, trace, inject } = options
  const timed = [options.at, options.every, options.whenRss, options.whenRssGrows, options.onSignal]
  if (options.why === true && (options.json === true || output === '-')) {
    throw usage('--why goes with neither --json nor --output -.', '--why -- COMMAND')
  }
  const once = timed.every((each) => each === undefined)
  if (options.exec !== undefined) {
    if (command.length > 0) throw usage('A command and --exec do not go together.', EXEC)
    if (!once || atExit === true || trace === true) {
      throw usage('--exec takes one dump, now; --trace-for may come before it.', EXEC)
    }
    if (inject === true) throw usage('--inject is for processes of this machine.', EXEC)
    if (pid !== undefined && pid.length > 1) throw usage('--exec takes one --pid.', EXEC)
    return
  }
  if (options.farRuby !== undefined) throw usage('--far-ruby is for --exec.', EXEC)
  if (command.length === 0 && pid === undefined) {
    throw new LoupeError(
      'usage',
      'capture takes either a command to run, or a process that runs.',
      'loupe capture -- bundle exec ruby app.rb\nloupe capture --pid 4242, of those that loupe ps lists',
    )
  }
  if (command.length > 0 && pid !== undefined) {
    throw usage('A command and --pid do not go together.', '--pid 4242')
  }
  if (pid === undefined) {
    if (output === '-')
      throw usage('Standard output is the command’s.', '--output dumps/ -- COMMAND')
    if (traceFor !== undefined) {
      throw usage('A command is traced from its start; --trace-for is for --pid.', '-- COMMAND')
    }
    if (inject === true) throw usage('--inject is for --pid.', '--pid 4242 --inject')
    return
  }
  if (atExit === true) {
    throw usage('--at-exit needs a command that is started by loupe.', '--at-exit -- COMMAND')
  }
  if (output === '-' && !(once && pid.length === 1)) {
    throw usage('Only a single dump can go to standard output.', '--pid 4242 --output -')
  }
  if (trace === true && once) {
    throw usage('A dump taken at once has nothing traced.', '--pid 4242 --trace-for 30s')
  }
}

const EXEC = '--exec "ssh host" --pid 4242'

function usage(message: string, instead: string): LoupeError {
  return new LoupeError('usage', message, `Try: loupe capture ${instead}`)
}

/** '4242' or '4242,4243'; may be given several times. */
export function processIds(text: string, before: readonly number[] = []): readonly number[] {
  const pids = text.split(',').map(Number)
  if (pids.every((pid) => Number.isSafeInteger(pid) && pid > 0)) return [...before, ...pids]
  throw new LoupeError('usage', `${text} is no process id.`, 'loupe ps lists the Ruby processes.')
}
