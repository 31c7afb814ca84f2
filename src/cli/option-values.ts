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

/** '30s', '1m', '1.5h', '250ms' or '30' (seconds) as seconds; more than nothing. */
export function duration(text: string): number {
  const [, digits, unit = 's'] = /^(\d+(?:\.\d+)?)\s*(ms|s|min|m|h)?$/i.exec(text.trim()) ?? []
  const seconds = Number(digits) * (SECONDS[unit.toLowerCase()] ?? Number.NaN)
  if (seconds > 0 && seconds < 1e8) return seconds
  throw new InvalidArgumentError('It must be a time such as 30s, 1m, 2h or 500ms.')
}

const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, min: 60, h: 3600 }

/** '30s,1m,90s' as [30, 60, 90]. */
export function durations(text: string): readonly number[] {
  return text.split(',').map(duration)
}

/** '800MB', '1.5 gb', '4096' as bytes, 1024-based as everything Loupe prints; more than nothing. */
export function byteSize(text: string): number {
  const [, digits, unit = 'b'] = /^(\d+(?:\.\d+)?)\s*([kmgt]?i?b?)$/i.exec(text.trim()) ?? []
  const power = 'bkmgt'.indexOf(unit.toLowerCase()[0] ?? 'b')
  const bytes = Math.round(Number(digits) * 1024 ** power)
  if (bytes > 0 && Number.isSafeInteger(bytes)) return bytes
  throw new InvalidArgumentError('It must be a size such as 800MB or 1.5GB.')
}

/** Options that may be given several times. */
export function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text]
}

export const JSON_OPTION = ['--json', 'print the result record as one JSON document'] as const

/** What every question can be asked with. */
export function answerOptions(command: Command, limited: string, limit: number): Command {
  return command
    .option('-n, --limit <N>', `${limited} (default ${limit})`, wholeNumber(1))
    .option(...JSON_OPTION)
}
