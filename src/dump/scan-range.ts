// Scans one byte range of a dump into parts. A range owns the records that start in it: it skips to
// the first line start, and reads past its end until the last record is whole. So ranges can be
// scanned in any order by any number of workers, and their parts, joined in order, are the same.
//
// A record is a line that starts with `{`. Rubies write newlines in file names raw, which splits a
// line: lines that do not start with `{` continue an unclosed record before them (at most
// CONTINUATIONS of them, so that one broken line cannot swallow the rest of the dump).
import * as L from '../kernel/layout.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { isFull, viewsOf } from '../kernel/kernel.ts'
import { LoupeError } from '../base/errors.ts'
import { becameShorter } from './byte-source.ts'
import type { ByteSource } from './byte-source.ts'
import { latin1 } from './line-text.ts'
import { shortenLine } from './long-line.ts'
import { emptySide, takePart } from './part.ts'
import type { Part } from './part.ts'
import { createSlowLine } from './slow-line.ts'

/** Read at once; the bytes stay in the second-level cache while the kernel walks them. */
export const READ_BYTES = 262_144
/** An unfinished line up to this long is moved to the buffer's start before reading on. */
const CARRY_BYTES = 65_536
const CONTINUATIONS = 16
/** A part ends behind so many bytes, whatever was in them. */
const PART_BYTES = 2 ** 30
const NEWLINE = 0x0a

export interface ScanOptions {
  /** Called with each part; the last one may be small. */
  readonly onPart: (part: Part) => void
  /** A buffer of an earlier part that is no longer needed, to put the next one in. */
  readonly recycle?: () => ArrayBufferLike | undefined
  /** Where parts live: shared memory, where another thread is to read them. */
  readonly allocate?: (bytes: number) => ArrayBufferLike
  /** Called now and then with the byte reached. */
  readonly onBytes?: (position: number) => void
}

