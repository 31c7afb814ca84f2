// Objects by a key. Keys that are numbers, and texts of columns by their rank, are sorted by radix on
// the bits of a double: stable, O(objects), no comparisons; digits that all keys share cost nothing.
// Other keys are compared. What has none (null, undefined, NaN) comes last.
import { LoupeError } from '../base/errors.ts'
import { NONE } from '../base/record.ts'
import type { HeapObject, SortKey } from './api.ts'
import { described } from './accepts.ts'
import { flagColumn, numberColumn, textColumn, type TextColumn } from './columns.ts'
import type { Inside } from './inside.ts'
import { onceEach } from './once-each.ts'
import { reader } from './property.ts'

type One = number | string | null
type Key = One | readonly One[]

export function sortedNodes(inside: Inside, nodes: Uint32Array, key: SortKey): Uint32Array {
  const keys = keysOf(inside, nodes, key, 'sortBy')
  if (keys instanceof Float64Array) return radixSorted(nodes, keys)
  const order = new Uint32Array(nodes.length)
  for (let i = 0; i < order.length; i++) order[i] = i
  return order.sort((a, b) => compareKeys(keys[a], keys[b])).map((at) => nodes[at])
}

/** The first of those with the smallest or largest key; undefined where none has one. */
export function extremeNode(
  inside: Inside,
  nodes: Uint32Array,
  key: SortKey,
  call: 'minBy' | 'maxBy',
): number | undefined {
  const keys = keysOf(inside, nodes, key, call)
  const sign = call === 'minBy' ? 1 : -1
  let best = -1
  if (keys instanceof Float64Array) {
    let most = Infinity
    for (let i = 0; i < keys.length; i++) {
      const own = keys[i] * sign
      if (own < most || (own === Infinity && best < 0)) [most, best] = [own, i]
    }
  } else {
    for (let i = 0; i < keys.length; i++) {
      if (isNone(keys[i])) continue
      if (best < 0 || compareKeys(keys[i], keys[best]) * sign < 0) best = i
    }
  }
  return best < 0 ? undefined : nodes[best]
}

/** Sum of numbers; what has none adds nothing. */
export function sumOf(
  inside: Inside,
  nodes: Uint32Array,
  of: keyof HeapObject | ((object: HeapObject) => number | null),
): number {
  const column = typeof of === 'function' ? undefined : numberColumn(inside.study, of)
  let sum = 0
  if (column !== undefined) {
    for (let i = 0; i < nodes.length; i++) {
      const value = column(nodes[i])
      if (value === value) sum += value
    }
    return sum
  }
  const read = reader(inside, nodes, of, 'Collection.sum')
  for (let i = 0; i < nodes.length; i++) {
    const value = read(inside.object(nodes[i]))
    if (typeof value === 'number') sum += value
    else if (value !== null && value !== undefined) {
      throw new LoupeError(
        'usage',
        `Collection.sum(${callText(of)}): ${described(value)} is no number.`,
        'For example sum("memsize") or sum((object) => object.length ?? 0).',
      )
    }
  }
  return sum
}

/** NaN in a Float64Array stands for none. */
function keysOf(
  inside: Inside,
  nodes: Uint32Array,
  key: SortKey,
  call: string,
): Float64Array | Key[] {
  const { study } = inside
  if (typeof key !== 'function') {
    const number = numberColumn(study, key)
    if (number !== undefined) return numbersOf(nodes, number)
    const text = textColumn(study, key)
    if (text !== undefined) return ranksOf(nodes, text)
    const flag = flagColumn(study, key)
    if (flag !== undefined) return numbersOf(nodes, (node) => (flag(node) ? 1 : 0))
  }
  const keys: Key[] = []
  let numbers = true
  const read = reader(inside, nodes, key, `Collection.${call}`)
  for (let i = 0; i < nodes.length; i++) {
    const own = checkedKey(read(inside.object(nodes[i])), key, call)
    if (typeof own !== 'number' && own !== null) numbers = false
    keys.push(own)
  }
  return numbers
    ? Float64Array.from(keys, (own) => (own === null ? Number.NaN : Number(own)))
    : keys
}

function checkedKey(value: unknown, key: SortKey, call: string): Key {
  if (value === undefined || value === null) return null
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'number' || typeof value === 'string') return value
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object' || one === null)) {
    return value.map((one) => checkedKey(one, key, call) as One)
  }
  throw new LoupeError(
    'usage',
    `Collection.${call}(${callText(key)}): ${described(value)} has no order.`,
    'A key is a number, a text, or a list of such; null comes last.',
  )
}

function callText(key: unknown): string {
  return typeof key === 'string' ? `'${key}'` : 'function'
}

/** Not Float64Array.from, which goes through an iterator: six times as slow. */
function numbersOf(nodes: Uint32Array, numberOf: (node: number) => number): Float64Array {
  const numbers = new Float64Array(nodes.length)
  for (let i = 0; i < nodes.length; i++) numbers[i] = numberOf(nodes[i])
  return numbers
}

/** Each distinct text's place among them: their order is that of their characters' codes. */
function ranksOf(nodes: Uint32Array, { codeOf, textOf }: TextColumn): Float64Array {
  const texts: (string | undefined)[] = []
  const numberOf = onceEach((code) => texts.push(textOf(code)) - 1)
  const keys = numbersOf(nodes, (node) => {
    const code = codeOf(node)
    return code === NONE ? Number.NaN : numberOf(code)
  })
  const ordered = [...new Set(texts)].filter((text) => text !== undefined).sort()
  const placeOf = new Map<string | undefined, number>(ordered.map((text, place) => [text, place]))
  const ranks = texts.map((text) => placeOf.get(text) ?? Number.NaN)
  for (let i = 0; i < keys.length; i++) if (!Number.isNaN(keys[i])) keys[i] = ranks[keys[i]]
  return keys
}

/** Numbers before texts before lists; lists by their first difference; none last. */
function compareKeys(a: Key, b: Key): number {
  const kind = kindOf(a) - kindOf(b)
  if (kind !== 0 || isNone(a)) return kind
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let i = 0; i < a.length && i < b.length; i++) {
      const order = compareKeys(a[i] as One, b[i] as One)
      if (order !== 0) return order
    }
    return a.length - b.length
  }
  const [left, right] = [a as string, b as string]
  return left < right ? -1 : left > right ? 1 : 0
}

function kindOf(key: Key): number {
  if (isNone(key)) return 3
  return typeof key === 'number' ? 0 : typeof key === 'string' ? 1 : 2
}

function isNone(key: Key): boolean {
  return key === null || Number.isNaN(key)
}

const DIGIT = 0x10000

/** Ascending by key, NaN last, equal keys in their order. Memory: 16 bytes an object, and the keys,
 * which are used up. */
function radixSorted(nodes: Uint32Array, keys: Float64Array): Uint32Array {
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
