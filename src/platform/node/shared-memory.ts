// Result arrays in memory that worker threads see too.
import type { Allocator } from '../../base/memory.ts'

export const shared: Allocator = {
  u32: (length) => new Uint32Array(new SharedArrayBuffer(length * 4)),
  f64: (length) => new Float64Array(new SharedArrayBuffer(length * 8)),
}
