// Ruby's `format`, with the directives that people use: %d %i %u %f %e %x %X %o %b %c %s %p %%, the
// flags - + 0 # and space, a width, a precision, and %<name>d and %{name} of a hash.

import { LoupeError } from '../base/errors.ts'

const DIRECTIVE = /%(?:\{(\w+)\}|(?:<(\w+)>)?([-+0 #]*)(\d*)(?:\.(\d+))?(?:<(\w+)>)?([a-zA-Z%]))/g

/** Throws where a directive is not known, or its value is missing or of another kind. */
export function format(pattern: string, ...values: readonly unknown[]): string {
  if (pattern.replace(DIRECTIVE, '').includes('%')) {
    throw new LoupeError(
      'usage',
      `format: a % in ${JSON.stringify(pattern)} begins no directive.`,
      'A percent sign is %%.',
    )
  }
  let next = 0
  const taken = (name: string | undefined): unknown => {
    if (name !== undefined) return fieldOf(values[0], name)
    if (next < values.length) return values[next++]
    throw new LoupeError('usage', `format: ${JSON.stringify(pattern)} wants more values.`)
  }
  return pattern.replace(DIRECTIVE, (_, ...found: (string | undefined)[]) => {
    const [braced, before, flags = '', width, precision, after, kind = ''] = found
    if (braced !== undefined) return textOf(taken(braced))
    if (kind === '%') return '%'
    const digits = precision === undefined ? undefined : Number(precision)
    const text = directive(kind, flags, digits, taken(before ?? after))
    return padded(text, Number(width), flags, /[spc]/.test(kind))
  })
}

function directive(
  kind: string,
  flags: string,
  precision: number | undefined,
  value: unknown,
): string {
  switch (kind) {
    case 's':
      return textOf(value).slice(0, precision)
    case 'p':
      return (typeof value === 'string' ? JSON.stringify(value) : textOf(value ?? 'nil')).slice(
        0,
        precision,
      )
    case 'c':
      return typeof value === 'number' ? String.fromCodePoint(value) : textOf(value).slice(0, 1)
    case 'd':
    case 'i':
    case 'u':
      return whole(value, flags, '', 10, precision)
    case 'x':
      return whole(value, flags, '0x', 16, precision)
    case 'X':
      return whole(value, flags, '0X', 16, precision).toUpperCase()
    case 'o':
      return whole(value, flags, '0', 8, precision)
    case 'b':
      return whole(value, flags, '0b', 2, precision)
    case 'f':
      return signed(numberOf(value), flags, (size) => fixed(size, precision ?? 6))
    case 'e':
      // Two digits of exponent at least.
      return signed(numberOf(value), flags, (size) =>
        size.toExponential(precision ?? 6).replace(/e([-+])(\d)$/, 'e$10$2'),
      )
    default:
      throw new LoupeError('usage', `format: %${kind} is not known here.`)
  }
}

function whole(
  value: unknown,
  flags: string,
  prefix: string,
  base: number,
  precision: number = 1,
): string {
  return signed(Math.trunc(numberOf(value)), flags, (size) => {
    const digits = BigInt(size).toString(base).padStart(precision, '0')
    return flags.includes('#') ? prefix + digits : digits
  })
}

/** As C does: what lies in the middle goes to the even digit. */
function fixed(size: number, digits: number): string {
  const up = size.toFixed(digits)
  const exact = size.toFixed(Math.min(100, digits + 50))
  const end = exact.indexOf('.') + 1 + digits
  if (!/^50*$/.test(exact.slice(end)) || /[02468]$/.test(up)) return up
  return exact.slice(0, digits === 0 ? end - 1 : end)
}

function signed(value: number, flags: string, show: (size: number) => string): string {
  const sign = value < 0 ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
  return sign + show(Math.abs(value))
}

function padded(text: string, width: number, flags: string, isText: boolean): string {
  if (flags.includes('-')) return text.padEnd(width)
  if (!flags.includes('0') || isText) return text.padStart(width)
  const [lead = ''] = /^[-+ ]?(?:0[xXbB])?/.exec(text) ?? []
  return lead + text.slice(lead.length).padStart(width - lead.length, '0')
}

function fieldOf(hash: unknown, name: string): unknown {
  const field: unknown =
    hash instanceof Map ? hash.get(name) : (hash as Record<string, unknown> | null)?.[name]
  if (field !== undefined) return field
  throw new LoupeError('usage', `format: there is no value called ${name}.`)
}

function numberOf(value: unknown): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number === 'number' && Number.isFinite(number)) return number
  const what = value === null || value === undefined ? 'nil' : `a ${typeof value}`
  throw new LoupeError('usage', `format: a number is wanted, not ${what}.`)
}

function textOf(value: unknown): string {
  return value === null || value === undefined ? '' : `${value as string}`
}
