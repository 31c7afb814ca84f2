// A console's session without its keyboard: the dumps as variables, Ruby's words, what is printed,
// and lines run one after the other. The REPL and scripts share it.

import { LoupeError } from '../base/errors.ts'
import type { View } from '../report/screen.ts'
import type { Dumps } from './dumps.ts'
import { helpText } from './help.ts'
import { safeLines } from '../report/safe-text.ts'
import { format } from './ruby-format.ts'
import { speakRuby } from './ruby-names.ts'
import { ruby } from './ruby-runtime.ts'
import { inspectLine, putsLines, putsPage, show } from './show.ts'
import type { Shown, ShowView } from './show.ts'

/** `exit` was called: ends a script at once. */
export class Exit extends Error {
  readonly status: number

  constructor(status: number) {
    super('exit')
    this.status = status
  }
}

export interface Session {
  /** What the console would print for a value. */
  shown(value: unknown): string
  /** Whether anything was printed since the last time this was asked. */
  takePrinted(): boolean
  /** Names that the session put there, for suggestions. */
  readonly globals: readonly string[]
  /** Texts that stood in what was printed last: handles and addresses, to be completed. */
  readonly seen: ReadonlySet<string>
}

export interface SessionOptions {
  readonly dumps: Dumps
  readonly view: () => View
  write(text: string): void
  /** What `print` prints is ended: a prompt follows. */
  readonly endsLines?: boolean
  /** `exit` and `quit`. */
  exit(status: number): void
}

const MOST_SEEN = 2000

/** Puts the session's words on the global object of this process. */
export function createSession({ dumps, view, write, endsLines, exit }: SessionOptions): Session {
  const $call = speakRuby()
  let next: (() => Shown) | undefined
  let printed = false
  const seen = new Set<string>()

  const print = (lines: readonly string[]): undefined => {
    printed = true
    for (const each of lines) {
      remember(each)
      write(`${each}\n`)
    }
  }
  const remember = (text: string): void => {
    for (const [each] of text.matchAll(/@\d+\b|\b0x[\da-f]{4,}\b/g)) seen.add(each)
    while (seen.size > MOST_SEEN) for (const oldest of seen) if (seen.delete(oldest)) break
  }
  const page = ({ text, more }: Shown): string => {
    next = more
    remember(text)
    return text
  }

  const leave = (status: number): void => {
    printed = true
    exit(status)
  }

  const printText = (value: unknown): string =>
    typeof value === 'string' ? safeLines(value) : [...putsLines(value, view())].join('')

  const words: Record<string, unknown> = {
    nil: null,
    ruby,
    $call,
    puts(...values: unknown[]) {
      const own: ShowView = view()
      const lines = putsLines(values, own)
      if (own.inScript === true && values.length > 0) {
        for (const each of lines) print([each])
        return
      }
      const shown = putsPage(lines, own)
      if (shown.more !== undefined) next = shown.more
      print([shown.text])
    },
    p: (...values: unknown[]) => print(values.map((each) => inspectLine(each, view()))),
    pp: (...values: unknown[]) => print(values.map((each) => page(show(each, view())))),
    print: (...values: unknown[]) => {
      printed = true
      const text = values.map(printText).join('')
      // The prompt would be written over a line that is not ended.
      write(endsLines === true && !text.endsWith('\n') ? `${text}\n` : text)
    },
    format,
    sprintf: format,
    printf: (pattern: string, ...values: readonly unknown[]) => {
      printed = true
      write(safeLines(format(pattern, ...values)))
    },
    ls: (about?: unknown) => print([helpText(about, dumps, view())]),
    help: (about?: unknown) => print([helpText(about, dumps, view())]),
    more: () => {
      if (next === undefined) {
        throw new LoupeError('no-answer', 'there is no more: nothing was cut from the last answer.')
      }
      print([page(next())])
    },
    exit: (status = 0) => leave(Number(status)),
    quit: (status = 0) => leave(Number(status)),
  }
  for (const { variable, heap } of dumps.heaps) {
    words[variable] = heap
    words[`$${variable}`] = heap
  }
  if (dumps.diff !== null) {
    words['diff'] = dumps.diff
    words['$diff'] = dumps.diff
  }
  for (const [name, value] of Object.entries(words)) {
    Object.defineProperty(globalThis, name, {
      value,
      writable: true,
      configurable: true,
      enumerable: false,
    })
  }

  return {
    shown: (value) => page(show(value, view())),
    takePrinted() {
      const was = printed
      printed = false
      return was
    },
    globals: Object.keys(words).filter((name) => name !== '$call' && name !== 'ruby'),
    seen,
  }
}
