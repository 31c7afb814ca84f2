// Lines longer than the kernel's buffer (16 MiB): an array of millions of elements, a string of
// hundreds of megabytes. The line is streamed once; its references become codes on the way and a
// long string value is dropped, so that what is left is an ordinary short line. Memory: 4 bytes a
// reference. Such strings get no content hash.
import * as L from '../kernel/layout.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { becameShorter } from './byte-source.ts'
import type { ByteSource } from './byte-source.ts'

export interface ShortenedLine {
  /** The line without its newline, its references and its long value taken out. */
  readonly line: Uint8Array
  /** What was taken out is not what a Ruby writes: bad addresses are NONE among the references. */
  readonly damaged: boolean
  /** Codes of the references taken out. */
  readonly refs: Uint32Array | undefined
  /** Where the next line starts. */
  readonly next: number
  /** The dump ends before the line does. */
  readonly cut: boolean
}

const CHUNK = 1 << 20
/** More than any line keeps once references and value are out. */
const SHORT_BYTES = 1 << 20
const REFERENCES = bytesOf('"references":[')
const VALUE = bytesOf('"value":"')
const QUOTE = 0x22
const EXPECTED = bytesOf(', "0x')

export function shortenLine(source: ByteSource, start: number, kernel: Kernel): ShortenedLine {
  const chunk = new Uint8Array(CHUNK)
  const line = new Uint8Array(SHORT_BYTES)
  let kept = 0
  let refs: Uint32Array | undefined
  let refCount = 0
  let mode: 'copy' | 'refs' | 'value' = 'copy'
  let escaped = false
  let high = 0
  let low = 0
  let digits = -1
  let expected = 0
  let damaged = false
  let position = start
  while (position < source.size) {
    const read = source.read(chunk.subarray(0, Math.min(CHUNK, source.size - position)), position)
    if (read === 0) throw becameShorter()
    for (let i = 0; i < read; i++) {
      const byte = chunk[i]
      if (byte === 0x0a) return done(position + i + 1, false)
      if (mode === 'value') {
        if (byte < 0x20) damaged = true
        if (escaped) escaped = false
        else if (byte === 0x5c) escaped = true
        else if (byte === QUOTE) {
          mode = 'copy'
          keep(byte)
        }
        continue
      }
      if (mode === 'refs') {
        if (digits >= 0) {
          const nibble = byte < 0x3a ? byte - 0x30 : byte - 0x57
          if (byte !== QUOTE && nibble >= 0 && nibble < 16 && digits < 16) {
            high = ((high << 4) | (low >>> 28)) >>> 0
            low = ((low << 4) | nibble) >>> 0
            digits++
          } else {
            if (digits === 0 || byte !== QUOTE) damaged = true
            add(damaged && byte !== QUOTE ? L.NONE : kernel.code(high, low))
            digits = -1
            expected = 0
          }
        } else if (byte === EXPECTED[expected]) {
          // `, "0x` in front of each address but the first, which has `"0x`.
          if (++expected === EXPECTED.length) {
            digits = 0
            high = 0
            low = 0
          }
        } else if (expected === 1 && byte === QUOTE) {
          // JSON needs no blank.
          expected = 3
        } else if (byte === 0x5d) {
          if (expected !== 0 && refCount > 0) damaged = true
          mode = 'copy'
          keep(byte)
        } else {
          damaged = true
          expected = byte === QUOTE ? 3 : 0
          // No list holds these: what follows is something else.
          if (byte === 0x7b || byte === 0x3a) {
            mode = 'copy'
            keep(byte)
          }
        }
        continue
      }
      keep(byte)
      if (byte === 0x5b && endsWith(REFERENCES)) {
        mode = 'refs'
        expected = 2
        refs ??= new Uint32Array(1 << 20)
      } else if (byte === QUOTE && endsWith(VALUE)) mode = 'value'
    }
    position += read
  }
  return done(source.size, true)

  function keep(byte: number): void {
    // Beyond this a line cannot be an object's: its end is not needed to say so.
    if (kept < SHORT_BYTES) line[kept++] = byte
  }

  function add(code: number): void {
    if (refs === undefined) return
    if (refCount === refs.length) {
      const grown = new Uint32Array(refs.length * 2)
      grown.set(refs)
      refs = grown
    }
    refs[refCount++] = code
  }

  function endsWith(text: Uint8Array): boolean {
    if (kept < text.length || kept >= SHORT_BYTES) return false
    for (let i = 0; i < text.length; i++) if (line[kept - text.length + i] !== text[i]) return false
    return true
  }

  function done(next: number, cut: boolean): ShortenedLine {
    return { line: line.slice(0, kept), refs: refs?.slice(0, refCount), next, cut, damaged }
  }
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}
