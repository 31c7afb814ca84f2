// What Ruby's operators mean where JavaScript's mean something else. Translated lines call these as
// `ruby.…`, so that a line that runs never means something other than it did in Ruby.

import { LoupeError } from '../base/errors.ts'
import { format } from './ruby-format.ts'

interface Sliceable {
  readonly length: number
  first?(many: number): Sliceable
  last?(many: number): Sliceable
}
interface SetLike {
  minus(other: unknown): unknown
  union(other: unknown): unknown
  intersect(other: unknown): unknown
}
interface Range extends Iterable<number> {
  readonly from: number | null
  readonly to: number | null
  readonly exclusive: boolean
}

/** Everything but nil and false: 0 and "" too. */
function truthy(value: unknown): boolean {
  return value !== null && value !== undefined && value !== false
}

/** `a && b`. */
function both(left: unknown, right: () => unknown): unknown {
  return truthy(left) ? right() : left
}

/** `a || b`. */
function either(left: unknown, right: () => unknown): unknown {
  return truthy(left) ? left : right()
}

/** `to_s`: nothing for nil. */
function text(value: unknown): string {
  if (value === null || value === undefined) return ''
  return Array.isArray(value) ? `[${value.map(text).join(', ')}]` : `${value as string}`
}

/** `to_i`: of a text, the number it begins with, 0 where there is none; 0 of nil. */
function integer(value: unknown, base: number = 10): number {
  if (value === null || value === undefined) return 0
  if (typeof value === 'number') return Math.trunc(value)
  if (typeof value !== 'string') throw new LoupeError('usage', `${nameOf(value)} has no to_i.`)
  const prefix = PREFIXES.get(base)
  const digits = withoutUnderscores(value.trimStart())
  return Number.parseInt(prefix === undefined ? digits : digits.replace(prefix, '$1'), base) || 0
}

/** Base -> what may stand before its digits; parseInt knows 0x itself. */
const PREFIXES: ReadonlyMap<number, RegExp> = new Map([
  [2, /^([-+]?)0b/i],
  [8, /^([-+]?)0o/i],
])

/** `to_f`. */
function float(value: unknown): number {
  if (value === null || value === undefined) return 0
  if (typeof value === 'number') return value
  if (typeof value !== 'string') throw new LoupeError('usage', `${nameOf(value)} has no to_f.`)
  return Number.parseFloat(withoutUnderscores(value)) || 0
}

function withoutUnderscores(digits: string): string {
  return digits.replace(/(?<=\w)_(?=\w)/g, '')
}

/** `==`: contents of strings, numbers, arrays; objects of a heap by what they are. */
function same(left: unknown, right: unknown): boolean {
  if (left === right || (left ?? null) === (right ?? null)) return true
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((each, index) => same(each, right[index]))
  }
  if (typeof left !== 'object' || left === null) return false
  return 'equals' in left && typeof left.equals === 'function' && left.equals(right) === true
}

/** `<=>`; arrays element by element. Throws what Ruby's sort throws where two do not compare. */
function compare(left: unknown, right: unknown): number {
  if (Array.isArray(left) && Array.isArray(right)) {
    for (let at = 0; at < Math.min(left.length, right.length); at++) {
      const order = compare(left[at], right[at])
      if (order !== 0) return order
    }
    return Math.sign(left.length - right.length)
  }
  const comparable =
    (typeof left === 'number' && typeof right === 'number') ||
    (typeof left === 'string' && typeof right === 'string')
  if (!comparable) {
    if (same(left, right)) return 0
    throw new TypeError(`comparison of ${nameOf(left)} with ${nameOf(right)} failed`)
  }
  return left < right ? -1 : left > right ? 1 : 0
}

/** What each takes for less; nil is no number. */
const less = (left: unknown, right: unknown) => compare(left, right) < 0
const lessOrSame = (left: unknown, right: unknown) => compare(left, right) <= 0
const more = (left: unknown, right: unknown) => compare(left, right) > 0
const moreOrSame = (left: unknown, right: unknown) => compare(left, right) >= 0

/** `=~` as a question: nil matches nothing. */
function matches(left: unknown, pattern: unknown): boolean {
  if (left === null || left === undefined) return false
  if (!(pattern instanceof RegExp)) throw new TypeError('=~ wants a regular expression')
  return new RegExp(pattern.source, pattern.flags.replace('g', '')).test(`${left as string}`)
}

/** `===`: a pattern matches, a range holds, anything else is the same. */
function includes(pattern: unknown, value: unknown): boolean {
  if (pattern instanceof RegExp) return matches(value, pattern)
  if (isRange(pattern)) return typeof value === 'number' && inRange(pattern, value)
  return same(pattern, value)
}

function plus(left: unknown, right: unknown): unknown {
  if (typeof left === 'number' && typeof right === 'number') return left + right
  if (typeof left === 'string' && typeof right === 'string') return left + right
  if (Array.isArray(left) && Array.isArray(right)) return [...left, ...right]
  if (isSet(left)) return left.union(right)
  throw refused('+', left, right)
}

function minus(left: unknown, right: unknown): unknown {
  if (typeof left === 'number' && typeof right === 'number') return left - right
  if (isSet(left)) return left.minus(right)
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.filter((each) => !right.some((other) => same(each, other)))
  }
  throw refused('-', left, right)
}

