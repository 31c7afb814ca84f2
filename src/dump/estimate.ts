// How much memory a dump will need, from its size and a few samples of its lines: said before hours
// are spent. Right within some twenty percent on real dumps, which are much alike inside.
import type { ByteSource } from './byte-source.ts'

export interface HeapEstimate {
  readonly objects: number
  readonly references: number
  /** Peak bytes of opening it: columns, edges and trees. */
  readonly memory: number
}

const SAMPLE_BYTES = 65_536
const SAMPLES = 6
/** Measured at the peak of opening (bench/): an object's columns and trees, an edge there and back. */
const BYTES_PER_OBJECT = 92
const BYTES_PER_EDGE = 9
const FIXED_BYTES = 120 << 20

export function estimateHeap(source: ByteSource): HeapEstimate {
  const chunk = new Uint8Array(SAMPLE_BYTES)
  let sampled = 0
  let lines = 0
  let addresses = 0
  const step = Math.max(SAMPLE_BYTES, Math.floor(source.size / SAMPLES))
  for (let at = 0; at < source.size; at += step) {
    const read = source.read(chunk.subarray(0, Math.min(SAMPLE_BYTES, source.size - at)), at)
    for (let i = 0; i < read; i++) {
      if (chunk[i] === 0x0a) lines++
      // `"0x`: an address, an object's own among them.
      else if (chunk[i] === 0x78 && chunk[i - 1] === 0x30 && chunk[i - 2] === 0x22) addresses++
    }
    sampled += read
    if (read === 0) break
  }
  const scale = sampled === 0 ? 0 : source.size / sampled
  const objects = Math.round(lines * scale)
  const references = Math.round(Math.max(0, addresses - lines) * scale)
  const memory = FIXED_BYTES + objects * BYTES_PER_OBJECT + references * BYTES_PER_EDGE
  return { objects, references, memory }
}
