import { Option } from 'commander'
import type { Command } from 'commander'
import { LoupeError } from '../../base/errors.ts'
import { captureCommand } from '../../capture/capture-command.ts'
import { captureProcesses } from '../../capture/capture-process.ts'
import type { ProcessCapture } from '../../capture/capture-process.ts'
import { failureRecord } from '../../capture/capture-queue.ts'
import { programName } from '../../capture/dump-names.ts'
import { listenToStop } from '../../capture/signals.ts'
import { captureRemote } from '../../capture/remote-capture.ts'
import { shellWords } from '../../capture/shell-words.ts'
import { exitStatus } from '../../capture/under-agent.ts'
import { reachProcess } from '../../capture/ways.ts'
import type { Reached } from '../../capture/ways.ts'
import { captureReport, tellingDumps } from '../../report/capture-run.ts'
import { safeText } from '../../report/safe-text.ts'
import { whyReport } from '../../report/why.ts'
import type { Capture, FailedDump } from '../../workbench/capture-results.ts'
import { jsonDocument } from '../answer.ts'
import { checkCombination, processIds, USUAL_COUNT, wantedOf } from '../capture-options.ts'
import type { CaptureOptions } from '../capture-options.ts'
import { commandLines, processLine, writeOut } from '../capture-terminal.ts'
import { confirmed } from '../confirm.ts'
import { examples } from '../command-list.ts'
import { optionsOf, viewOf } from '../context.ts'
import type { Context } from '../context.ts'
import { BAD_USE, INTERRUPTED } from '../failure.ts'
import { withDumps } from '../open-dumps.ts'
import { byteSize, duration, durations, wholeNumber } from '../option-values.ts'

const AFTER = `
When nothing is said about when: of a command at its exit, and whenever loupe
itself gets the signal USR2; of a process, now. Each process has dumps of its own,
NAME-PID-1, NAME-PID-2 …, and beside each dump a capture file with the facts about
it. All of them hold what the process held, secrets too.

The command keeps its input and output; what loupe has to say about it goes to
stderr, and its exit status is passed on (2 where it is 0 and no dump was taken).
Ctrl-C goes to the command, too. With --pid it ends loupe, and the process goes on.

A process without an agent gets it by the rbtrace gem, if it has that loaded, else
only with --inject, at a risk: gdb stops the process for a fraction of a second and
makes it load the agent. If gdb is killed just then, or the process is out of the
ordinary, it may crash. docs/capture-living.md has the details.

--exec needs Ruby and an agent at the other end.`

export function declare(command: Command, context: Context): void {
  command
    .option('-p, --pid <PID>', 'of a living process, or several: 4242,4243', processIds)
    .option('--inject', 'with --pid: let gdb load the agent where nothing else does (see below)')
    .option('-y, --yes', 'with --inject: do not ask')
    .option('--exec <command>', 'where the process is: "docker exec C", "ssh host" …')
    .option('--far-ruby <path>', 'with --exec: the Ruby there (default ruby)')
    .option('--at <times>', 'so long after the start: 30s,60s,90s', durations)
    .option('--every <time>', 'again and again: 1m', duration)
    .option(
      '--count <N>',
      `how often for --every and --when-rss-grows (default ${USUAL_COUNT})`,
      wholeNumber(1),
    )
    .addOption(
      new Option('--on-signal <name>', 'when loupe gets this signal').choices([
        'USR1',
        'USR2',
        'HUP',
      ]),
    )
    .option('--at-exit', 'before each process of the command ends')
    .option('--when-rss <size>', 'once a process has that much memory: 800MB', byteSize)
    .option('--when-rss-grows <size>', 'each time it has so much more: 100MB', byteSize)
    .option('-o, --output <name>', 'a name to begin with, a folder, or - (--pid only)')
    .option('--gzip', 'compress, in the process that dumps (default)')
    .option('--no-gzip', 'do not')
    .option('--overwrite', 'replace files that are there')
    .option('--gc <N>', 'full collections before each dump (default 3)', wholeNumber(0))
    .option('--in-place', 'no fork: the process stands still for the whole dump')
    .option('--trace', 'know where each object was allocated (default for a command)')
    .option('--no-trace', 'do not: code that does little but allocate runs 4 to 5 times as fast')
    .option('--trace-for <time>', 'with --pid: trace for so long, then dump', duration)
    .option('--why', 'then run loupe why on the dumps that tell most together')
    .option('--json', 'print the result record as one JSON document, the last line on stdout')
    .addHelpText('after', AFTER)
    .addHelpText(
      'after',
      examples(
        'loupe capture -- bundle exec ruby app.rb',
        'loupe capture --at 30s,60s,90s -- bundle exec puma',
        'loupe capture --when-rss 800MB -o dumps/ -- bin/jobs',
        'loupe capture --pid 4242',
        'loupe capture --exec "kubectl exec POD --"',
        'loupe capture --pid 4242 --every 5m --count 3 -o worker',
      ),
    )
    .action(async (words: readonly string[]) => {
      const options = optionsOf<CaptureOptions>(command)
      checkCombination(options, words)
      if (words.length > 0) await runCommand(words, options, context)
      else if (options.exec !== undefined) await runRemote(options.exec, options, context)
      else await runProcesses(options.pid ?? [], options, context)
    })
}

