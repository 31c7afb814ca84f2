// The full record of an object, read back from its line in the dump: what the columns do not keep
// (text, names, fields that only newer Rubies write). A line may be hundreds of megabytes long (an
// array of millions of elements, a huge string): of such a line the head and the tail are read, and
// the list or text between them is cut and said to be.
import { latin1, utf8 } from '../dump/line-text.ts'
import { recoverLine } from '../dump/recover-line.ts'
import type { Heap } from './heap.ts'

export type Fields = Readonly<Record<string, unknown>>

export interface LineRecord {
  readonly fields: Fields
  /** Where the line starts in the uncompressed dump, and how long it is without its newline. */
  readonly byte: number
  readonly length: number
  /** Fields of which only the beginning is here. */
  readonly cut: readonly string[]
}

const NEWLINE = 0x0a
/** Lines up to this long are parsed whole. */
const WHOLE_BYTES = 1 << 20
/** What is kept of a longer one. */
const HEAD_BYTES = 1 << 16
const TAIL_BYTES = 1 << 16
/** Older Rubies write newlines in file names raw, which splits a line. */
const CONTINUATIONS = 16
/** What a label needs of a line. */
const GLANCE_BYTES = 1024

export function lineStart(heap: Heap, row: number): number {
  return heap.columns.lineHigh[row] * 4294967296 + heap.columns.lineLow[row]
}

/** Everything the dump says of a row. Cost: one read, or one pass over a very long line. */
export function recordOf(heap: Heap, row: number): LineRecord {
  const { source } = heap
  const byte = lineStart(heap, row)
  let bytes = readAt(heap, byte, 4096)
  let end = bytes.indexOf(NEWLINE)
  if (end < 0 && byte + bytes.length < source.size) {
    bytes = readAt(heap, byte, WHOLE_BYTES)
    end = bytes.indexOf(NEWLINE)
  }
  if (end < 0 && byte + bytes.length < source.size) return longRecord(heap, byte, bytes)
  if (end < 0) end = bytes.length
  let fields = parse(bytes.subarray(0, end))
  // Not the end of the record, where the next line is no record of its own.
  for (let i = 0; i < CONTINUATIONS && fields === undefined; i++) {
    if (bytes[end + 1] === 0x7b || end + 1 >= bytes.length) break
    const next = bytes.indexOf(NEWLINE, end + 1)
    end = next < 0 ? bytes.length : next
    fields = parse(bytes.subarray(0, end))
  }
  fields ??= recoverLine(latin1(bytes.subarray(0, end))) ?? {}
  return { fields, byte, length: end, cut: [] }
}

/**
 * The fields at the beginning of a row's line, lists and texts cut where its first kilobyte ends:
 * enough for a label. Cost: one small read, however long the line.
 */
export function glanceAt(heap: Heap, row: number): Fields {
  const bytes = readAt(heap, lineStart(heap, row), GLANCE_BYTES)
  const end = bytes.indexOf(NEWLINE)
  const line = end < 0 ? bytes : bytes.subarray(0, end)
  const fields = parse(line)
  if (fields !== undefined) return fields
  if (end >= 0) return recoverLine(latin1(line)) ?? {}
  return parseText(closed(utf8(line)).text) ?? {}
}

function readAt(heap: Heap, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(Math.max(0, Math.min(length, heap.source.size - offset)))
  return bytes.subarray(0, heap.source.read(bytes, offset))
}

function parse(bytes: Uint8Array): Fields | undefined {
  return parseText(utf8(bytes))
}

function parseText(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Fields) : undefined
  } catch {
    return undefined
  }
}

function longRecord(heap: Heap, byte: number, head: Uint8Array): LineRecord {
  const end = endOfLine(heap, byte + head.length)
  const tail = latin1(
    readAt(heap, Math.max(byte, end - TAIL_BYTES), Math.min(TAIL_BYTES, end - byte)),
  )
  const start = closed(utf8(head.subarray(0, HEAD_BYTES)))
  const whole = parseText(start.text) ?? recoverLine(latin1(head.subarray(0, HEAD_BYTES))) ?? {}
  const rest = start.open === '' ? undefined : restAfter(tail, start.open === 'references')
  const later = rest === undefined ? {} : (parseText(`{${rest}`) ?? {})
  return {
    fields: { ...whole, ...later },
    byte,
    length: end - byte,
    cut: start.open === '' ? [] : [start.open],
  }
}

function endOfLine(heap: Heap, from: number): number {
  const { source } = heap
  const chunk = new Uint8Array(WHOLE_BYTES)
  for (let at = from; at < source.size;) {
    const read = source.read(chunk.subarray(0, Math.min(chunk.length, source.size - at)), at)
    if (read === 0) break
    const end = chunk.subarray(0, read).indexOf(NEWLINE)
    if (end >= 0) return at + end
    at += read
  }
  return source.size
}

/** The beginning of a line made whole: the list or text that was open is closed where it was cut. */
function closed(text: string): { text: string; open: string } {
  const list = text.indexOf('"references":[')
  if (list >= 0) {
    const last = text.lastIndexOf('", "')
    const kept = last > list ? text.slice(0, last + 1) : text.slice(0, list + 14)
    return { text: `${kept}]}`, open: 'references' }
  }
  const value = text.indexOf('"value":"')
  if (value >= 0) {
    // Not in the middle of an escape, nor of a character.
    const kept = text
      .replace(/\uFFFD+$/, '')
      .replace(/\\(u[0-9a-fA-F]{0,3})?$/, (escape, _digits, at) => {
        return backslashesBefore(text, at) % 2 === 0 ? '' : escape
      })
    return { text: `${kept}"}`, open: 'value' }
  }
  const last = text.lastIndexOf(', "')
  return { text: `${last > 0 ? text.slice(0, last) : text}}`, open: '' }
}

function backslashesBefore(text: string, at: number): number {
  let from = at
  while (from > 0 && text[from - 1] === '\\') from--
  return at - from
}

/** The fields behind the long list or text, from the tail of a line. */
function restAfter(tail: string, list: boolean): string | undefined {
  if (list) {
    const end = tail.indexOf(']')
    return end < 0 || tail[end + 1] !== ',' ? undefined : tail.slice(end + 2)
  }
  for (let at = tail.indexOf('"'); at >= 0; at = tail.indexOf('"', at + 1)) {
    if (backslashesBefore(tail, at) % 2 === 0) {
      return tail[at + 1] === ',' ? tail.slice(at + 2) : undefined
    }
  }
  return undefined
}
