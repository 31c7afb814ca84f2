// `loupe retained`: of a run, or of what an earlier run has left.

import { closeSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs'
import { Option } from 'commander'
import type { Command } from 'commander'
import { LoupeError } from '../../base/errors.ts'
import { dumpNames, programName } from '../../capture/dump-names.ts'
import { withoutSecrets } from '../../capture/hidden-words.ts'
import { retainedCommand } from '../../capture/retained.ts'
import { exitStatus } from '../../capture/under-agent.ts'
import { firefoxProfile } from '../../export/firefox-profile.ts'
import { retainedReport } from '../../report/retained.ts'
import { safeText } from '../../report/safe-text.ts'
import type { Capture, Retained, RetainedBy } from '../../workbench/capture-results.ts'
import { looksLikeProfile, retainedOfDump, retainedOfProfile } from '../../workbench/retained.ts'
import type { RetainedAnswer } from '../../workbench/retained.ts'
import { jsonDocument, print } from '../answer.ts'
import { examples } from '../command-list.ts'
import { optionsOf, viewOf } from '../context.ts'
import type { Context, GlobalOptions } from '../context.ts'
import { BAD_USE, NO_ANSWER } from '../failure.ts'
import { openDump, tellNotes } from '../open.ts'
import { wholeNumber } from '../option-values.ts'
import { readProfileFile, unzipped } from '../profile-file.ts'

interface Options extends GlobalOptions {
  readonly by?: RetainedBy
  readonly limit?: number
  readonly generation?: number
  readonly firefox?: string
  readonly output?: string
  readonly vernier: boolean
  readonly json?: boolean
}

const LIMIT = 10

const HELP = `
What counts is what was allocated since the run began and is still alive after full collections at its
end, by its own bytes. Allocations are traced, which makes a program some times slower; the dump stays,
for loupe path and the others. Where Ruby can load the vernier gem, vernier's profile is read instead:
it has whole call stacks, but no classes. Instead of a command, a dump with traced allocations or a
profile of vernier that is there already. The command keeps its output; the answer goes to stderr.`

export function declare(command: Command, context: Context): void {
  command
    .addOption(
      new Option('-b, --by <what>', 'only this table').choices([
        'gem',
        'file',
        'site',
        'method',
        'class',
      ]),
    )
    .option('-n, --limit <N>', `how many rows of each table (default ${LIMIT})`, wholeNumber(1))
    .option('--generation <N>', 'only objects of this GC generation and later', wholeNumber(0))
    .option('--firefox <file>', 'write a profile for profiler.firefox.com as well')
    .option('-o, --output <name>', 'of dumps: a name to begin with, or a folder')
    .option('--no-vernier', 'trace allocations even where there is vernier')
    .option('--json', 'print the result record as one JSON document, the last line on stdout')
    .addHelpText('after', HELP)
    .addHelpText(
      'after',
      examples(
        'loupe retained -- ruby app.rb',
        'loupe retained --firefox retained.json -- bundle exec rake jobs:once',
        'loupe retained heap.json.gz --by site',
        'loupe retained profile.vernier.json.gz',
      ),
    )
    .action(async (words: readonly string[]) => {
      const options = optionsOf<Options>(command)
      if (isCommand(words)) await ofRun(words, options, context)
      else await ofFile(words[0] ?? '', options, context)
    })
}

/** A single word that is a file which is no program: an earlier run's. */
function isCommand(words: readonly string[]): boolean {
  const [first = ''] = words
  return words.length > 1 || !/\.(json|jsonl|ndjson|heap|dump)(\.gz|\.zst)?$/.test(first)
}

async function ofFile(file: string, options: Options, context: Context): Promise<void> {
  const answer = await answerFrom(file, options, context)
  const result = finished(answer, options, {})
  print(result, file, context, options, (record, view) => retainedReport(record, view, options.by))
  if (result.total.count === 0) context.setStatus(NO_ANSWER)
}

async function ofRun(words: readonly string[], options: Options, context: Context): Promise<void> {
  const { terminal } = context
  const { output } = options
  const naming = { ...(output === undefined ? {} : { output }), overwrite: false }
  const { capture, profiles, ended } = await retainedCommand(words, {
    names: dumpNames(naming, programName(words)),
    vernier: options.vernier,
    onFailure: ({ pid, message }) => terminal.err(`loupe: ${pid}: ${safeText(message)}\n`),
  })
  const status = exitStatus(ended)
  const command = withoutSecrets(words)
  const [profile, ...more] = [...profiles].sort((a, b) => b.bytes.length - a.bytes.length)
  if (profile !== undefined) {
    // It stays, as dumps do.
    const name = `${output ?? programName(words)}-${profile.pid}.vernier.json`
    writeNew(name, profile.bytes)
    const answer = retainedOfProfile(JSON.parse(unzipped(profile.bytes)), name, limitOf(options))
    const others = more.map(({ pid }) => `process ${pid}`)
    show(finished(answer, options, { command, pid: profile.pid, others }))
  } else {
    const dump = largest(capture)
    if (dump === undefined) {
      terminal.err('loupe: no Ruby process of the command came to its end with an agent.\n')
      return context.setStatus(status === 0 ? BAD_USE : status)
    }
    const answer = await answerFrom(dump.path, options, context)
    const others = capture.dumps.map(({ path }) => path).filter((path) => path !== dump.path)
    show(finished(answer, options, { command, pid: dump.pid, others }))
  }
  context.setStatus(status)

  function show(result: Retained): void {
    // The last line also where the command did not end its own, as with loupe capture.
    if (options.json === true) terminal.out(`\n${jsonDocument(result)}`)
    else {
      const view = viewOf(context, options, result.source)
      terminal.err(retainedReport(result, view, options.by))
    }
  }
}

function largest({ dumps }: Capture): Capture['dumps'][number] | undefined {
  return [...dumps].sort((a, b) => b.objects - a.objects)[0]
}

async function answerFrom(
  file: string,
  options: Options,
  context: Context,
): Promise<RetainedAnswer> {
  if (looksLikeProfile(beginningOf(file))) {
    return retainedOfProfile(readProfileFile(file), file, limitOf(options))
  }
  const opened = await openDump(file, context, options)
  try {
    const { generation } = options
    const since = generation === undefined ? {} : { since: generation }
    return retainedOfDump(opened.questions.study, file, limitOf(options), since)
  } finally {
    tellNotes(await opened.close(), context, options)
  }
}

function finished(
  { result, stacks }: RetainedAnswer,
  { firefox }: Options,
  more: Partial<Pick<Retained, 'command' | 'pid' | 'others'>>,
): Retained {
  const whole = { ...result, ...more, ...(firefox === undefined ? {} : { firefox }) }
  if (firefox !== undefined) {
    const title = `Retained: ${more.command?.join(' ') ?? result.source}`
    const about = { title, pid: more.pid ?? 0, startTime: Date.now() }
    writeNew(firefox, JSON.stringify(firefoxProfile(stacks, about)))
  }
  return whole
}

function limitOf({ limit }: Options): number {
  return limit ?? LIMIT
}

/** Mode 0600, and nothing is written over. */
function writeNew(path: string, contents: string | Uint8Array): void {
  try {
    writeFileSync(path, contents, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const why = code === 'EEXIST' ? `${path} is there already.` : `${path}: ${message}.`
    throw new LoupeError('usage', why, 'Name another file.')
  }
}

/** Some text of the file's beginning; nothing where it cannot be read, which opening will say. */
function beginningOf(file: string): string {
  try {
    const piece = Buffer.alloc(4096)
    const from = openSync(file, 'r')
    const length = readSync(from, piece, 0, piece.length, 0)
    closeSync(from)
    if (piece[0] !== 0x1f || piece[1] !== 0x8b) return piece.toString('utf8', 0, length)
    // Vernier compresses whole profiles at once; a dump's name is enough to know it by.
    return /vernier|profile/.test(file) ? unzipped(readFileSync(file)).slice(0, 4096) : ''
  } catch {
    return ''
  }
}
