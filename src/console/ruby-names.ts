// Ruby's names for the library, in the console's process: every member under its snake_case name,
// what Ruby and sheap call the same things, methods that need no parentheses (`$call`), and a
// sentence with what was meant for a name that is not there.

import type { Collection, Diff, Heap, HeapObject, Path } from '../library/api.ts'
import { NodeCollection } from '../library/collection.ts'
import { HeapDiff } from '../library/diff.ts'
import { HeapView } from '../library/heap.ts'
import { HeapObjectView } from '../library/object.ts'
import { LoupeError } from '../base/errors.ts'
import { addAliases, addGetters, addMethods, addSnakeCase, snakeCase } from './aliases.ts'
import { guardMembers } from './missing-member.ts'
import { OWNERS } from './owners.ts'
import { BARE_METHODS } from './ruby-methods.ts'
import { addListMethods, asHash, speakRubyInLists } from './ruby-lists.ts'
import { RANGES, ruby } from './ruby-runtime.ts'
import { speakRubyInScalars } from './ruby-scalars.ts'
import { OF_COLLECTIONS, OF_OBJECTS } from './synonyms.ts'

type Block = (object: HeapObject, index: number) => unknown

let spoken = false

/** Once a process; a second call changes nothing. Returns what translated code calls `$call`. */
export function speakRuby(): Readonly<Record<string, symbol>> {
  const symbols = callSymbols()
  if (spoken) return symbols
  spoken = true
  for (const { made } of OWNERS) addSnakeCase(made.prototype)
  speakRubyInLists()
  speakRubyInScalars()
  nameCollections()
  nameObjects()
  nameHeaps()
  addAliases(HeapDiff.prototype, { icasses: 'iclasses' })
  answerAsHashes()
  defineBareCalls(symbols)
  for (const { name, made } of OWNERS) {
    // A path is a collection: what it has not got, its prototype's prototype is asked for.
    if (name !== 'Path') guardMembers(name, made.prototype)
  }
  return symbols
}

function nameCollections(): void {
  const { prototype } = NodeCollection
  addAliases(prototype, OF_COLLECTIONS)
  addGetters(prototype as Collection, {
    size() {
      return this.length
    },
    lazy() {
      return this
    },
  })
  addMethods(prototype as Collection, {
    each(block: Block) {
      this.forEach(block)
      return this
    },
    each_with_index(block?: Block) {
      if (block === undefined) return this.map((each, index) => [each, index])
      this.forEach(block)
      return this
    },
    sort(block?: (a: HeapObject, b: HeapObject) => number) {
      if (block !== undefined) return this.toArray().sort(block)
      throw new LoupeError('usage', 'objects have no order of their own.', 'sort_by("memsize")')
    },
    take(many: number) {
      return this.first(many)
    },
    drop(many: number) {
      return this.last(Math.max(0, this.length - many))
    },
    none(block?: Block) {
      return block === undefined ? this.length === 0 : !this.some(block)
    },
    filter_map(block: Block) {
      return this.map(block).filter(ruby.truthy)
    },
    partition(block: Block) {
      return [this.filter(block), this.reject(block)]
    },
    inject(...given: unknown[]) {
      return (this.toArray() as unknown as { inject(...all: unknown[]): unknown }).inject(...given)
    },
    empty() {
      return this.length === 0
    },
  })
  addListMethods(prototype, (collection: Collection) => collection.toArray())
  // `max_by(3) { … }`: a collection, as that of sort_by.
  for (const name of ['minBy', 'maxBy'] as const) {
    const one = prototype[name]
    const value = function (this: Collection, many: unknown, key: never) {
      if (typeof many !== 'number') return one.call(this, many as never)
      const sorted = this.sortBy(key)
      return (name === 'minBy' ? sorted : sorted.reverse()).first(many)
    }
    replaceMember(prototype, name, value)
  }
  // Any without a block: whether there is one at all.
  const { some } = prototype
  Object.defineProperty(prototype, 'any', {
    configurable: true,
    value(this: Collection, block?: Block) {
      return block === undefined ? this.length > 0 : some.call(this, block)
    },
  })
  // `strings - others` is NaN in JavaScript: better said than printed.
  Object.defineProperty(prototype, Symbol.toPrimitive, {
    configurable: true,
    value(this: Collection, wanted: string) {
      if (wanted === 'string') return this.toString()
      throw new LoupeError(
        'usage',
        'collections are not added or compared with + - & | < >.',
        'Write a.minus(b), a.union(b), a.intersect(b), a.length < b.length.',
      )
    },
  })
}

