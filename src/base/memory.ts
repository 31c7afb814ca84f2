/**
 * Where result arrays come from. The platform passes one that gives shared memory, so that another
 * thread can write them to the index while this one goes on; `plain` is for everyone else.
 */
export interface Allocator {
  u32(length: number): Uint32Array
  f64(length: number): Float64Array
}

export const plain: Allocator = {
  u32: (length) => new Uint32Array(length),
  f64: (length) => new Float64Array(length),
}

/** A copy with twice the room. */
export function doubled(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2)
  larger.set(array)
  return larger
}