/** Scans the records that start in [start, end) of `source`. */
export function scanRange(
  source: ByteSource,
  kernel: Kernel,
  start: number,
  end: number,
  { onPart, onBytes, recycle, allocate }: ScanOptions,
): void {
  const views = viewsOf(kernel.memory)
  const { bytes, state } = views
  const base = L.INPUT_BASE
  const bufferEnd = base + L.INPUT_BYTES
  let side = emptySide()
  let origin = start
  const slow = createSlowLine(
    kernel,
    views,
    () => side,
    () => origin,
    () => {
      if (isFull(state)) flush()
    },
  )

  /** Bytes [from, to) of memory hold the dump from `position` on. */
  let from = base
  let to = base
  let position = start
  let atEnd = false

  /** Reads on; false where nothing more comes or the buffer is full. */
  function fill(): boolean {
    if (atEnd) return false
    if (from > base && (to - from <= CARRY_BYTES || to + READ_BYTES > bufferEnd)) {
      bytes.copyWithin(base, from, to)
      to -= from - base
      from = base
    }
    const at = position + (to - from)
    const room = Math.min(READ_BYTES, bufferEnd - to, source.size - at)
    if (room > 0) {
      if (source.read(bytes.subarray(to, to + room), at) < room) throw becameShorter()
      to += room
    } else if (at < source.size) return false
    if (at + room >= source.size) {
      atEnd = true
      // A last line without its newline: the kernel wants one.
      if (to > from && bytes[to - 1] !== NEWLINE) {
        bytes[to++] = NEWLINE
        addedNewline = true
      }
    }
    return room > 0
  }
  let addedNewline = false

  function advance(next: number): void {
    position += next - from
    from = next
  }

  function flush(): void {
    if (state[L.STATE_ROWS] > 0 || hasSide(side) || state[L.STATE_FREE_SLOTS] > 0) {
      onPart(takePart(views, side, origin, recycle?.(), allocate))
    }
    kernel.reset()
    side = emptySide()
    origin = position
  }

  /** The newline that ends the line at `at`, reading on where needed; -1: longer than the buffer. */
  function newlineAfter(at: number): number {
    let searched = at
    for (;;) {
      // Cut to what was read: behind it lie megabytes without a newline.
      const found = bytes.subarray(searched, to).indexOf(NEWLINE)
      if (found >= 0) return searched + found
      searched = to
      const before = from
      if (!fill()) return -1
      searched -= before - from
      at -= before - from
    }
  }

  /** Does a record start at `at`? (The bytes may have to be read first.) */
  function startsRecord(at: number): boolean {
    return bytes[at] === 0x7b
  }

  kernel.reset()
  fill()

  // (1) To the first record that starts in the range.
  if (start > 0) {
    const before = new Uint8Array(1)
    source.read(before, start - 1)
    let whole = before[0] === NEWLINE
    for (;;) {
      if (to - from < 1 && !fill()) return
      if (whole && startsRecord(from)) break
      const newline = newlineAfter(from)
      if (newline < 0) {
        if (atEnd) return
        advance(to)
        whole = false
      } else {
        advance(newline + 1)
        whole = true
      }
      if (position >= end) return
    }
    origin = position
  }

  // (2) Records that start before the end.
  for (;;) {
    // Gigabytes without a row: line offsets are 32 bits from the part's origin.
    if (position - origin > PART_BYTES) flush()
    if (position >= end) {
      // What does not start a record belongs to the one before it.
      if (to - from < 1 && !fill()) break
      if (startsRecord(from)) break
    } else {
      // Only whole lines: one that is cut by the buffer's end would be read twice.
      const whole = from + bytes.subarray(from, to).lastIndexOf(NEWLINE) + 1
      const limit = Math.min(whole, from + (end - position))
      // Not even one: a long line, or the last one. `slowRecord` reads on to its end.
      if (whole === from && from < to) {
        if (!slowRecord()) break
        continue
      }
      const next = kernel.scan(from, limit, to, from - (position - origin))
      advance(next)
      const status = state[L.STATE_STATUS]
      if (status === L.STATUS_FULL) {
        flush()
        continue
      }
      if (status === L.STATUS_MORE) {
        onBytes?.(position)
        if (position >= end) continue
        if (fill()) continue
        if (from >= to) break
      }
    }
    if (!slowRecord()) break
  }
  flush()

  /** One record by the tolerant path; false at the end of the dump. */
  function slowRecord(): boolean {
    let newline = newlineAfter(from)
    if (newline < 0 && !atEnd) {
      flush()
      return longLine()
    }
    if (newline < 0) return false
    // The line may be whole only now that more was read: let the kernel try first. It also says
    // whether the tables have room.
    const next = kernel.scan(from, from + 1, to, from - (position - origin))
    if (next > from) {
      advance(next)
      return true
    }
    if (state[L.STATE_STATUS] === L.STATUS_FULL || state[L.STATE_PAGES] > L.PAGE_FULL / 2) {
      if (state[L.STATE_ROWS] > 0) {
        flush()
        return true
      }
    }
    if (startsRecord(from) && !isClosed(from, newline)) newline = joinContinuation(newline)
    const last = atEnd && newline === to - 1 && addedNewline
    slow.read(bytes.subarray(from, newline), position, last)
    if (state[L.STATE_OVERFLOW] !== 0) throw tooManyPages()
    advance(newline + 1)
    return true
  }

  /** Joins lines that do not start a record to the unclosed one before them. */
  function joinContinuation(newline: number): number {
    let joined = newline
    for (let i = 0; i < CONTINUATIONS; i++) {
      const offset = joined - from
      if (joined + 1 >= to && !fill()) break
      joined = from + offset
      if (startsRecord(joined + 1)) break
      const next = newlineAfter(joined + 1)
      // newlineAfter may have moved the buffer.
      if (next < 0) break
      joined = next
      if (isClosed(from, joined)) return joined
    }
    return newlineAfter(from)
  }

  function isClosed(lineFrom: number, lineEnd: number): boolean {
    let last = lineEnd - 1
    while (last > lineFrom && bytes[last] <= 0x20) last--
    return bytes[last] === 0x7d
  }

  /** A line longer than the buffer, in a part of its own. */
  function longLine(): boolean {
    const long = shortenLine(source, position, kernel)
    if (state[L.STATE_OVERFLOW] !== 0) throw tooManyPages()
    slow.read(long.line, position, long.cut, long)
    const { refs } = long
    const root = startsRoot(long.line) ? side.roots[0] : undefined
    if (root && refs) side.roots[0] = { category: root.category, refs }
    if (!root && refs && state[L.STATE_ROWS] > 0) {
      const part = takePart(views, side, origin, recycle?.(), allocate)
      onPart(withReferences(part, refs))
      kernel.reset()
      side = emptySide()
    } else flush()
    position = long.next
    from = to = base
    origin = position
    return fill()
  }
}

const ROOT_START = '{"type":"ROOT"'

function startsRoot(line: Uint8Array): boolean {
  return latin1(line.subarray(0, ROOT_START.length)) === ROOT_START
}

/** The part with more references of its first row, behind those that it has. */
function withReferences(part: Part, more: Uint32Array): Part {
  const at = part.refEnd[0]
  const refs = new Uint32Array(part.refs.length + more.length)
  refs.set(part.refs.subarray(0, at))
  refs.set(more, at)
  refs.set(part.refs.subarray(at), at + more.length)
  return { ...part, refs, refEnd: part.refEnd.map((end) => end + more.length) }
}

function hasSide(side: ReturnType<typeof emptySide>): boolean {
  return (
    side.roots.length > 0 ||
    side.shapes.length > 0 ||
    side.badLines > 0 ||
    side.repaired > 0 ||
    side.constants > 0 ||
    side.truncated
  )
}

function tooManyPages(): LoupeError {
  return new LoupeError(
    'too-big',
    `This dump names more than ${L.PAGE_CAPACITY} heap pages (16 GiB of object slots), more than Loupe can number.`,
    'Try `loupe summary --stream`.',
  )
}
