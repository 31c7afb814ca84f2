// Which command a command line means, before commander reads it: so that only that command's code
// is loaded, `loupe DUMP` is `loupe summary DUMP`, and a command after the dump is told apart from
// a misspelt one.

import { LoupeError } from '../base/errors.ts'

/** Global options that take a value as the next word. */
const WITH_VALUE: ReadonlySet<string> = new Set(['--width', '--workers'])

export interface Chosen {
  /** The words for commander. */
  readonly argv: readonly string[]
  /** The command whose code is needed; undefined for help, the version and mistakes. */
  readonly command: string | undefined
}

export function chooseCommand(
  argv: readonly string[],
  commands: readonly string[],
  isFile: (path: string) => boolean,
): Chosen {
  const first = nextWord(argv, 0)
  const word = argv[first]
  if (word === undefined) return { argv, command: undefined }
  if (commands.includes(word)) return { argv, command: word }
  if (word === 'help') return helpFor(argv, first, commands)
  if (!looksLikeDump(word, isFile)) return { argv, command: undefined }
  const second = argv[nextWord(argv, first + 1)]
  if (second !== undefined && commands.includes(second)) {
    const rest = argv.filter((each, index) => index !== first && each !== second)
    throw new LoupeError(
      'usage',
      'the command comes before the dump.',
      `Try: loupe ${[second, word, ...rest].join(' ')}`,
    )
  }
  return { argv: [...argv.slice(0, first), 'summary', ...argv.slice(first)], command: 'summary' }
}

/** `loupe help top` is `loupe top --help`. */
function helpFor(argv: readonly string[], at: number, commands: readonly string[]): Chosen {
  const about = argv[nextWord(argv, at + 1)]
  if (about === undefined) return { argv: ['--help'], command: undefined }
  if (commands.includes(about)) return { argv: [about, '--help'], command: about }
  return { argv: [about], command: undefined }
}

/** The next word that is no option; '-' is stdin. */
function nextWord(argv: readonly string[], from: number): number {
  let at = from
  while (at < argv.length) {
    const word = argv[at] ?? ''
    if (word === '-' || !word.startsWith('-')) break
    at += WITH_VALUE.has(word) ? 2 : 1
  }
  return at
}

/** A file, or nothing a command could be called: then opening it says that it is not there. */
function looksLikeDump(word: string, isFile: (path: string) => boolean): boolean {
  return word === '-' || /[./\\]/.test(word) || isFile(word)
}
