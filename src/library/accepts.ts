// What one condition accepts: exactly this, one of these, a range with its ends, a pattern, or null
// for what has none. What makes no sense is refused when it is read, not found to match nothing.
import { LoupeError } from '../base/errors.ts'
import { nearestNames } from '../analysis/nearest-names.ts'
import { printable, quoted } from '../naming/preview.ts'

/** null: it has none. */
export type AcceptsText = (text: string | null) => boolean
/** NaN: it has none. */
export type AcceptsNumber = (value: number) => boolean

/** `where`: the call, as 'Collection.where({ line: … })'. */
export function acceptsNumber(key: string, wanted: unknown, where: string): AcceptsNumber {
  if (wanted === null) return Number.isNaN
  if (isNumber(wanted)) return (value) => value === wanted
  if (Array.isArray(wanted)) {
    for (const each of wanted as unknown[]) {
      if (each !== null && !isNumber(each)) throw notOf(key, 'number', each, where)
    }
    const list = new Set((wanted as (number | null)[]).map((each) => each ?? Number.NaN))
    return (value) => list.has(value)
  }
  const range = rangeOf(key, wanted, isNumber, 'number', where)
  const { min = -Infinity, max = Infinity } = range
  return (value) => value >= min && value <= max
}

export function acceptsText(key: string, wanted: unknown, where: string): AcceptsText {
  if (wanted === null) return (text) => text === null
  if (isText(wanted)) return (text) => text === wanted
  if (isRegExp(wanted)) {
    const pattern = withoutState(wanted)
    return (text) => text !== null && pattern.test(text)
  }
  if (Array.isArray(wanted)) {
    for (const each of wanted as unknown[]) {
      if (each !== null && !isText(each)) throw notOf(key, 'text', each, where)
    }
    const list = new Set(wanted as (string | null)[])
    return (text) => list.has(text)
  }
  const { min, max } = rangeOf(key, wanted, isText, 'text', where)
  return (text) =>
    text !== null && (min === undefined || text >= min) && (max === undefined || text <= max)
}

/** Of a global or sticky pattern, test() would go on where it stopped in another text. */
function withoutState(pattern: RegExp): RegExp {
  return new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''))
}

function rangeOf<Value extends string | number>(
  key: string,
  wanted: unknown,
  isOne: (value: unknown) => value is Value,
  kind: 'number' | 'text',
  where: string,
): { min?: Value; max?: Value } {
  if (!isPlainObject(wanted)) throw notOf(key, kind, wanted, where)
  const range: { min?: Value; max?: Value } = {}
  for (const [end, value] of Object.entries(wanted)) {
    if (end !== 'min' && end !== 'max') {
      const near = nearestNames(end, ['min', 'max'], 1)
      throw new LoupeError(
        'usage',
        `${where}: a range has min and max, not ${printable(end)}.`,
        near.length === 0 ? undefined : `Did you mean ${near[0]}?`,
      )
    }
    if (!isOne(value)) throw notOf(key, kind, value, where)
    range[end] = value
  }
  const { min, max } = range
  if (min === undefined && max === undefined) {
    throw new LoupeError('usage', `${where}: a range needs min or max.`)
  }
  if (min !== undefined && max !== undefined && min > max) {
    throw new LoupeError(
      'usage',
      `${where}: nothing is at least ${described(min)} and at most ${described(max)}.`,
      'Both ends belong to a range: { min: 1, max: 10 }.',
    )
  }
  return range
}

function notOf(key: string, kind: 'number' | 'text', value: unknown, where: string): LoupeError {
  const forms =
    kind === 'number'
      ? 'a number, null, a list of such, or { min, max }'
      : 'a text, null, a list of such, { min, max } or a RegExp'
  return new LoupeError(
    'usage',
    `${where}: ${key} is a ${kind}, and cannot be compared with ${described(value)}.`,
    `Write ${forms}.`,
  )
}

/** Also one of a console's own realm, which is no instance of the RegExp here. */
export function isRegExp(value: unknown): value is RegExp {
  return Object.prototype.toString.call(value) === '[object RegExp]'
}

/** A value in a sentence. */
export function described(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return 'a list'
  if (isRegExp(value)) return 'a RegExp'
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'object' && value !== null) return 'an object'
  return String(value)
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  // Those of another realm have another Object.prototype.
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && !Number.isNaN(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}
