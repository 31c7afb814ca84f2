/**
 * The kernel's 64-bit content hash over raw bytes, in TypeScript: two multiply-rotate chains over
 * 32-bit words. The twin and the slow path use it; kernel.test.ts holds both versions equal.
 * Returns the low half; the high half is in `contentHashHigh`.
 */
export function contentHash(bytes: Uint8Array, from: number, length: number): number {
  let a = 0x9e3779b9 ^ length
  let b = (0x85ebca6b + length) | 0
  let at = from
  const whole = from + (length & ~3)
  for (; at < whole; at += 4) {
    const w = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)
    a = mixA(a, w)
    b = mixB(b, w)
  }
  const left = from + length - at
  if (left > 0) {
    let w = bytes[at]
    if (left > 1) w |= bytes[at + 1] << 8
    if (left > 2) w |= bytes[at + 2] << 16
    a = mixA(a, w)
    b = mixB(b, w)
  }
  a = Math.imul(a ^ (b >>> 16), 0x85ebca6b)
  b = Math.imul(b ^ (a >>> 13), 0xc2b2ae35)
  a ^= b >>> 16
  contentHashHigh = b >>> 0
  return a >>> 0
}

export let contentHashHigh = 0

function mixA(a: number, w: number): number {
  const x = Math.imul(a ^ w, 0xcc9e2d51)
  return (x << 15) | (x >>> 17)
}

function mixB(b: number, w: number): number {
  const x = (b + w) | 0
  return Math.imul((x << 13) | (x >>> 19), 0x1b873593)
}