async function runCommand(
  words: readonly string[],
  options: CaptureOptions,
  context: Context,
): Promise<void> {
  const { triggers, onSignal, ...wanted } = wantedOf(options, programName(words))
  const nothing = triggers === undefined && onSignal === undefined && options.atExit === undefined
  const atExit = options.atExit === true || nothing
  const signal = nothing ? 'SIGUSR2' : onSignal
  const { capture, ended } = await captureCommand(words, {
    ...wanted,
    ...commandLines(context.terminal, options, { atExit, signal }),
    triggers: triggers ?? { count: 0 },
    atExit,
    onSignal: signal,
    trace: options.trace !== false,
  })
  const text = captureReport(capture, viewOf(context, options, ''))
  // Standard output is the command's, but for the one line that was asked for. It is the last one
  // also where the command did not end its own.
  if (options.json === true) context.terminal.out(`\n${jsonDocument(capture)}`)
  else context.terminal.err(text)
  if (options.why === true) await tellWhy(capture, options, context, context.terminal.err)
  const status = exitStatus(ended)
  context.setStatus(status === 0 && capture.dumps.length === 0 ? BAD_USE : status)
}

async function runProcesses(
  pids: readonly number[],
  options: CaptureOptions,
  context: Context,
): Promise<void> {
  const { inject = false, yes = false } = options
  const reached = new Map<number, Reached>()
  const beyond: FailedDump[] = []
  for (const pid of pids) {
    const confirm = (risk: string): Promise<boolean> =>
      confirmed(context.terminal, `Process ${pid}: ${risk} Go on?`, '--yes')
    try {
      reached.set(pid, await reachProcess(pid, { inject, ...(yes ? {} : { confirm }) }))
    } catch (error) {
      if (!(error instanceof LoupeError)) throw error
      beyond.push(failureRecord(pid, 'asked', 0, error))
    }
  }
  if (reached.size === 0) return tell(nothingReached(beyond), options, context)
  // The others may take their time; this is known now.
  for (const { message } of beyond) context.terminal.err(`loupe: ${safeText(message)}\n`)
  const capture = await untilStopped(options, context, (wanted) =>
    captureProcesses(reached, { ...wanted, trace: options.trace === true }),
  )
  const failures = [...beyond, ...capture.failures]
  await tell({ ...capture, failures }, options, context)
}

function nothingReached(failures: readonly FailedDump[]): Capture {
  const nothing = { dumps: [], processes: [], interrupted: false, seconds: 0 }
  return { kind: 'capture', version: 1, ...nothing, failures }
}

async function runRemote(exec: string, options: CaptureOptions, context: Context): Promise<void> {
  const { pid = [], farRuby } = options
  const words = shellWords(exec)
  const capture = await untilStopped(options, context, (wanted) =>
    captureRemote(words, {
      ...wanted,
      ...(pid[0] === undefined ? {} : { pid: pid[0] }),
      ...(farRuby === undefined ? {} : { ruby: farRuby }),
    }),
  )
  await tell(capture, options, context)
}

/** Of processes that live on: with a progress line, and ended in order by Ctrl-C. */
async function untilStopped(
  options: CaptureOptions,
  { terminal }: Context,
  run: (wanted: Omit<ProcessCapture, 'trace'>) => Promise<Capture>,
): Promise<Capture> {
  const line = processLine(terminal, options)
  const stop = listenToStop(INTERRUPTED)
  try {
    return await run({
      ...wantedOf(options, 'heap'),
      ...line,
      ...(options.output === '-' ? { sink: writeOut } : {}),
      stop: stop.signal,
    })
  } finally {
    stop.done()
    line.clear()
  }
}

async function tell(capture: Capture, options: CaptureOptions, context: Context): Promise<void> {
  const { dumps, failures, interrupted } = capture
  const [failure] = failures
  if (options.json !== true && dumps.length === 0 && failures.length === 1 && failure) {
    throw new LoupeError('capture-failed', failure.message, failure.next)
  }
  const toStdout = options.output !== '-'
  const text =
    options.json === true
      ? jsonDocument(capture)
      : captureReport(capture, viewOf(context, options, ''))
  if (toStdout) context.terminal.out(text)
  else context.terminal.err(text)
  if (interrupted) context.setStatus(INTERRUPTED)
  else if (failures.length > 0 || dumps.length === 0) context.setStatus(BAD_USE)
  if (options.why === true && !interrupted) {
    await tellWhy(capture, options, context, context.terminal.out)
  }
}

/** What `loupe why` says of the dumps; nothing where there are none. */
async function tellWhy(
  capture: Capture,
  options: CaptureOptions,
  context: Context,
  write: (text: string) => void,
): Promise<void> {
  const names = tellingDumps(capture)
  if (names.length === 0) return
  await withDumps(names, context, options, async (dumps) => {
    const result = await context.platform.why(dumps)
    write(`\n${whyReport(result, viewOf(context, options, names.at(-1) ?? ''))}`)
  })
}
