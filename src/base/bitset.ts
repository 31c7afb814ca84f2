// A set of small numbers, one bit each, in plain Uint32Array words: a set over ten million nodes is
// 1.2 MB and so stays in a core's second-level cache, where an array of numbers or bytes does not.
// Hot loops write `bits[i >>> 5] & (1 << i)` out by hand (a shift takes its count modulo 32).

/** number -> one bit: word `i >>> 5`, bit `i & 31`. */
export type Bitset = Uint32Array

export function bitset(length: number): Bitset {
  return new Uint32Array((length + 31) >>> 5)
}

export function bitsetOf(length: number, members: Iterable<number>): Bitset {
  const bits = bitset(length)
  for (const member of members) bits[member >>> 5] |= 1 << member
  return bits
}

export function hasBit(bits: Bitset, i: number): boolean {
  return (bits[i >>> 5] & (1 << i)) !== 0
}

export function setBit(bits: Bitset, i: number): void {
  bits[i >>> 5] |= 1 << i
}

/** All from `from` to before `end`. */
export function setBits(bits: Bitset, from: number, end: number): void {
  if (from >= end) return
  const [first, last] = [from >>> 5, (end - 1) >>> 5]
  const head = -1 << from
  const tail = -1 >>> (31 - ((end - 1) & 31))
  if (first === last) {
    bits[first] |= head & tail
    return
  }
  bits[first] |= head
  bits.fill(0xffffffff, first + 1, last)
  bits[last] |= tail
}

export function clearBit(bits: Bitset, i: number): void {
  bits[i >>> 5] &= ~(1 << i)
}

/** In place: what is not in `others` as well goes. */
export function keepCommon(bits: Bitset, others: Bitset): Bitset {
  for (let word = 0; word < bits.length; word++) bits[word] &= others[word]
  return bits
}

/** How many bits of a word are set. */
export function bitsIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** How many numbers are in the set. */
export function countBits(bits: Bitset): number {
  let count = 0
  for (let i = 0; i < bits.length; i++) count += bitsIn(bits[i])
  return count
}

/** The numbers in the set, ascending. */
export function members(bits: Bitset): Uint32Array {
  const list = new Uint32Array(countBits(bits))
  let next = 0
  for (let i = 0; i < bits.length; i++) {
    for (let word = bits[i]; word !== 0; word &= word - 1) {
      list[next++] = i * 32 + 31 - Math.clz32(word & -word)
    }
  }
  return list
}
