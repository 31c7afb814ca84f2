// What was wrong with the dump, with line numbers. The scan knows byte offsets only, since its ranges
// are read side by side: lines are counted here, up to the last damaged one, and only then.
// Cost: nothing for a healthy dump; else one pass over the bytes before the last note.
import type { Heap } from '../heap/heap.ts'
import type { Damage } from '../workbench/results.ts'

const CHUNK = 1 << 20
const NEWLINE = 0x0a

export function damageOf({ damage, source }: Heap): Damage {
  const { badLines, repaired, truncated, notes } = damage
  const chunk = new Uint8Array(notes.length === 0 ? 0 : CHUNK)
  let line = 1
  let at = 0
  const described = notes.map(({ byte, why, excerpt }) => {
    while (at < byte) {
      const read = source.read(chunk.subarray(0, Math.min(CHUNK, byte - at)), at)
      if (read === 0) break
      const bytes = chunk.subarray(0, read)
      for (let next = bytes.indexOf(NEWLINE); next >= 0; next = bytes.indexOf(NEWLINE, next + 1))
        line++
      at += read
    }
    return { line, byte, why, excerpt }
  })
  return { badLines, repaired, truncated, notes: described }
}
