// Tokens of a dump line for the TypeScript kernel: addresses, numbers, strings and key texts, a byte
// at a time. As in assembly/token.ts, each function returns the place behind what it read, or 0
// where the text is not what Ruby writes, and leaves the value in a variable. The bytes to scan are
// followed by zeros, which no loop accepts, so none runs past the end.

/** What `hex` read: bits 32 to 63 and 0 to 31, signed (small integers cost no allocation). */
export let hexHigh = 0
export let hexLow = 0
/** What `number` read. */
export let numberValue = 0

const QUOTE = 0x22
const BACKSLASH = 0x5c

/** byte -> 0 to 15 for lower-case hexadecimal digits, 16 for anything else */
const NIBBLES = new Uint8Array(256).fill(16)
for (let i = 0; i < 16; i++) NIBBLES['0123456789abcdef'.charCodeAt(i)] = i

/** byte -> 1 where a run of plain string bytes ends: a quote, a backslash, a control character */
const STOPS = new Uint8Array(256).fill(1, 0, 0x20)
STOPS[QUOTE] = 1
STOPS[BACKSLASH] = 1

/** byte -> 1 for what JSON knows behind a backslash, but `u` */
const ESCAPES = new Uint8Array(256)
for (const letter of 'nrtbf"\\/') ESCAPES[letter.charCodeAt(0)] = 1

/** The bytes of an ASCII text, to compare with `has`. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

export function has(bytes: Uint8Array, p: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[p + i] !== text[i]) return false
  return true
}

/** Where in a key's text the four letters lie that tell it from others. */
const LETTERS_AT = { key: 3, flag: 2 }

/** A key with all of its text that is fixed, and four letters of it to compare at once. */
export interface Key {
  readonly letters: number
  readonly bytes: Uint8Array
  readonly length: number
}

export function keyOf(text: string, kind: keyof typeof LETTERS_AT = 'key'): Key {
  const bytes = bytesOf(text)
  const letters = new DataView(bytes.buffer).getInt32(LETTERS_AT[kind], true)
  return { letters, bytes, length: bytes.length }
}

/** 1 to 16 lower-case hexadecimal digits. */
export function hex(bytes: Uint8Array, p: number): number {
  let high = 0
  let low = 0
  let n = 0
  for (; n < 16; n++) {
    const nibble = NIBBLES[bytes[p + n]]
    if (nibble === 16) break
    high = (high << 4) | (low >>> 28)
    low = (low << 4) | nibble
  }
  if (n === 0) return 0
  hexHigh = high
  hexLow = low
  return p + n
}

/** 1 to 15 decimal digits, no leading zero. */
export function number(bytes: Uint8Array, p: number): number {
  const end = skipNumber(bytes, p)
  if (end === 0 || end - p > 15) return 0
  let value = 0
  for (let at = p; at < end; at++) value = value * 10 + bytes[at] - 0x30
  numberValue = value
  return end
}

/** Like `number`, of any length, without its value. */
export function skipNumber(bytes: Uint8Array, p: number): number {
  let end = p
  while (bytes[end] >= 0x30 && bytes[end] <= 0x39) end++
  return end === p || (end - p > 1 && bytes[p] === 0x30) ? 0 : end
}

/** Up to the closing quote, with no escapes and no control characters: the place of that quote. */
export function text(bytes: Uint8Array, p: number): number {
  while (STOPS[bytes[p]] === 0) p++
  return bytes[p] === QUOTE ? p : 0
}

/** Up to the closing quote, with the escapes that JSON knows: the place of that quote. */
export function value(bytes: Uint8Array, p: number): number {
  for (;;) {
    while (STOPS[bytes[p]] === 0) p++
    if (bytes[p] === QUOTE) return p
    if (bytes[p] !== BACKSLASH) return 0
    const letter = bytes[p + 1]
    if (letter === 0x75) {
      for (let i = 2; i < 6; i++) if (!isHex(bytes[p + i])) return 0
      p += 6
    } else if (ESCAPES[letter] === 1) p += 2
    else return 0
  }
}

function isHex(byte: number): boolean {
  return NIBBLES[byte] < 16 || (byte >= 0x41 && byte <= 0x46)
}
