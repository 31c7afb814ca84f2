// `loupe console`: opens the dumps, hands them to the console, closes them when it is left.

import { existsSync, mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { LoupeError } from '../../base/errors.ts'
import { doubts } from '../../console/banner.ts'
import { runPrograms, runPrompt } from '../../console/console.ts'
import type { Program } from '../../console/console.ts'
import type { Dumps } from '../../console/dumps.ts'
import type { Heap } from '../../library/api.ts'
import { comparedQualities, createDiff } from '../../library/diff.ts'
import { createHeap } from '../../library/heap.ts'
import { inRightOrder } from '../../report/right-order.ts'
import { commandLine } from '../../report/screen.ts'
import { examples } from '../command-list.ts'
import { optionsOf, paintFor, viewOf } from '../context.ts'
import type { Context, GlobalOptions } from '../context.ts'
import { failureOf } from '../failure.ts'
import { tellNotes } from '../open.ts'
import { closeDumps, openDumps } from '../open-dumps.ts'
import { collect } from '../option-values.ts'
import { cacheFolder } from '../platform.ts'
import type { ComparedDump } from '../platform.ts'
import { colorFor, debugging } from '../terminal.ts'

interface Options extends GlobalOptions {
  readonly eval?: readonly string[]
  readonly script?: string
}

const VARIABLES = ['before', 'after', 'later'] as const

const ABOUT = `
One dump is called heap in the console; two or three are before, after and later, and diff. Lines are
JavaScript, with Ruby's names and blocks: heap.class_named("Work").first.instances[20]. help there
shows what can be asked.`

export function declare(command: Command, context: Context): void {
  command
    .option('-e, --eval <line>', 'print the value of a line instead; repeatable', collect)
    .option('-s, --script <file>', 'run a file instead; so is what comes through a pipe')
    .addHelpText('after', ABOUT)
    .addHelpText(
      'after',
      examples(
        'loupe console heap.json',
        'loupe console before.json after.json',
        `loupe console heap.json -e 'heap.strings.count_by("site")'`,
        'loupe console heap.json --script largest.js > largest.txt',
      ),
    )
    .action(async (...words: readonly (string | undefined)[]) => {
      const names = words.slice(0, 3).filter((word) => typeof word === 'string')
      await runConsole(names, optionsOf<Options>(command), context)
    })
}

async function runConsole(
  names: readonly string[],
  options: Options,
  context: Context,
): Promise<void> {
  const { terminal } = context
  if (names.length === 0) throw noDump()
  const programs = await programsOf(names, options, context)
  const opened = await openWhatOpens(names, context, options)
  try {
    const dumps = dumpsOf(opened, names)
    const view = () => viewOf(context, options, names[0] ?? '')
    if (programs !== undefined) {
      tellNotes(opened.flatMap(doubtsOf), context, options)
      const write = (text: string) => terminal.out(text)
      try {
        context.setStatus(await runPrograms(programs, { dumps, view, write }))
      } finally {
        tellNotes(wrongOrderOf(dumps), context, options)
      }
      return
    }
    await runPrompt({
      dumps,
      view,
      historyFile: await historyFile(),
      debug: debugging(terminal),
      whenReady: () => settleSoon(opened),
    })
  } finally {
    await closeDumps(
      opened.filter((each) => each !== undefined),
      context,
      options,
    )
  }
}

/** What to run; undefined: lines are typed. */
async function programsOf(
  names: readonly string[],
  options: Options,
  { terminal }: Context,
): Promise<readonly Program[] | undefined> {
  const programs: Program[] = (options.eval ?? []).map((code) => ({
    code,
    name: '-e',
    printsValue: true,
  }))
  if (options.script !== undefined) {
    const name = options.script
    programs.push({ code: await scriptText(name), name, printsValue: false })
  }
  if (programs.length > 0) return programs
  const fromStdin = names.includes('-')
  if (terminal.inIsTTY && !fromStdin) return undefined
  if (fromStdin) {
    throw new LoupeError(
      'usage',
      'the dump comes from stdin, so lines cannot be typed there.',
      `Save it first, or ask with -e: gunzip -c dump.json.gz | loupe console - -e 'heap.strings.length'`,
    )
  }
  const chunks: Uint8Array[] = []
  for await (const chunk of terminal.stdin) chunks.push(chunk)
  const code = Buffer.concat(chunks).toString('utf8')
  return [{ code, name: 'stdin', printsValue: false }]
}

async function scriptText(name: string): Promise<string> {
  try {
    return await readFile(name, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`
    throw new LoupeError('not-found', `the script ${name}: ${why}.`)
  }
}

/** Of several dumps, one that cannot be read at all is told and left out. */
async function openWhatOpens(
  names: readonly string[],
  context: Context,
  options: Options,
): Promise<(ComparedDump | undefined)[]> {
  const opened: (ComparedDump | undefined)[] = []
  const failures: unknown[] = []
  for (const name of names) {
    try {
      opened.push(...(await openDumps([name], context, options)))
    } catch (error) {
      if (!(error instanceof LoupeError)) throw error
      failures.push(error)
      opened.push(undefined)
    }
  }
  if (opened.every((each) => each === undefined)) throw failures[0]
  const { terminal } = context
  const paint = paintFor(colorFor(terminal, options.color, terminal.errIsTTY))
  for (const failure of failures) terminal.err(failureOf(failure, paint, false).text)
  if (failures.length > 0) tellNotes(['the other dumps can be used.'], context, options)
  return opened
}

function dumpsOf(opened: readonly (ComparedDump | undefined)[], names: readonly string[]): Dumps {
  const heaps = opened.flatMap((dump, index) => {
    if (dump === undefined) return []
    const variable = names.length === 1 ? 'heap' : (VARIABLES[index] ?? 'heap')
    return [{ variable, heap: heapOf(dump) }]
  })
  const [first, second, third] = heaps.map(({ heap }) => heap)
  if (first === undefined || second === undefined) return { heaps, diff: null }
  return { heaps, diff: createDiff(first, second, third ?? null) }
}

/** What the banner would say; of a program's answers they are not a part. */
function doubtsOf(dump: ComparedDump | undefined): string[] {
  if (dump === undefined) return []
  const { damage, roots } = dump.opened.questions.study.heap
  return doubts(damage, roots.length === 0).map((doubt) => `${dump.name}: ${doubt}`)
}

/** What the banner would say of the order in which the dumps are named, where they were compared. */
function wrongOrderOf({ diff, heaps }: Dumps): string[] {
  if (diff === null) return []
  const names = heaps.map(({ heap }) => heap.name)
  const ordered = inRightOrder(
    names,
    comparedQualities(diff).map(({ order }) => order),
  )
  if (ordered === undefined) return []
  const command = commandLine('', ['console', ...ordered])
  return [`the dumps do not look named earliest first. Try: ${command}`]
}

function heapOf({ name, opened: { questions, close } }: ComparedDump): Heap {
  return createHeap({
    study: questions.study,
    questions,
    name,
    close: async () => {
      await close()
    },
  })
}

/** Indexes are finished while the first line is being typed; what fails is told at the end. */
function settleSoon(opened: readonly (ComparedDump | undefined)[]): void {
  setTimeout(() => {
    for (const dump of opened) void dump?.opened.settle()
  }, 20)
}

/** In the cache folder, readable by this user only; none where that cannot be written. */
async function historyFile(): Promise<string | undefined> {
  const folder = await cacheFolder()
  try {
    if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch {
    return undefined
  }
  return join(folder, 'console-history')
}

function noDump(): LoupeError {
  return new LoupeError(
    'usage',
    'the console needs a dump.',
    'loupe console heap.json for one, loupe console before.json after.json to compare.\n' +
      'loupe demo shows where a dump comes with Loupe.',
  )
}
