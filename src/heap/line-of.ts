// The line of an object as it stands in the dump, whole. `record-of.ts` cuts very long lines; here
// nothing is cut, so what does not fit a JavaScript string is refused.
// Cost: one read of the line.
import { LoupeError } from '../base/errors.ts'
import { formatBytes } from '../base/format.ts'
import { utf8 } from '../dump/line-text.ts'
import type { Heap } from './heap.ts'
import { recordOf, type Fields, type LineRecord } from './record-of.ts'

/** A string holds half a gigabyte of characters at most; a parsed line takes several times its bytes. */
export const LONGEST_LINE = 256 * 1024 * 1024

/**
 * The text of a row's line, without its newline. Bytes that are no UTF-8 (names and paths in other
 * encodings) come out as U+FFFD; where a Ruby wrote a newline raw, it is in the text.
 * Throws LoupeError 'too-big' for lines of more than 256 MiB.
 */
export function lineOf(heap: Heap, row: number): string {
  return textOf(heap, recordOf(heap, row))
}

/** Everything the dump says of a row, lists and texts whole. Throws like `lineOf`. */
export function wholeRecordOf(heap: Heap, row: number): Fields {
  const record = recordOf(heap, row)
  if (record.cut.length === 0) return record.fields
  const text = textOf(heap, record)
  try {
    return JSON.parse(text) as Fields
  } catch {
    return record.fields
  }
}

function textOf(heap: Heap, { byte, length }: LineRecord): string {
  if (length > LONGEST_LINE) {
    throw new LoupeError(
      'too-big',
      `the line of this object has ${formatBytes(length)}, more than fits a string here.`,
      `It is in the dump from byte ${byte} on; what it refers to can be asked for all the same.`,
    )
  }
  const bytes = new Uint8Array(length)
  return utf8(bytes.subarray(0, heap.source.read(bytes, byte)))
}
