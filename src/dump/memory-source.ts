import type { ByteSource } from './byte-source.ts'

/** A dump that is in memory already. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read(target, offset) {
      const from = bytes.subarray(offset, offset + target.length)
      target.set(from)
      return from.length
    },
  }
}
