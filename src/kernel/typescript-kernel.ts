// The scanner kernel in plain TypeScript, for platforms without WebAssembly SIMD and as the readable
// version of what the other one does: the same memory, the same numbers, the same places where it
// gives up a line (kernel.test.ts holds both to that). About a sixth as fast.
import { contentHash, contentHashHigh } from './content-hash.ts'
import type { Kernel } from './kernel.ts'
import { isFull } from './kernel.ts'
import * as L from './layout.ts'
import { createLineReader } from './twin-line.ts'
import { createTwinTables } from './twin-tables.ts'

/** Zero bytes behind those to scan. */
const TAIL = 64

export function createTypeScriptKernel(): Kernel {
  const memory = new ArrayBuffer(L.MEMORY_BYTES)
  const bytes = new Uint8Array(memory)
  const state = new Uint32Array(memory, L.STATE_BASE, L.STATE_SLOTS)
  const tables = createTwinTables(memory)
  const line = createLineReader(memory, tables)

  return {
    name: 'typescript',
    memory,
    reset() {
      tables.reset()
      line.reset()
      state[L.STATE_ROWS] = 0
      state[L.STATE_REFS] = 0
      state[L.STATE_FREE_SLOTS] = 0
      state[L.STATE_FEATURES] = 0
    },
    scan(from, limit, to, blockStart) {
      bytes.fill(0, to, to + TAIL)
      let p = from
      state[L.STATE_STATUS] = L.STATUS_MORE
      while (p < limit) {
        if (isFull(state)) {
          state[L.STATE_STATUS] = L.STATUS_FULL
          break
        }
        const aux = state[L.STATE_AUX]
        const texts = state[L.STATE_TEXTS]
        const next = line.read(p, state[L.STATE_ROWS], blockStart)
        if (next === 0) {
          state[L.STATE_AUX] = aux
          state[L.STATE_TEXTS] = texts
          state[L.STATE_OVERFLOW] = 0
          state[L.STATE_STATUS] = L.STATUS_SLOW
          break
        }
        p = next
      }
      return p
    },
    code: (high, low) => tables.code(high, low) >>> 0,
    word: tables.word,
    site: tables.site,
    addString: tables.addText,
    hash(at, length) {
      state[L.STATE_HASH_LOW] = contentHash(bytes, at, length)
      state[L.STATE_HASH_HIGH] = contentHashHigh
    },
  }
}