function nameObjects(): void {
  const { prototype } = HeapObjectView
  addAliases(prototype, OF_OBJECTS)
  addGetters(prototype as HeapObject, {
    class_addr() {
      return this.klass?.address ?? null
    },
    referenced_addrs() {
      return this.references.map(({ address }) => address)
    },
    inspect() {
      return () => this.toString()
    },
  })
}

function nameHeaps(): void {
  const { prototype } = HeapView
  addAliases(prototype, { icasses: 'iclasses', select: 'filter', close_file: 'close' })
  addMethods(prototype as Heap, {
    each_object(block?: Block) {
      if (block !== undefined) this.objects.forEach(block)
      return this.objects
    },
    each(block: Block) {
      this.objects.forEach(block)
      return this
    },
    map(block: (object: HeapObject) => unknown) {
      return this.objects.map(block)
    },
    sample(many?: number, seed?: number) {
      return many === undefined ? this.objects.sample() : this.objects.sample(many, seed)
    },
    first(many?: number) {
      return many === undefined ? this.objects.first() : this.objects.first(many)
    },
    find(block: Block) {
      return this.objects.find(block)
    },
    count(block?: Block) {
      return block === undefined ? this.objects.length : this.objects.count(block)
    },
    inverse_references(of: HeapObject) {
      return this.at(of).referrers
    },
  })
  addGetters(prototype as Heap, {
    objects_by_addr() {
      // Without a table of a million entries: each address is looked up when it is asked for.
      return new Proxy(Object.create(null) as Record<string, HeapObject>, {
        get: (_, address) =>
          typeof address === 'string' && this.has(address) ? this.at(address) : undefined,
        has: (_, address) => typeof address === 'string' && this.has(address),
      })
    },
  })
}

type MapMethod = 'groupBy' | 'tally' | 'countBy' | 'sumBy'

/** `counts["String"]` asks a map as it would a Hash. */
function answerAsHashes(): void {
  const prototype = NodeCollection.prototype as unknown as Record<
    MapMethod,
    (...given: unknown[]) => Map<unknown, unknown>
  >
  for (const name of ['groupBy', 'tally', 'countBy', 'sumBy'] as const) {
    const method = prototype[name]
    const value = function (this: unknown, ...given: unknown[]): Map<unknown, unknown> {
      return asHash(method.apply(this, given))
    }
    replaceMember(prototype, name, value)
  }
}

/** In both spellings. */
function replaceMember(prototype: object, name: string, value: unknown): void {
  for (const each of [name, snakeCase(name)]) {
    Object.defineProperty(prototype, each, { value, configurable: true, writable: true })
  }
}

function callSymbols(): Readonly<Record<string, symbol>> {
  return Object.fromEntries([...BARE_METHODS].map((name) => [name, Symbol.for(`loupe: ${name}`)]))
}

/** `x[$call.first]`: calls `first` where Ruby would, of what Ruby would; else it is a plain read. */
function defineBareCalls(symbols: Readonly<Record<string, symbol>>): void {
  for (const [name, symbol] of Object.entries(symbols)) {
    Object.defineProperty(Object.prototype, symbol, {
      configurable: true,
      get(this: unknown) {
        return bareCall(this, name)
      },
      set(this: object, value: unknown) {
        ;(this as Record<string, unknown>)[name] = value
      },
    })
  }
}

function bareCall(receiver: unknown, name: string): unknown {
  if (Array.isArray(receiver)) {
    if (name === 'sort') return [...receiver].sort(ruby.compare)
    if (name === 'reverse') return [...(receiver as unknown[])].reverse()
    if (name === 'keys' || name === 'values' || name === 'entries') return [...receiver.keys()]
    if (name === 'empty') return receiver.length === 0
  }
  if (receiver instanceof Map && (name === 'keys' || name === 'values' || name === 'entries')) {
    return [...receiver[name]()]
  }
  const value = (receiver as Record<string, unknown>)[name]
  if (isPlain(receiver) && value === undefined && name === 'keys') return Object.keys(receiver)
  if (isPlain(receiver) && value === undefined && name === 'values') return Object.values(receiver)
  return typeof value === 'function' && isOurs(receiver) ? value.call(receiver) : value
}

function isPlain(value: unknown): value is object {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  )
}

/** What has Ruby's methods: the library's objects and JavaScript's lists, texts and numbers. */
function isOurs(value: unknown): value is Heap | HeapObject | Collection | Path | Diff {
  return (
    typeof value === 'string' ||
    typeof value === 'number' ||
    Array.isArray(value) ||
    value instanceof Map ||
    Object.prototype.isPrototypeOf.call(RANGES, value as object) ||
    value instanceof NodeCollection ||
    value instanceof HeapObjectView ||
    value instanceof HeapView ||
    value instanceof HeapDiff
  )
}
