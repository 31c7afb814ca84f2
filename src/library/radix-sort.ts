// Nodes by number: a radix sort on the bits of doubles, lowest digit of 16 bits first. Stable, without
// comparisons; a digit that all keys share costs one look. Time: up to four passes. Memory: 16 bytes a
// key beside the result.
import { NONE } from '../base/record.ts'

const DIGIT = 0x10000

/** Ascending by key, NaN last, equal keys in their order. The keys are used up. */
export function radixSorted(nodes: Uint32Array, keys: Float64Array): Uint32Array {
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
    let sum = 0
    for (let i = 0; i < DIGIT; i++) {
      const own = starts[i]
      starts[i] = sum
      sum += own
    }
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
