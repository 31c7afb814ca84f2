// `loupe console`: what the command hands over, and the three ways of using it: a prompt, expressions
// (`-e`), and a script.

import type { View } from '../report/screen.ts'
import { banner } from './banner.ts'
import { openPrompt } from './repl.ts'
import { evaluate } from './script.ts'
import { createSession, Exit } from './session.ts'
import type { Dumps } from './dumps.ts'

export interface ConsoleOptions {
  readonly dumps: Dumps
  readonly view: () => View
  readonly historyFile: string | undefined
  /** Stacks with errors. */
  readonly debug: boolean
  /** After the banner, while the first line is being typed. */
  whenReady(): void
}

/** Reads and answers lines until the console is left. */
export async function runPrompt(options: ConsoleOptions): Promise<void> {
  const { dumps, view, historyFile, debug } = options
  process.stdout.write(banner(dumps, view()))
  let close = () => {}
  const session = createSession({
    dumps,
    view,
    write: (text) => process.stdout.write(text),
    endsLines: true,
    exit: () => close(),
  })
  const prompt = openPrompt({ session, dumps, view, historyFile, debug })
  close = () => prompt.close()
  options.whenReady()
  await prompt.left
}

export interface Program {
  readonly code: string
  /** As messages name it. */
  readonly name: string
  /** `-e`: its value is printed. */
  readonly printsValue: boolean
}

/** Runs programs in order; returns the status that `exit` was called with. Throws LoupeError. */
export async function runPrograms(
  programs: readonly Program[],
  { dumps, view, write }: Pick<ConsoleOptions, 'dumps' | 'view'> & { write(text: string): void },
): Promise<number> {
  const session = createSession({
    dumps,
    view: () => ({ ...view(), inScript: true }),
    write,
    exit(status) {
      throw new Exit(status)
    },
  })
  try {
    for (const { code, name, printsValue } of programs) {
      session.takePrinted()
      const value = await evaluate(code, name, session)
      // As at the prompt: the last value.
      Object.assign(globalThis, { _: value })
      if (printsValue && value !== undefined) write(`${session.shown(value)}\n`)
      else if (printsValue && !session.takePrinted()) write('nil\n')
    }
    return 0
  } catch (error) {
    if (error instanceof Exit) return error.status
    throw error
  }
}
