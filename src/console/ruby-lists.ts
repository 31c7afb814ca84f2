// Arrays and maps with the methods that Ruby's have: results of `map` and `group_by` are
// theirs, and the next thing typed is `.first(3)` or `.sort_by { … }`. Only in the console's own
// process; nothing of JavaScript's is replaced, and nothing is enumerable. Blocks answer as in Ruby:
// 0 and "" are true. A map's pairs arrive as one [key, value].

import { createGroupKeys } from '../library/group-keys.ts'
import { addGetters, addMethods } from './aliases.ts'
import { RANGES, ruby } from './ruby-runtime.ts'

type Block = (value: unknown, second?: unknown) => unknown
type List = unknown[]

/** By a function, or by the name of a property. */
function keyed(key: unknown): Block {
  if (typeof key === 'function') return key as Block
  if (typeof key !== 'string') return (value) => value
  return (value) => (value as Record<string, unknown> | null)?.[key]
}

/** Ascending; nil comes last instead of failing. */
function byKey(key: Block): (a: unknown, b: unknown) => number {
  return (a, b) => {
    const [left, right] = [key(a) ?? null, key(b) ?? null]
    if (left === null || right === null) return Number(left === null) - Number(right === null)
    return ruby.compare(left, right)
  }
}

/** The one with the least key, or the most, or so many of them; those that have none are left out. */
function extreme(list: List, key: Block, sign: number, many: unknown): unknown {
  const order = byKey(key)
  const known = list.filter((each) => (key(each) ?? null) !== null)
  if (typeof many === 'number') {
    return known.sort((a, b) => sign * order(a, b)).slice(0, many)
  }
  let best: unknown = known[0] ?? null
  for (const each of known) if (sign * order(each, best) < 0) best = each
  return best
}

/** Ruby's `max_by(3) { … }` and JavaScript's `maxBy(key)`. */
function extremeBy(list: List, given: readonly unknown[], sign: number): unknown {
  const many = given.find((each) => typeof each === 'number')
  return extreme(list, keyed(given.find((each) => each !== many)), sign, many)
}

/** A map that `counts["String"]` can be asked, as a Hash can. */
function hash(entries: Iterable<readonly [unknown, unknown]>): Map<unknown, unknown> {
  return asHash(new Map(entries))
}

export function asHash<Key, Value>(map: Map<Key, Value>): Map<Key, Value> {
  if (Object.getPrototypeOf(map) === Map.prototype) Object.setPrototypeOf(map, HASH)
  return map
}

const HASH: object = Object.create(
  new Proxy(Map.prototype, {
    // So that it is an instance of Map to `instanceof`.
    getPrototypeOf: (target) => target,
    get(target, key, receiver: Map<unknown, unknown>) {
      if (typeof key === 'symbol' || Reflect.has(target, key)) {
        // Accessors of Map look at the map itself.
        return Reflect.get(target, key, receiver) as unknown
      }
      if (receiver.has(key)) return receiver.get(key)
      return /^-?\d+$/.test(key) ? receiver.get(Number(key)) : undefined
    },
  }),
) as object

/** Maps can be keyed by objects of a heap, and by lists: equal ones are one key. */
function grouped(list: Iterable<unknown>, key: Block): Map<unknown, List> {
  const { keys, groupOf } = createGroupKeys('group_by')
  const groups: List[] = []
  for (const each of list) {
    const group = groupOf(key(each))
    ;(groups[group] ??= []).push(each)
  }
  return asHash(new Map(keys.map((of, group) => [of, groups[group] ?? []])))
}

function tallied(list: List, key?: unknown): Map<unknown, unknown> {
  const groups = grouped(list, keyed(key))
  return hash([...groups].map(([each, of]) => [each, of.length]))
}

function total(list: Iterable<unknown>, key: Block): number {
  let sum = 0
  for (const each of list) sum += Number(key(each) ?? 0)
  return sum
}

function inject(list: List, ...given: readonly unknown[]): unknown {
  const join = given.find((each) => typeof each === 'function' || /^[+*-]$/.test(String(each)))
  const start = given.find((each) => each !== join)
  const rest = start === undefined ? list.slice(1) : list
  const operators: Readonly<Record<string, (a: unknown, b: unknown) => unknown>> = {
    '+': ruby.plus,
    '-': ruby.minus,
    '*': ruby.times,
  }
  const step = typeof join === 'function' ? (join as Block) : operators[String(join)]
  if (step === undefined) throw new TypeError('inject wants a block: inject((sum, each) => …)')
  let value: unknown = start === undefined ? (list[0] ?? null) : start
  for (const each of rest) value = step(value, each)
  return value
}

