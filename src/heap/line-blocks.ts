// Lines of many rows, one after the other: where the row that is asked for lies shortly behind the one
// before, the dump is read in blocks, and lines are taken from the block. Asked for in another order,
// or where a line is not whole (longer than a block, or broken by a raw newline), there is no answer
// here, and the caller reads the line on its own.
// Cost: a read for each block, and a look at each byte of the lines asked for. Memory: one block.
import { utf8 } from '../dump/line-text.ts'
import type { Heap } from './heap.ts'
import { lineStart, type Fields } from './record-of.ts'

const BLOCK = 1 << 20
/** Bytes from one line to the next up to which reading what lies between them is the cheaper way. */
const NEAR = 1 << 14

const NEWLINE = 0x0a
const QUOTE = 0x22
const BACKSLASH = 0x5c
const VALUE = Uint8Array.from('"value":"', (character) => character.charCodeAt(0))

export interface LineBlocks {
  /** The text of `"value":"…"` in a row's line; undefined where the line has to be read on its own,
   * or has no such field. */
  valueAt(row: number): string | undefined
  /** The line and its fields; undefined where it has to be read on its own. */
  lineAt(row: number): { readonly text: string; readonly fields: Fields } | undefined
}

const OF_HEAP = new WeakMap<Heap, LineBlocks>()

/** The same ones at each call for a heap. */
export function lineBlocks(heap: Heap): LineBlocks {
  let blocks = OF_HEAP.get(heap)
  if (blocks === undefined) OF_HEAP.set(heap, (blocks = createLineBlocks(heap)))
  return blocks
}

/** `block`: bytes of one. */
export function createLineBlocks(heap: Heap, block: number = BLOCK): LineBlocks {
  let buffer: Uint8Array | undefined
  let bytes: Uint8Array = new Uint8Array(0)
  /** Where in the dump `bytes` begin, and where the line began that was asked for last. */
  let start = 0
  let last = Number.NEGATIVE_INFINITY

  /** Where a row's line begins in `bytes`; -1: it is read on its own. */
  function placeOf(row: number): number {
    const byte = lineStart(heap, row)
    const isNext = byte > last && byte - last <= NEAR
    last = byte
    if (byte >= start && byte < start + bytes.length) return byte - start
    return isNext ? readFrom(byte) : -1
  }

  function readFrom(byte: number): number {
    buffer ??= new Uint8Array(Math.min(block, heap.source.size))
    bytes = buffer.subarray(0, heap.source.read(buffer, byte))
    start = byte
    return bytes.length > 0 ? 0 : -1
  }

  /** Once more from the beginning of a line, if it may be whole then. */
  function readAgain(from: number): number {
    return from > 0 && bytes.length === buffer?.length ? readFrom(start + from) : -1
  }

  return {
    valueAt(row) {
      const from = placeOf(row)
      if (from < 0) return undefined
      const value = valueFrom(bytes, from)
      if (value !== CUT) return value
      const again = readAgain(from)
      const retried = again < 0 ? CUT : valueFrom(bytes, again)
      return retried === CUT ? undefined : retried
    },
    lineAt(row) {
      let from = placeOf(row)
      if (from < 0) return undefined
      let end = bytes.indexOf(NEWLINE, from)
      if (end < 0) {
        from = readAgain(from)
        if (from < 0) return undefined
        end = bytes.indexOf(NEWLINE, from)
        if (end < 0) return undefined
      }
      const text = utf8(bytes.subarray(from, end))
      try {
        return { text, fields: JSON.parse(text) as Fields }
      } catch {
        return undefined
      }
    },
  }
}

/** The line goes on behind the block. */
const CUT = Symbol('cut')

function valueFrom(bytes: Uint8Array, from: number): string | typeof CUT | undefined {
  const { length } = bytes
  let at = from
  for (; ; at++) {
    if (at + VALUE.length >= length) return CUT
    if (bytes[at] === NEWLINE) return undefined
    // `"v` first: nearly no other field begins so.
    if (bytes[at] !== QUOTE || bytes[at + 1] !== VALUE[1]) continue
    let same = 2
    while (same < VALUE.length && bytes[at + same] === VALUE[same]) same++
    if (same === VALUE.length) break
  }
  const first = at + VALUE.length
  let escaped = false
  for (at = first; bytes[at] !== QUOTE; at++) {
    if (at >= length) return CUT
    if (bytes[at] === NEWLINE) return undefined
    if (bytes[at] === BACKSLASH) {
      escaped = true
      at++
    }
  }
  const raw = utf8(bytes.subarray(first, at))
  if (!escaped) return raw
  try {
    return JSON.parse(`"${raw}"`) as string
  } catch {
    return undefined
  }
}
