// The command line itself: reads the words, runs the command, and turns every way of failing into
// a message and an exit status.

import { statSync } from 'node:fs'
import { Command, CommanderError, Option } from 'commander'
import { chooseCommand } from './arguments.ts'
import { COMMANDS } from './command-list.ts'
import type { CommandEntry } from './command-list.ts'
import { paintFor } from './context.ts'
import type { Context } from './context.ts'
import { BAD_USE, failureOf, OK } from './failure.ts'
import { wholeNumber } from './option-values.ts'
import type { Platform } from './platform.ts'
import { colorFor, debugging, NARROWEST, widthFor } from './terminal.ts'
import type { Terminal } from './terminal.ts'
import { version } from './version.ts'

const AFTER_HELP = `
Start with
  $ loupe why heap.json   what holds the memory, why, and what to do
  $ loupe heap.json       what there is, and who holds the most
  $ loupe demo            the same on a dump that comes with Loupe
  $ loupe help path       a command's options, with examples

A dump is taken by
  $ loupe capture -- bundle exec ruby app.rb
or in Ruby by
  require 'objspace'
  File.open('heap.json', 'w') { |file| ObjectSpace.dump_all(output: file) }

Sizes are 1024-based: 1 KB is 1,024 bytes.
Exit status: 0 answered, 1 the question has no answer in this dump, 2 bad use or unreadable input.
Environment: LOUPE_CACHE_DIR, NO_COLOR, FORCE_COLOR, LOUPE_DEBUG=1 (details of a crash).`

/** Runs one command line; returns the exit status and never throws. */
export async function run(
  argv: readonly string[],
  terminal: Terminal,
  platform: Platform,
): Promise<number> {
  let status = OK
  const context: Context = {
    terminal,
    platform,
    run: (words) => run(words, terminal, platform),
    setStatus: (value) => {
      status = value
    },
  }
  try {
    const names = COMMANDS.flatMap(namesOf)
    const chosen = chooseCommand(argv, names, isFile)
    const program = await programFor(chosen.command, context)
    if (chosen.argv.length === 0) program.help({ error: true })
    await program.parseAsync([...chosen.argv], { from: 'user' })
    return status
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.code === 'commander.helpDisplayed' || error.code === 'commander.version'
        ? OK
        : BAD_USE
    }
    return fail(error, terminal, !argv.includes('--no-color'))
  }
}

/** Tells what went wrong on stderr; returns the exit status for it. */
export function fail(error: unknown, terminal: Terminal, colorAllowed: boolean): number {
  const paint = paintFor(colorFor(terminal, colorAllowed, terminal.errIsTTY))
  const failure = failureOf(error, paint, debugging(terminal))
  terminal.err(failure.text)
  return failure.status
}

async function programFor(command: string | undefined, context: Context): Promise<Command> {
  const program = globalCommand(context.terminal)
  for (const entry of COMMANDS) {
    const declared = declareEntry(program, entry)
    if (namesOf(entry).includes(command ?? '')) (await entry.load()).declare(declared, context)
  }
  return program
}

function globalCommand(terminal: Terminal): Command {
  return new Command('loupe')
    .description(
      'Finds out what holds a Ruby program’s memory: reads heap dumps, says who holds what.',
    )
    .usage('[options] [command] DUMP …')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      outputError: (text, write) => write(usageError(text)),
      getOutHelpWidth: () => Math.min(100, widthFor(terminal, undefined)),
      getErrHelpWidth: () => Math.min(100, widthFor(terminal, undefined)),
      getOutHasColors: () => colorFor(terminal, true, terminal.outIsTTY),
      getErrHasColors: () => colorFor(terminal, true, terminal.errIsTTY),
    })
    .configureHelp({ showGlobalOptions: true })
    .helpCommand(false)
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .option('--no-index', 'neither read nor write an index in the cache folder')
    .option('--no-progress', 'no progress line')
    .option('--no-color', 'no colours')
    .option('--width <N>', `columns to print in (from ${NARROWEST} on)`, wholeNumber(NARROWEST))
    .option('--workers <N>', 'threads to read the dump with', wholeNumber(1))
    .addOption(new Option('--allow-spill').hideHelp())
    .option('--no-spill', 'write no uncompressed copy of a compressed dump to the cache folder')
    .addHelpText('after', AFTER_HELP)
}

function namesOf({ name, aliases = [] }: CommandEntry): readonly string[] {
  return [name, ...aliases]
}

/** The command without its code: enough for the list, for help on it, and to be found misspelt. */
function declareEntry(program: Command, { name, aliases, args, summary }: CommandEntry): Command {
  const command = program
    .command(name)
    .summary(summary)
    .description(sentence(summary))
    .helpOption('-h, --help', 'print this help')
    .showHelpAfterError(`Try: loupe ${name} --help`)
  if (aliases !== undefined) command.aliases(aliases)
  for (const [term, meaning] of args) command.argument(term, meaning)
  return command
}

/** Commander's message in Loupe's voice. */
function usageError(text: string): string {
  return text
    .replace(/^error: /, 'loupe: ')
    .replace(/unknown command ('.*')/, '$1 is neither a command nor a file')
}

function sentence(text: string): string {
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}${text.endsWith('…') ? '' : '.'}`
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}
