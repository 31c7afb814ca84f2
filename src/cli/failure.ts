// How commands end badly. What Loupe foresaw is one sentence and what to do next; anything else
// is a bug of Loupe's and is called so. Exit status: 1 where the question has no answer in this
// dump, 2 where it could not be asked.

import { LoupeError } from '../base/errors.ts'
import type { Paint } from '../report/paint.ts'
import { safeLines, safeText } from '../report/safe-text.ts'

export const OK = 0
export const NO_ANSWER = 1
export const BAD_USE = 2
/** SIGINT's number and 128: what a shell says of a command that was interrupted. */
export const INTERRUPTED = 130

export interface Failure {
  readonly status: number
  /** Lines for stderr. */
  readonly text: string
}

export function failureOf(error: unknown, paint: Paint, debug: boolean): Failure {
  if (error instanceof LoupeError) {
    const status = error.code === 'no-answer' || error.code === 'no-roots' ? NO_ANSWER : BAD_USE
    const lead = status === NO_ANSWER ? paint.heading('loupe:') : paint.warn('loupe:')
    const next = error.next === undefined ? '' : `${indented(error.next)}\n`
    return { status, text: `${lead} ${safeLines(error.message)}\n${next}` }
  }
  if (isOutOfMemory(error)) {
    return {
      status: BAD_USE,
      text:
        `${paint.warn('loupe:')} this dump needs more memory than there is.\n` +
        '  Counts and bytes by type and class can still be had: loupe summary --stream DUMP\n',
    }
  }
  return { status: BAD_USE, text: apology(error, paint, debug) }
}

function apology(error: unknown, paint: Paint, debug: boolean): string {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const stack = error instanceof Error && error.stack !== undefined ? error.stack : ''
  const trace = debug ? `${safeLines(stack)}\n` : ''
  const how = debug ? '' : ' and what it prints with LOUPE_DEBUG=1 set'
  return (
    `${paint.warn('loupe:')} sorry, this is a bug in Loupe, not in your dump.\n` +
    `  ${safeText(message)}\n` +
    `  Please report it to Loupe's authors, with the command, loupe --version${how}.\n${trace}`
  )
}

/** What V8 throws where a typed array cannot be had; running out of its own heap ends the process. */
function isOutOfMemory(error: unknown): boolean {
  return (
    error instanceof RangeError &&
    /allocation failed|Invalid (typed )?array (buffer )?length|could not allocate/i.test(
      error.message,
    )
  )
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${safeText(line)}`)
    .join('\n')
}
