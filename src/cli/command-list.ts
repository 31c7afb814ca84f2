// Every command: its name, what it takes and what it answers, and where its code is. A command's
// code is loaded only when it is the one that was typed; this list is all that `loupe --help` and
// the search for misspelt names need.

import type { Command } from 'commander'
import type { Context } from './context.ts'

export interface CommandEntry {
  readonly name: string
  /** Shorter names for it. */
  readonly aliases?: readonly string[]
  readonly args: readonly (readonly [term: string, meaning: string])[]
  readonly summary: string
  readonly load: () => Promise<CommandModule>
}

export interface CommandModule {
  /** Adds options, help and the action to the command. */
  declare(command: Command, context: Context): void
}

const DUMP = ['<DUMP>', 'a heap dump: a file, gzip or zstd or plain, or - for stdin'] as const
const TARGET = ['<TARGET>', 'an object or class, see below'] as const

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'summary',
    args: [DUMP],
    summary: 'what holds the memory, and what there is',
    load: () => import('./commands/summary.ts'),
  },
  {
    name: 'why',
    args: [
      DUMP,
      ['[LATER...]', 'later dumps of the same process: what grows, and whether it goes on'],
    ],
    summary: 'what holds the memory, why Ruby keeps it, and what to do',
    load: () => import('./commands/why.ts'),
  },
  {
    name: 'top',
    args: [DUMP],
    summary: 'objects grouped by class, allocation site, generation …',
    load: () => import('./commands/top.ts'),
  },
  {
    name: 'path',
    args: [DUMP, TARGET],
    summary: 'what keeps an object, or all of a class, alive',
    load: () => import('./commands/path.ts'),
  },
  {
    name: 'dominators',
    args: [DUMP, ['[TARGET]', 'only what this object holds']],
    summary: 'who holds what, as a tree',
    load: () => import('./commands/dominators.ts'),
  },
  {
    name: 'what-if',
    args: [DUMP],
    summary: 'what would come back if an object or a reference went',
    load: () => import('./commands/what-if.ts'),
  },
  {
    name: 'show',
    args: [DUMP, TARGET],
    summary: 'one object in full',
    load: () => import('./commands/show.ts'),
  },
  {
    name: 'refs',
    args: [DUMP, TARGET],
    summary: 'what an object refers to',
    load: () => import('./commands/refs.ts'),
  },
  {
    name: 'referrers',
    args: [DUMP, TARGET],
    summary: 'what refers to an object',
    load: () => import('./commands/referrers.ts'),
  },
  {
    name: 'find',
    args: [DUMP, ['<PATTERN>', 'a class name, glob, /regexp/, "text" or address']],
    summary: 'objects by class name, content or address',
    load: () => import('./commands/find.ts'),
  },
  {
    name: 'diff',
    args: [
      ['<BEFORE>', 'the earlier dump'],
      ['<AFTER>', 'a later dump'],
      ['[LATER]', 'a still later one'],
    ],
    summary: 'what came, what went and what stayed between two or three dumps',
    load: () => import('./commands/diff.ts'),
  },
  {
    name: 'console',
    aliases: ['c'],
    args: [
      ['[DUMP]', 'one dump, called heap'],
      ['[AFTER]', 'a second one: they are before, after and diff'],
      ['[LATER]', 'a third one'],
    ],
    summary: 'look around in a dump, line by line, as in irb',
    load: () => import('./commands/console.ts'),
  },
  {
    name: 'index',
    args: [['[DUMP]', 'the dump to index']],
    summary: 'build an index ahead; list or clear the cache folder',
    load: () => import('./commands/index.ts'),
  },
  {
    name: 'capture',
    args: [['[COMMAND...]', 'after --: a command to run, as one would type it']],
    summary: 'take dumps of a command while it runs, or of a living process',
    load: () => import('./commands/capture.ts'),
  },
  {
    name: 'ps',
    args: [],
    summary: 'Ruby processes of this machine, and how each can be captured',
    load: () => import('./commands/ps.ts'),
  },
  {
    name: 'watch',
    args: [['<PID or COMMAND...>', 'a living process, or after -- what to run']],
    summary: 'memory of a process over time, and whether it grows',
    load: () => import('./commands/watch.ts'),
  },
  {
    name: 'exercise',
    args: [],
    summary: 'send a Rails or Rack application requests, and see what its memory does',
    load: () => import('./commands/exercise.ts'),
  },
  {
    name: 'retained',
    args: [['<COMMAND or FILE...>', 'after -- what to run; or a traced dump, or a profile']],
    summary: 'what a run allocates and keeps, by gem, file, line, method and class',
    load: () => import('./commands/retained.ts'),
  },
  {
    name: 'require-cost',
    args: [['[FILE...]', 'what to require instead of the application']],
    summary: 'memory and objects that each require and each gem adds at boot',
    load: () => import('./commands/require-cost.ts'),
  },
  {
    name: 'init',
    args: [],
    summary: 'make a Rails or Rack application ready to be captured',
    load: () => import('./commands/init.ts'),
  },
  {
    name: 'demo',
    args: [],
    summary: 'a real leak, found in a dump that comes with Loupe',
    load: () => import('./commands/demo.ts'),
  },
]

export const TARGET_HELP = `
A TARGET is one of
  @1234             a handle, as every list prints them
  0x7f4e1000c0d0    an address in the dump
  Work              a class or module by name
  'Work[200]'       the 200th instance of a class`

export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`
}
