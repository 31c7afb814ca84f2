// Nodes by number: a radix sort, lowest digit of 16 bits first. Stable, without comparisons; a digit
// that all keys share costs one look. Sizes, counts and ranks are whole numbers of 32 bits nearly
// always: two passes at most, in which keys and nodes move together. Any other keys are sorted by the
// bits of doubles: up to four. Memory: 16 bytes a key beside the result.
import { NONE } from '../base/record.ts'

const DIGIT = 0x10000

/** Ascending by key, NaN last, equal keys in their order. The keys are used up. */
export function radixSorted(nodes: Uint32Array, keys: Float64Array): Uint32Array {
  const whole = wholeKeys(keys)
  return whole === undefined ? sortedByBits(nodes, keys) : sortedByWhole(nodes, whole)
}

/** The keys as they are, where all are whole numbers from 0 to 2^32 - 2, and NONE for NaN. */
function wholeKeys(keys: Float64Array): Uint32Array | undefined {
  const whole = new Uint32Array(keys.length)
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]
    const low = key >>> 0
    if (low === key && low !== NONE) whole[i] = low
    else if (key !== key) whole[i] = NONE
    else return undefined
  }
  return whole
}

function sortedByWhole(nodes: Uint32Array, ownKeys: Uint32Array): Uint32Array {
  let from = nodes
  let keys: Uint32Array = ownKeys
  let otherKeys: Uint32Array = new Uint32Array(keys.length)
  for (const shift of [0, 16]) {
    const starts = startsOf(keys, shift)
    if (starts === undefined) continue
    const to = new Uint32Array(nodes.length)
    spread(from, keys, shift, starts, to, otherKeys)
    from = to
    ;[keys, otherKeys] = [otherKeys, keys]
  }
  return from === nodes ? nodes.slice() : from
}

/** digit -> place of the first key that has it; undefined where all have the same. */
function startsOf(keys: Uint32Array, shift: number): Uint32Array | undefined {
  const starts = new Uint32Array(DIGIT)
  for (let i = 0; i < keys.length; i++) starts[(keys[i] >>> shift) & 0xffff]++
  if (keys.length === 0 || starts[(keys[0] >>> shift) & 0xffff] === keys.length) return undefined
  placed(starts)
  return starts
}

/** In place: how many of each digit -> where the first of them goes. */
function placed(starts: Uint32Array): void {
  let sum = 0
  for (let i = 0; i < DIGIT; i++) {
    const own = starts[i]
    starts[i] = sum
    sum += own
  }
}

function spread(
  from: Uint32Array,
  keys: Uint32Array,
  shift: number,
  starts: Uint32Array,
  to: Uint32Array,
  toKeys: Uint32Array,
): void {
  for (let i = 0; i < from.length; i++) {
    const key = keys[i]
    const place = starts[(key >>> shift) & 0xffff]++
    to[place] = from[i]
    toKeys[place] = key
  }
}

function sortedByBits(nodes: Uint32Array, keys: Float64Array): Uint32Array {
  const { length } = nodes
  const bits = orderedBits(keys)
  // Positions, until the last pass: then nodes.
  let order = new Uint32Array(length)
  for (let i = 0; i < length; i++) order[i] = i
  let next = new Uint32Array(length)
  for (let digit = 0; digit < 4; digit++) {
    const half = digit >> 1
    const shift = (digit & 1) * 16
    const starts = new Uint32Array(DIGIT)
    for (let i = half; i < bits.length; i += 2) starts[(bits[i] >>> shift) & 0xffff]++
    if (length === 0 || starts[(bits[half] >>> shift) & 0xffff] === length) continue
    placed(starts)
    for (let i = 0; i < length; i++) {
      const at = order[i]
      next[starts[(bits[at * 2 + half] >>> shift) & 0xffff]++] = at
    }
    ;[order, next] = [next, order]
  }
  for (let i = 0; i < length; i++) order[i] = nodes[order[i]]
  return order
}

/** A key for each node. Not Float64Array.from, which goes through an iterator: six times as slow. */
export function numbersOf(nodes: Uint32Array, numberOf: (node: number) => number): Float64Array {
  const numbers = new Float64Array(nodes.length)
  for (let i = 0; i < nodes.length; i++) numbers[i] = numberOf(nodes[i])
  return numbers
}

/** In place: the bits of doubles as numbers in the order of their values, low half first. Negative
 * ones have all bits turned, others the sign; NaN comes last. */
function orderedBits(keys: Float64Array): Uint32Array {
  // -0 would come before 0.
  for (let i = 0; i < keys.length; i++) keys[i] += 0
  const bits = new Uint32Array(keys.buffer, keys.byteOffset, keys.length * 2)
  for (let i = 0; i < bits.length; i += 2) {
    const high = bits[i + 1]
    if (Number.isNaN(keys[i >> 1])) bits[i] = bits[i + 1] = NONE
    else if (high >>> 31 === 1) {
      bits[i] = ~bits[i]
      bits[i + 1] = ~high
    } else bits[i + 1] = high | 0x80000000
  }
  return bits
}
