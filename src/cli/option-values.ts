// Values of options: checked where they are typed, with what is allowed in the message.

import { InvalidArgumentError } from 'commander'
import type { Command } from 'commander'

/** A whole number from `min` on. */
export function wholeNumber(min: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= min) return value
    throw new InvalidArgumentError(`It must be a whole number from ${min} on.`)
  }
}

/** '2', '2%' or '0.5 %' as 0.02, 0.02, 0.005. */
export function percentage(text: string): number {
  const [, digits] = /^(\d+(?:\.\d+)?)\s*%?$/.exec(text.trim()) ?? []
  const value = Number(digits)
  if (digits !== undefined && value <= 100) return value / 100
  throw new InvalidArgumentError('It must be a percentage from 0 to 100.')
}

/** Options that may be given several times. */
export function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text]
}

/** What every question can be asked with. */
export function answerOptions(command: Command, limited: string, limit: number): Command {
  return command
    .option('-n, --limit <N>', `${limited} (default ${limit})`, wholeNumber(1))
    .option('--json', 'print the result record as one JSON document')
}
