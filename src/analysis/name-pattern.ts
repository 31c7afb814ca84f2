// What people type to mean names: `Work`, `ActiveRecord::*`, `/proxy/i`.
import { LoupeError } from '../base/errors.ts'

export interface NamePattern {
  /** An exact name, a glob, or a regular expression. */
  readonly kind: 'exact' | 'glob' | 'regexp'
  matches(name: string): boolean
}

export function namePattern(text: string): NamePattern {
  const expression = regexpOf(text)
  if (expression !== undefined) {
    return { kind: 'regexp', matches: (name) => expression.test(name) }
  }
  if (!/[*?]/.test(text)) return { kind: 'exact', matches: (name) => name === text }
  const source = text
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.')
  const glob = new RegExp(`^${source}$`, 's')
  return { kind: 'glob', matches: (name) => glob.test(name) }
}

/** `/re/` or `/re/i`; undefined for what is not written so. */
export function regexpOf(text: string): RegExp | undefined {
  const match = /^\/(.+)\/([imsu]*)$/s.exec(text)
  if (match === null) return undefined
  // Ruby's m is JavaScript's s.
  const flags = [...new Set(match[2].replace('m', 's'))].join('')
  try {
    return new RegExp(match[1], flags)
  } catch (error) {
    const why =
      error instanceof Error ? error.message.replace(/^Invalid regular expression: /, '') : ''
    throw new LoupeError('usage', `cannot understand the regular expression ${text}: ${why}.`)
  }
}
