// Line numbers for a damage report. The engine locates by byte, which is all it needs to read on;
// a person with an editor wants the line, and only a pass over the dump can tell it.
import { becameShorter } from './byte-source.ts'
import type { ByteSource } from './byte-source.ts'

const CHUNK = 1 << 20
const NEWLINE = 0x0a

/**
 * The line, from 1, that each byte offset lies in. `bytes` in any order; offsets behind the end
 * count as the end. Cost: one pass up to the largest offset, about 1 GB/s.
 */
export function lineNumbersOf(source: ByteSource, bytes: readonly number[]): number[] {
  const lines = bytes.map(() => 1)
  const order = bytes.map((_, i) => i).sort((a, b) => bytes[a] - bytes[b])
  const chunk = new Uint8Array(CHUNK)
  let position = 0
  let read = 0
  let line = 1
  let next = 0
  while (next < order.length) {
    const wanted = Math.min(bytes[order[next]], source.size)
    while (position + read < wanted) {
      line += newlinesIn(chunk, read)
      position += read
      read = source.read(chunk.subarray(0, Math.min(CHUNK, source.size - position)), position)
      if (read === 0) {
        throw becameShorter()
      }
    }
    lines[order[next++]] = line + newlinesIn(chunk, wanted - position)
  }
  return lines
}

function newlinesIn(bytes: Uint8Array, length: number): number {
  let count = 0
  const part = bytes.subarray(0, length)
  for (let at = part.indexOf(NEWLINE); at >= 0; at = part.indexOf(NEWLINE, at + 1)) count++
  return count
}
