// `--where 'size>=1kb'`: conditions on objects, one an option, all of which must hold. What is
// wrong with one is said together with everything that would be right.

import { LoupeError } from '../base/errors.ts'
import { TYPE_NAMES } from '../base/type-names.ts'
import type { Where } from '../workbench/results.ts'
import { nearest } from './nearest.ts'

/** NONE slots are no objects. */
const TYPES: readonly string[] = TYPE_NAMES.filter((name) => name !== 'NONE')

const KEYS = ['class', 'type', 'flag', 'generation', 'size', 'retained-by', 'same-text'] as const

export const WHERE_HELP = `A condition is one of
  class=Work              objects of this class, by name, glob or /regexp/
  type=STRING             objects of this Ruby type
  flag=frozen             objects with this flag in the dump
  generation=3..9         allocated in these GC generations (=5, >=5, 3.., ..9)
  size>=1kb               own size (=40, <=2mb, 100..200; b, kb, mb, gb)
  retained-by=@12         objects that would be freed with this TARGET
  same-text=@12           strings with the same text as this TARGET`

interface Range {
  readonly min?: number
  readonly max?: number
}

interface Condition {
  readonly key: string
  readonly operator: string
  readonly value: string
  readonly text: string
}

/** The filter that all `conditions` make together; throws LoupeError 'usage'. */
export function parseWhere(conditions: readonly string[]): Where {
  let where: Where = {}
  for (const text of conditions) where = withCondition(where, split(text))
  return where
}

function split(text: string): Condition {
  const match = /^\s*([\w-]+)\s*(>=|<=|=|>|<)\s*(.*?)\s*$/s.exec(text)
  const [, key = '', operator = '', value = ''] = match ?? []
  if (match === null) throw bad(text, 'it has no name, sign and value')
  if (value === '') throw bad(text, 'there is no value after the sign')
  return { key: key.toLowerCase(), operator, value, text }
}

function withCondition(where: Where, condition: Condition): Where {
  const { key, text } = condition
  switch (key) {
    case 'class':
      return { ...where, class: once(where.class, plain(condition), text) }
    case 'type':
      return { ...where, type: once(where.type, typeOf(condition), text) }
    case 'flag':
      return { ...where, flag: once(where.flag, plain(condition), text) }
    case 'retained-by':
      return { ...where, retainedBy: once(where.retainedBy, plain(condition), text) }
    case 'same-text':
      return { ...where, sameText: once(where.sameText, plain(condition), text) }
    case 'generation':
      return { ...where, generation: both(where.generation, range(condition, wholeNumber), text) }
    case 'size':
      return { ...where, size: both(where.size, range(condition, byteCount), text) }
  }
  const [near] = nearest(key, KEYS)
  const hint = near === undefined ? '' : ` (did you mean ${near}?)`
  throw bad(text, `'${key}' is nothing to filter by${hint}`)
}

function plain({ operator, key, value, text }: Condition): string {
  if (operator !== '=') throw bad(text, `${key} takes only =, not ${operator}`)
  return value
}

function typeOf(condition: Condition): string {
  const type = plain(condition).toUpperCase().replace(/^T_/, '')
  if (TYPES.includes(type)) return type
  const list = TYPES.join(', ')
  throw bad(condition.text, `'${condition.value}' is no Ruby type. Types are ${list}`)
}

function once(before: string | undefined, value: string, text: string): string {
  if (before !== undefined) throw bad(text, `the same was asked before with '${before}'`)
  return value
}

function range(condition: Condition, number: (text: string) => number | undefined): Range {
  const { operator, value, text, key } = condition
  const parse = (piece: string): number => {
    const parsed = number(piece.trim())
    if (parsed !== undefined) return parsed
    throw bad(text, `'${piece.trim()}' is no ${key === 'size' ? 'size' : 'whole number'}`)
  }
  if (operator === '>=') return { min: parse(value) }
  if (operator === '<=') return { max: parse(value) }
  if (operator === '>') return { min: parse(value) + 1 }
  if (operator === '<') return { max: parse(value) - 1 }
  const ends = value.split('..')
  if (ends.length === 1) return { min: parse(value), max: parse(value) }
  const [from = '', to = ''] = ends
  if (ends.length > 2 || (from === '' && to === '')) throw bad(text, `'${value}' is no range`)
  return { ...(from === '' ? {} : { min: parse(from) }), ...(to === '' ? {} : { max: parse(to) }) }
}

/** Two ranges of one key narrow each other: `size>=1kb` and `size<1mb`. */
function both(before: Range | undefined, range_: Range, text: string): Range {
  const lowest = [before?.min, range_.min].filter((end) => end !== undefined)
  const highest = [before?.max, range_.max].filter((end) => end !== undefined)
  const min = lowest.length > 0 ? Math.max(...lowest) : undefined
  const max = highest.length > 0 ? Math.min(...highest) : undefined
  if (min !== undefined && max !== undefined && min > max) throw bad(text, 'nothing can fit it')
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) }
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1024,
  kb: 1024,
  m: 1024 ** 2,
  mb: 1024 ** 2,
  g: 1024 ** 3,
  gb: 1024 ** 3,
}

/** '1kb', '1.5 MB', '4096': 1024-based as everything Loupe prints. */
export function byteCount(text: string): number | undefined {
  const [, digits, unit = ''] = /^(\d{1,15}(?:\.\d+)?)\s*([a-z]*)$/i.exec(text) ?? []
  const factor = UNITS[unit.toLowerCase()]
  return digits === undefined || factor === undefined ? undefined : Math.round(+digits * factor)
}

function bad(text: string, why: string): LoupeError {
  return new LoupeError('usage', `cannot understand --where '${text}': ${why}.`, WHERE_HELP)
}