/** What arrays and, over their pairs, maps can do. The first argument is the list itself. */
const ENUMERABLE: Readonly<Record<string, (list: List, ...given: never[]) => unknown>> = {
  first: (list, many?: number) => (many === undefined ? (list[0] ?? null) : list.slice(0, many)),
  last: (list, many?: number) =>
    many === undefined
      ? (list[list.length - 1] ?? null)
      : list.slice(Math.max(0, list.length - many)),
  take: (list, many: number) => list.slice(0, many),
  drop: (list, many: number) => list.slice(many),
  each_with_index: (list, block?: Block) => {
    if (block === undefined) return list.map((each, index) => [each, index])
    for (const [index, each] of list.entries()) block(each, index)
    return list
  },
  each_with_object: (list, memo: unknown, block: Block) => {
    for (const each of list) block(each, memo)
    return memo
  },
  each_slice: (list, size: number, block?: Block) => slices(list, size, size, block),
  each_cons: (list, size: number, block?: Block) => slices(list, size, 1, block),
  collect: (list, block: Block) => list.map((each) => block(each)),
  flat_map: (list, block: Block) => list.flatMap((each) => [...iterable(block(each))]),
  filter_map: (list, block: Block) => list.map((each) => block(each)).filter(ruby.truthy),
  detect: (list, block: Block) => list.find((each) => ruby.truthy(block(each))) ?? null,
  find_index: (list, block: Block) => {
    const index = list.findIndex((each) => ruby.truthy(block(each)))
    return index < 0 ? null : index
  },
  find_all: (list, block: Block) => list.filter((each) => ruby.truthy(block(each))),
  partition: (list, block: Block) => [
    list.filter((each) => ruby.truthy(block(each))),
    list.filter((each) => !ruby.truthy(block(each))),
  ],
  any: (list, block: Block = ruby.truthy) => list.some((each) => ruby.truthy(block(each))),
  all: (list, block: Block = ruby.truthy) => list.every((each) => ruby.truthy(block(each))),
  none: (list, block: Block = ruby.truthy) => !list.some((each) => ruby.truthy(block(each))),
  count: (list, block?: Block) =>
    block === undefined ? list.length : list.filter((each) => ruby.truthy(block(each))).length,
  sort_by: (list, key: unknown) => [...list].sort(byKey(keyed(key))),
  group_by: (list, key: unknown) => grouped(list, keyed(key)),
  tally: tallied,
  tally_by: tallied,
  sum: (list, key?: unknown) => total(list, keyed(key)),
  min_by: (list, ...given: readonly unknown[]) => extremeBy(list, given, 1),
  max_by: (list, ...given: readonly unknown[]) => extremeBy(list, given, -1),
  min: (list, many?: number) => extreme(list, keyed(undefined), 1, many),
  max: (list, many?: number) => extreme(list, keyed(undefined), -1, many),
  minmax: (list) => [
    extreme(list, keyed(undefined), 1, undefined),
    extreme(list, keyed(undefined), -1, undefined),
  ],
  uniq: (list, key?: unknown) => [...grouped(list, keyed(key)).values()].map(([first]) => first),
  inject: (list, ...given: unknown[]) => inject(list, ...given),
  grep: (list, pattern: unknown, block?: Block) => {
    const found = list.filter((each) => ruby.includes(pattern, each))
    return block === undefined ? found : found.map((each) => block(each))
  },
  grep_v: (list, pattern: unknown) => list.filter((each) => !ruby.includes(pattern, each)),
  take_while: (list, block: Block) => {
    const end = list.findIndex((each) => !ruby.truthy(block(each)))
    return end < 0 ? [...list] : list.slice(0, end)
  },
  drop_while: (list, block: Block) => {
    const end = list.findIndex((each) => !ruby.truthy(block(each)))
    return end < 0 ? [] : list.slice(end)
  },
  // Nothing here is slow enough to be put off.
  lazy: (list) => list,
  force: (list) => list,
  zip: (list, other: Iterable<unknown>) => {
    const others = [...other]
    return list.map((each, index) => [each, others[index] ?? null])
  },
  sample: (list) => list[Math.floor(Math.random() * list.length)] ?? null,
  to_set: (list) => new Set(list),
  to_a: (list) => [...list],
}

