// Asks a yes-or-no question of the person at the terminal.

import { LoupeError } from '../base/errors.ts'
import type { Terminal } from './terminal.ts'

/**
 * Whether the answer was yes; anything else is no. Throws LoupeError `usage` where nobody sits there
 * to ask; `option` is what says yes beforehand.
 */
export async function confirmed(
  terminal: Terminal,
  question: string,
  option: string,
): Promise<boolean> {
  if (!terminal.inIsTTY || !terminal.errIsTTY) {
    throw new LoupeError('usage', question, `There is nobody to ask here: ${option} says yes.`)
  }
  terminal.err(`${question} [y/N] `)
  return saysYes(terminal)
}

/** Waits for the next line that is typed: only y and yes are a yes. */
export async function saysYes({ stdin }: Terminal): Promise<boolean> {
  let answer = ''
  for await (const piece of stdin) {
    answer += Buffer.from(piece).toString('utf8')
    if (answer.includes('\n')) break
  }
  return /^\s*y(es)?\s*$/i.test(answer)
}
