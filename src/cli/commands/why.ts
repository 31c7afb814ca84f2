// `loupe why`: what holds the memory, through what, why Ruby keeps it and what to do, of one dump or of
// several of one process. The screen, the record or Markdown goes to stdout; files are new, and readable
// by their owner alone.

import { existsSync, writeFileSync } from 'node:fs'
import { InvalidArgumentError, Option } from 'commander'
import type { Command } from 'commander'
import { LoupeError } from '../../base/errors.ts'
import { safeText } from '../../report/safe-text.ts'
import { whyHtml } from '../../report/why-html.ts'
import { whyMarkdown } from '../../report/why-markdown.ts'
import { whyReport } from '../../report/why.ts'
import type { Why } from '../../workbench/results.ts'
import { print } from '../answer.ts'
import type { AnswerOptions } from '../answer.ts'
import { examples } from '../command-list.ts'
import { optionsOf } from '../context.ts'
import type { Context } from '../context.ts'
import { BAD_USE, NO_ANSWER } from '../failure.ts'
import { withDumps } from '../open-dumps.ts'
import { whileAsking } from '../open.ts'
import { JSON_OPTION } from '../option-values.ts'
import { readProfileFile } from '../profile-file.ts'

interface Options extends AnswerOptions {
  readonly full?: boolean
  /** True: to stdout. */
  readonly markdown?: string | true
  readonly html?: string
  readonly profile?: string
  readonly failOn?: 'growing'
}

const ABOUT = `
One dump tells what holds the memory, and what of that looks like a leak. Two tell
what grew, three whether it goes on. Take them of one process, earliest first, with
the same work in between. Traced dumps tell the lines too.

A report as Markdown is made for issues and pull requests: texts of strings are left
out of it, names of classes and files and keys of hashes are not. The HTML report has
all of it: keep it as private as the dump.

Exit status: 0 answered, 1 with --fail-on growing where something grows, 2 bad use, and
with --fail-on where the dumps cannot tell (of different processes, damaged).`

export function declare(command: Command, context: Context): void {
  command
    .option('--full', 'all evidence of all findings, not of the first alone')
    .addOption(
      new Option('--markdown [FILE.md]', 'as Markdown, to a new file or to stdout').argParser(
        fileName('Markdown', /\.(md|markdown|txt)$/i, 'FILE.md'),
      ),
    )
    .addOption(
      new Option('--html <FILE.html>', 'a page of its own, to a new file').argParser(
        fileName('HTML', /\.html?$/i, 'FILE.html'),
      ),
    )
    .option(
      '--profile <FILE>',
      'call stacks of the allocations: of vernier, or of loupe retained --firefox',
    )
    .addOption(
      new Option('--fail-on <VERDICT>', 'exit status 1 where a finding is growing').choices([
        'growing',
      ]),
    )
    .option(...JSON_OPTION)
    .addHelpText('after', ABOUT)
    .addHelpText(
      'after',
      examples(
        'loupe why heap.json',
        'loupe why before.json after.json later.json',
        'loupe why before.json after.json --html why.html',
        'loupe why traced.json --profile retained.json',
        'loupe why before.json after.json later.json --fail-on growing     (in CI)',
      ),
    )
    .action(async (dump: string, later: readonly string[]) => {
      const options = optionsOf<Options>(command)
      const names = [dump, ...later]
      checkUse(options, names)
      const { profile } = options
      const stacks = profile === undefined ? undefined : readProfileFile(profile)
      await withDumps(names, context, options, async (dumps) => {
        const answer = await whileAsking(context, options, () => context.platform.why(dumps))
        const result = profile === undefined ? answer : await withStacks(answer, stacks)
        show(result, context, options)
        if (options.failOn === 'growing') failWhereGrowing(result, context)
      })
    })
}

/** Loaded where it is asked for. */
async function withStacks(answer: Why, profile: unknown): Promise<Why> {
  const { withProfileStacks } = await import('../../workbench/why-profile.ts')
  return withProfileStacks(answer, profile)
}

/** Before the dumps are read: that may take a while. */
function checkUse({ json, markdown, html, failOn }: Options, names: readonly string[]): void {
  if (json === true && markdown === true) {
    throw new LoupeError(
      'usage',
      '--json and --markdown cannot both go to stdout.',
      'Give Markdown a file: --markdown why.md',
    )
  }
  if (failOn !== undefined && names.length < 2) {
    throw new LoupeError(
      'usage',
      'one dump does not tell what grows, so --fail-on would never fail.',
      'Name two or more, earliest first: loupe why BEFORE AFTER --fail-on growing',
    )
  }
  for (const file of [markdown, html]) {
    if (typeof file === 'string' && existsSync(file)) throw isThere(file)
  }
}

function show(result: Why, context: Context, options: Options): void {
  const { markdown, html, full = false } = options
  if (markdown === true) context.terminal.out(whyMarkdown(result))
  else {
    const last = result.dumps[result.dumps.length - 1]?.name ?? ''
    print(result, last, context, options, (why, view) => whyReport(why, view, { full }))
  }
  if (typeof markdown === 'string') writeNew(markdown, whyMarkdown(result), context)
  if (html !== undefined) writeNew(html, whyHtml(result), context)
}

function failWhereGrowing({ findings, doubts = [] }: Why, context: Context): void {
  const growing = findings.filter(({ verdict }) => verdict === 'growing')
  for (const { title } of growing) context.terminal.err(`loupe: growing: ${safeText(title)}\n`)
  for (const doubt of doubts) {
    context.terminal.err(`loupe: not to be relied on: ${safeText(doubt)}\n`)
  }
  if (growing.length > 0) context.setStatus(NO_ANSWER)
  else if (doubts.length > 0) context.setStatus(BAD_USE)
}

/** An option whose value could also be meant as a dump: its ending decides. */
function fileName(format: string, ending: RegExp, shown: string): (text: string) => string {
  return (text) => {
    if (ending.test(text)) return text
    throw new InvalidArgumentError(
      `${format} goes to a file such as ${shown}. Options come behind the dumps.`,
    )
  }
}

/** Mode 0600, and nothing is written over. */
function writeNew(file: string, text: string, { terminal }: Context): void {
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') throw isThere(file)
    throw new LoupeError('usage', `${file}: ${message}.`, 'Name a file that can be written.')
  }
  terminal.err(`${safeText(file)}: written, for your eyes only.\n`)
}

function isThere(file: string): LoupeError {
  return new LoupeError('usage', `${file} is there already.`, 'Name a new file, or remove it.')
}