function slices(list: List, size: number, step: number, block: Block | undefined): unknown {
  if (!(size >= 1)) throw new RangeError(`slices of ${size}: there is no such size`)
  const all: List[] = []
  const end = step === size ? list.length : list.length - size + 1
  for (let at = 0; at < end; at += step) all.push(list.slice(at, at + size))
  if (block === undefined) return all
  for (const each of all) block(each)
  return list
}

function iterable(value: unknown): Iterable<unknown> {
  const known = typeof value === 'object' && value !== null && Symbol.iterator in value
  return known ? (value as Iterable<unknown>) : [value]
}

/** Ruby's methods of lists that a prototype has not got, done by its array. */
export function addListMethods(
  prototype: object,
  arrayOf: (of: never) => readonly unknown[],
): void {
  for (const [name, method] of Object.entries(ENUMERABLE)) {
    if (name in prototype) continue
    const apply = method as (list: readonly unknown[], ...given: unknown[]) => unknown
    addMethods(prototype, {
      [name](...given) {
        return apply(arrayOf(this as never), ...given)
      },
    })
  }
}

/** Of a range without an end there is no list. */
function listOf(range: object): number[] {
  const values = range as Iterable<number> & { readonly to: number | null }
  if (values.to === null) throw new TypeError('this range has no end')
  return [...values]
}

/** Puts all of it on the prototypes of this process. */
export function speakRubyInLists(): void {
  speakRubyInArrays()
  addListMethods(RANGES, listOf)
  for (const name of ['each', 'map', 'select', 'filter', 'reject', 'include'] as const) {
    const method = (Array.prototype as unknown as Record<string, (block: Block) => unknown>)[name]
    addMethods(RANGES, {
      [name](block: Block) {
        return method?.call(listOf(this), block)
      },
    })
  }
}

function speakRubyInArrays(): void {
  addListMethods(Array.prototype, (list: List) => list)
  addListMethods(Map.prototype, (map: ReadonlyMap<unknown, unknown>) => [...map])
  addMethods(Array.prototype as List, {
    each(block: Block) {
      for (const each of this) block(each)
      return this
    },
    select(block: Block) {
      return this.filter((each) => ruby.truthy(block(each)))
    },
    reject(block: Block) {
      return this.filter((each) => !ruby.truthy(block(each)))
    },
    compact() {
      return this.filter((each) => each !== null && each !== undefined)
    },
    flatten() {
      return this.flat(Infinity)
    },
    shuffle() {
      const list = [...this]
      for (let left = list.length - 1; left > 0; left--) {
        const at = Math.floor(Math.random() * (left + 1))
        ;[list[left], list[at]] = [list[at], list[left]]
      }
      return list
    },
    to_h(block?: Block) {
      return hash(
        (block === undefined ? this : this.map((each) => block(each))) as [unknown, unknown][],
      )
    },
    include(value: unknown) {
      return this.some((each) => ruby.same(each, value))
    },
    index_of(value: unknown) {
      return this.findIndex((each) => ruby.same(each, value))
    },
  })
  addGetters(Array.prototype as List, {
    size() {
      return this.length
    },
  })
  addMethods(Map.prototype as Map<unknown, unknown>, {
    each(block: Block) {
      for (const pair of this) block(pair)
      return this
    },
    map(block: Block) {
      return [...this].map((pair) => block(pair))
    },
    select(block: Block) {
      return hash([...this].filter((pair) => ruby.truthy(block(pair))))
    },
    reject(block: Block) {
      return hash([...this].filter((pair) => !ruby.truthy(block(pair))))
    },
    find(block: Block) {
      return [...this].find((pair) => ruby.truthy(block(pair))) ?? null
    },
    to_h() {
      return this
    },
    invert() {
      return hash([...this].map(([key, value]) => [value, key]))
    },
    fetch(key: unknown) {
      return this.get(key)
    },
    transform_values(block: Block) {
      return hash([...this].map(([key, value]) => [key, block(value)]))
    },
    include(key: unknown) {
      return this.has(key)
    },
    some(block: Block) {
      return [...this].some((pair) => block(pair))
    },
  })
  addGetters(Map.prototype as Map<unknown, unknown>, {
    length() {
      return this.size
    },
  })
  const map = Map.prototype as Map<unknown, unknown> & { select: unknown }
  addMethods(Map.prototype as Map<unknown, unknown>, { filter: map.select as () => unknown })
}
