// The text of a field as its line has it, not as JSON reads it: what is hashed or interned raw, and
// numbers of more digits than a double keeps. Lines here are valid JSON, in whatever order and
// spacing; a key's name may also stand inside a string or a nested value, so a place only counts if
// it reads as what JSON.parse found.
import { latin1, utf8 } from './line-text.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c

export function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d
}

/**
 * Where the raw text of a string field lies in a line of JSON: [first byte, closing quote]. Of
 * several such keys, the last one that reads as `decoded`, as JSON.parse has it.
 */
export function textSpan(
  line: Uint8Array,
  key: string,
  decoded: string,
): [number, number] | undefined {
  let found: [number, number] | undefined
  for (let at = behindKey(line, key, 0); at >= 0; at = behindKey(line, key, at)) {
    if (line[at] !== QUOTE) continue
    const from = at + 1
    let to = from
    while (to < line.length && line[to] !== QUOTE) to += line[to] === BACKSLASH ? 2 : 1
    if (to < line.length && jsonText(line.subarray(from - 1, to + 1)) === decoded)
      found = [from, to]
  }
  return found
}

/** The place of the value behind the next `"key":` from `from` on, or -1. */
function behindKey(line: Uint8Array, key: string, from: number): number {
  for (let at = line.indexOf(QUOTE, from); at >= 0; at = line.indexOf(QUOTE, at + 1)) {
    let i = 0
    while (i < key.length && line[at + 1 + i] === key.charCodeAt(i)) i++
    if (i < key.length || line[at + 1 + i] !== QUOTE) continue
    let behind = at + i + 2
    while (isBlank(line[behind])) behind++
    if (line[behind++] !== 0x3a) continue
    while (isBlank(line[behind])) behind++
    return behind
  }
  return -1
}

function jsonText(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8(bytes)) as unknown
  } catch {
    return undefined
  }
}

/**
 * The allocation site as the kernel interns it: the raw text of the three keys. `file` is written
 * raw by every Ruby, so its text is taken as it stands, never unescaped.
 */
export function siteText(
  fields: Readonly<Record<string, unknown>>,
  line: Uint8Array,
): string | undefined {
  if (typeof fields['file'] !== 'string') return undefined
  let file = fields['file']
  if (line.includes(BACKSLASH)) {
    const span = textSpan(line, 'file', file)
    if (span) file = utf8(line.subarray(span[0], span[1]))
  }
  let text = `"file":"${file}"`
  if (typeof fields['line'] === 'number' && Number.isFinite(fields['line'])) {
    text += `, "line":${exactDigits(line, fields['line'])}`
  }
  if (typeof fields['method'] === 'string') {
    text += `, "method":${JSON.stringify(fields['method'])}`
  }
  return text
}

/** Negative lines are written as 64-bit unsigned: beyond what a double holds, so read the digits. */
function exactDigits(line: Uint8Array, value: number): string {
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return String(Math.trunc(value))
  let digits = '0'
  for (let at = behindKey(line, 'line', 0); at >= 0; at = behindKey(line, 'line', at)) {
    const found = /^-?\d+/.exec(latin1(line.subarray(at, at + 40)))
    if (found && Number(found[0]) === value) digits = found[0]
  }
  return digits
}
