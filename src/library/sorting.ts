// Objects by a key. Keys that are numbers, and texts of columns by their rank, are sorted by radix
// (radix-sort.ts), O(objects). Other keys are compared. Both are stable. What has none (null, undefined, NaN) comes last.
import { LoupeError } from '../base/errors.ts'
import { NONE } from '../base/record.ts'
import type { HeapObject, SortKey } from './api.ts'
import { described } from './accepts.ts'
import { flagColumn, numberColumn, textColumn, type TextColumn } from './columns.ts'
import type { Inside } from './inside.ts'
import { onceEach } from './once-each.ts'
import { reader } from './property.ts'
import { numbersOf, radixSorted } from './radix-sort.ts'

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