function times(left: unknown, right: unknown): unknown {
  if (typeof left === 'number' && typeof right === 'number') return left * right
  if (typeof left === 'string' && typeof right === 'number') return left.repeat(right)
  throw refused('*', left, right)
}

/** Whole numbers give whole numbers, rounded down. */
function divide(left: unknown, right: unknown): number {
  if (typeof left !== 'number' || typeof right !== 'number') throw refused('/', left, right)
  if (!Number.isInteger(left) || !Number.isInteger(right)) return left / right
  if (right === 0) throw new RangeError('divided by 0')
  return Math.floor(left / right)
}

/** Of a text: `"%d objects" % 3`. */
function modulo(left: unknown, right: unknown): unknown {
  if (typeof left === 'string') return format(left, ...(Array.isArray(right) ? right : [right]))
  if (typeof left !== 'number' || typeof right !== 'number') throw refused('%', left, right)
  return left - right * Math.floor(left / right)
}

function power(left: unknown, right: unknown): number {
  if (typeof left !== 'number' || typeof right !== 'number') throw refused('**', left, right)
  return left ** right
}

/** `<<`. */
function append(left: unknown, right: unknown): unknown {
  if (Array.isArray(left)) {
    left.push(right)
    return left
  }
  if (left instanceof Set) return left.add(right)
  if (typeof left === 'number' && typeof right === 'number') return left * 2 ** right
  throw refused('<<', left, right)
}

function union(left: unknown, right: unknown): unknown {
  if (typeof left === 'number' && typeof right === 'number') return left | right
  if (isSet(left)) return left.union(right)
  if (Array.isArray(left) && Array.isArray(right)) return unique([...left, ...right])
  throw refused('|', left, right)
}

function intersection(left: unknown, right: unknown): unknown {
  if (typeof left === 'number' && typeof right === 'number') return left & right
  if (isSet(left)) return left.intersect(right)
  if (Array.isArray(left) && Array.isArray(right)) {
    return unique(left.filter((each) => right.some((other) => same(each, other))))
  }
  throw refused('&', left, right)
}

function exclusiveOr(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left ^ right
  throw refused('^', left, right)
}

function shiftRight(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return Math.floor(left / 2 ** right)
  throw refused('>>', left, right)
}

function unique(values: readonly unknown[]): unknown[] {
  const found: unknown[] = []
  for (const each of values) if (!found.some((other) => same(each, other))) found.push(each)
  return found
}

/** `from..to`, to be iterated or to index with. */
function range(from: number | null, to: number | null, exclusive = false): Range {
  const values: Range = {
    from,
    to,
    exclusive,
    *[Symbol.iterator]() {
      const end = to ?? Infinity
      for (let at = from ?? 0; exclusive ? at < end : at <= end; at++) yield at
    },
  }
  return Object.assign(Object.create(RANGES) as object, values)
}

/** What ranges can do: what lists can (ruby-lists.ts). */
export const RANGES: object = {}

/** `of[from..to]`. */
function slice(of: Sliceable, from: number | null, to: number | null, exclusive = false): unknown {
  const start = from === null ? 0 : from < 0 ? of.length + from : from
  const last = to === null ? of.length - 1 : to < 0 ? of.length + to : to
  return between(of, start, to !== null && exclusive ? last : last + 1)
}

/** `of[from, many]`. */
function piece(of: Sliceable, from: number, many: number): unknown {
  const start = from < 0 ? of.length + from : from
  return between(of, start, start + many)
}

function between(of: Sliceable, start: number, end: number): unknown {
  if (start < 0 || start > of.length) return null
  const stop = Math.max(start, Math.min(end, of.length))
  if (Array.isArray(of) || typeof of === 'string') return of.slice(start, stop)
  return of.first?.(stop).last?.(stop - start)
}

function empty(value: unknown): boolean {
  if (value instanceof Map || value instanceof Set) return value.size === 0
  if (typeof value === 'object' && value !== null && !('length' in value)) {
    return Object.keys(value).length === 0
  }
  if (value === null || value === undefined) throw new TypeError('nil has no empty?')
  return (value as { length: number }).length === 0
}

function isSet(value: unknown): value is SetLike {
  return typeof value === 'object' && value !== null && 'minus' in value && 'union' in value
}

function isRange(value: unknown): value is Range {
  return typeof value === 'object' && value !== null && 'exclusive' in value
}

function inRange({ from, to, exclusive }: Range, value: number): boolean {
  if (from !== null && value < from) return false
  return to === null || (exclusive ? value < to : value <= to)
}

function refused(operator: string, left: unknown, right: unknown): LoupeError {
  return new LoupeError(
    'usage',
    `${operator} is not known between ${nameOf(left)} and ${nameOf(right)}.`,
  )
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return 'nil'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object') return isSet(value) ? 'a collection' : 'an object'
  return `a ${typeof value}`
}

export const ruby = {
  truthy,
  both,
  either,
  text,
  integer,
  float,
  same,
  compare,
  less,
  lessOrSame,
  more,
  moreOrSame,
  matches,
  includes,
  plus,
  minus,
  times,
  divide,
  modulo,
  power,
  append,
  union,
  intersection,
  exclusiveOr,
  shiftRight,
  unique,
  range,
  slice,
  piece,
  empty,
} as const
