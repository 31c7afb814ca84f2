// Rows whose `value` has a text. Values are not kept in memory: the dump is read once more, in
// chunks that begin at a line. A plain text is looked for in the chunk as a whole, which is as fast
// as reading; only where it is found is the line looked at. Values are pure ASCII (Ruby writes out no
// others), so one character a byte is enough. Of a line longer than a chunk the first 4 MiB count.
import { bitset, type Bitset } from '../base/bitset.ts'
import { FLAG_VALUE } from '../base/record.ts'
import type { Heap } from '../heap/heap.ts'
import { lineStart } from '../heap/record-of.ts'

export type Wanted =
  | { readonly contains: string }
  | { readonly equals: string }
  | { readonly matches: RegExp }
  | { readonly satisfies: (text: string) => boolean }

const CHUNK = 1 << 22
const VALUE = '"value":"'

export function searchText(
  heap: Heap,
  wanted: Wanted,
  isCandidate: (row: number) => boolean,
): Bitset {
  const { count, source } = heap
  const { flags } = heap.columns
  const found = bitset(heap.graph.nodeCount)
  const test = tester(wanted)
  const needle = needleOf(wanted)
  const buffer = new Uint8Array(Math.min(CHUNK, source.size))
  let row = nextCandidate(0)
  while (row < count) {
    const start = lineStart(heap, row)
    const bytes = buffer.subarray(0, source.read(buffer, start))
    if (bytes.length === 0) break
    const text = ONE_BYTE.decode(bytes)
    const end = start + bytes.length
    // Rows whose lines begin here and end here, or the one that is longer than the chunk.
    let hit = needle === undefined ? 0 : text.indexOf(needle)
    for (;;) {
      const from = lineStart(heap, row) - start
      const to = row + 1 < count ? lineStart(heap, row + 1) - start : end - start
      if (to > bytes.length && from > 0) break
      if (needle !== undefined) {
        if (hit >= 0 && hit < from) hit = text.indexOf(needle, from)
        if (hit < 0) {
          row = rowAfter(row, end)
          break
        }
      }
      if (needle === undefined || hit < to) {
        const value = valueIn(text, from, Math.min(to, bytes.length))
        if (value !== undefined && test(value)) found[row >>> 5] |= 1 << row
      }
      row = nextCandidate(row + 1)
      if (row >= count || lineStart(heap, row) >= end) break
    }
  }
  return found

  function nextCandidate(at: number): number {
    let next = at
    while (next < count && ((flags[next] & FLAG_VALUE) === 0 || !isCandidate(next))) next++
    return next
  }

  /** The first candidate whose line is not all in the bytes before `end`. */
  function rowAfter(current: number, end: number): number {
    let next = current
    while (next + 1 < count && lineStart(heap, next + 1) <= end) next++
    return nextCandidate(next === current ? current + 1 : next)
  }
}

/** One character a byte; bytes above 127 come out as others than they are, but one each. */
const ONE_BYTE = new TextDecoder('latin1')

/** What a line that fits must have in it as it stands. */
function needleOf(wanted: Wanted): string | undefined {
  if ('matches' in wanted || 'satisfies' in wanted) return undefined
  const text = 'contains' in wanted ? wanted.contains : wanted.equals
  // Escapes differ between Rubies: what needs none is looked for as it is.
  const plain = text.split(/[^ !#-[\]-~]/).sort((a, b) => b.length - a.length)[0]
  return plain.length > 0 ? plain : undefined
}

function tester(wanted: Wanted): (value: string) => boolean {
  if ('satisfies' in wanted) return wanted.satisfies
  if ('matches' in wanted) return (value) => wanted.matches.test(value)
  if ('equals' in wanted) return (value) => value === wanted.equals
  return (value) => value.includes(wanted.contains)
}

function valueIn(text: string, from: number, to: number): string | undefined {
  const start = text.indexOf(VALUE, from)
  if (start < 0 || start >= to) return undefined
  let end = start + VALUE.length
  for (;;) {
    end = text.indexOf('"', end)
    if (end < 0 || end >= to) {
      end = to
      break
    }
    let slashes = end
    while (text[slashes - 1] === '\\') slashes--
    if ((end - slashes) % 2 === 0) break
    end++
  }
  const raw = text.slice(start + VALUE.length, end)
  if (!raw.includes('\\')) return raw
  try {
    return JSON.parse(`"${raw}"`) as string
  } catch {
    return raw
  }
}
