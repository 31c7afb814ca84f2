// Tokens of a dump line: hexadecimal addresses, numbers, strings, and the content hash. Each
// function returns the place behind what it read, or 0 where the text is not what Ruby writes; the
// value is left in a global, since AssemblyScript returns one value only.

/** What `hex` read. */
export let HEX: u64 = 0
/** What `number` read. */
export let NUMBER: u64 = 0
/** What `hashSpan` computed. */
export let HASH_LOW: u32 = 0
export let HASH_HIGH: u32 = 0

// For n digits: the byte shuffle that puts the last digit first, zeros behind the first one.
const REVERSE: usize = memory.data(17 * 16, 16)
for (let n: usize = 0; n <= 16; n++) {
  for (let i: usize = 0; i < 16; i++) {
    store<u8>(REVERSE + n * 16 + i, i < n ? <u8>(n - 1 - i) : 0x80)
  }
}

/**
 * 1 to 16 lower-case hexadecimal digits. All sixteen bytes are classified at once; the digits are
 * reversed by a shuffle so that the lowest nibble comes first, and joined pairwise.
 */
export function hex(p: usize): usize {
  const bytes = v128.load(p)
  const digit = i8x16.sub(bytes, i8x16.splat(0x30))
  const letter = i8x16.sub(bytes, i8x16.splat(0x61))
  const isDigit = i8x16.lt_u(digit, i8x16.splat(10))
  const isLetter = i8x16.lt_u(letter, i8x16.splat(6))
  const n = <usize>ctz<i32>(~i8x16.bitmask(v128.or(isDigit, isLetter)) | 0x10000)
  if (n == 0) return 0
  const nibbles = v128.bitselect(digit, i8x16.add(letter, i8x16.splat(10)), isDigit)
  const reversed = i8x16.swizzle(nibbles, v128.load(REVERSE + (n << 4)))
  const joined = v128.and(v128.or(reversed, i16x8.shr_u(reversed, 4)), i16x8.splat(0xff))
  HEX = i64x2.extract_lane(i8x16.narrow_i16x8_u(joined, joined), 0)
  return p + n
}

/** 1 to 15 decimal digits, no leading zero: what JSON.parse reads as the same integer. */
export function number(p: usize): usize {
  let digit = <u32>load<u8>(p) - 0x30
  if (digit > 9) return 0
  let value: u64 = digit
  const from = p++
  while (true) {
    digit = <u32>load<u8>(p) - 0x30
    if (digit > 9) break
    value = value * 10 + digit
    p++
  }
  const n = p - from
  if (n > 15 || (n > 1 && load<u8>(from) == 0x30)) return 0
  NUMBER = value
  return p
}

/** Like `number`, of any length, without its value. */
export function skipNumber(p: usize): usize {
  const from = p
  while (<u32>load<u8>(p) - 0x30 < 10) p++
  const n = p - from
  if (n == 0 || (n > 1 && load<u8>(from) == 0x30)) return 0
  return p
}

/** Up to the closing quote, with no escapes and no control characters: the place of that quote. */
export function text(p: usize): usize {
  while (true) {
    const bytes = v128.load(p)
    const stop = i8x16.bitmask(
      v128.or(
        v128.or(i8x16.eq(bytes, i8x16.splat(0x22)), i8x16.eq(bytes, i8x16.splat(0x5c))),
        i8x16.lt_u(bytes, i8x16.splat(0x20)),
      ),
    )
    if (stop) {
      p += ctz<i32>(stop)
      return load<u8>(p) == 0x22 ? p : 0
    }
    p += 16
  }
}

// @ts-ignore: decorator
@inline function isHex(c: u32): bool {
  return c - 0x30 < 10 || (c | 0x20) - 0x61 < 6
}

/** Up to the closing quote, with the escapes that JSON knows: the place of that quote. */
export function value(p: usize): usize {
  while (true) {
    const bytes = v128.load(p)
    const stop = i8x16.bitmask(
      v128.or(
        v128.or(i8x16.eq(bytes, i8x16.splat(0x22)), i8x16.eq(bytes, i8x16.splat(0x5c))),
        i8x16.lt_u(bytes, i8x16.splat(0x20)),
      ),
    )
    if (!stop) {
      p += 16
      continue
    }
    p += ctz<i32>(stop)
    const c = load<u8>(p)
    if (c == 0x22) return p
    if (c != 0x5c) return 0
    const e = <u32>load<u8>(p + 1)
    if (e == 0x75) {
      if (!isHex(load<u8>(p + 2)) || !isHex(load<u8>(p + 3)) || !isHex(load<u8>(p + 4)) || !isHex(load<u8>(p + 5))) return 0
      p += 6
    } else if (e == 0x6e || e == 0x22 || e == 0x5c || e == 0x74 || e == 0x72 || e == 0x62 || e == 0x66 || e == 0x2f) {
      p += 2
    } else return 0
  }
}

/** 64 bits over the raw bytes, as two chains over 32-bit words (the twin has no fast 64-bit math). */
export function hashSpan(p: usize, bytes: u32): void {
  let a: u32 = 0x9e3779b9 ^ bytes
  let b: u32 = 0x85ebca6b + bytes
  let left = bytes
  while (left >= 4) {
    const w = load<u32>(p)
    a = rotl<u32>((a ^ w) * 0xcc9e2d51, 15)
    b = rotl<u32>(b + w, 13) * 0x1b873593
    p += 4
    left -= 4
  }
  if (left) {
    let w = <u32>load<u8>(p)
    if (left > 1) w |= <u32>load<u8>(p + 1) << 8
    if (left > 2) w |= <u32>load<u8>(p + 2) << 16
    a = rotl<u32>((a ^ w) * 0xcc9e2d51, 15)
    b = rotl<u32>(b + w, 13) * 0x1b873593
  }
  a ^= b >>> 16
  a *= 0x85ebca6b
  b ^= a >>> 13
  b *= 0xc2b2ae35
  a ^= b >>> 16
  HASH_LOW = a
  HASH_HIGH = b
}
