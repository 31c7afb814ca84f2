// A list of objects as node numbers. Objects are made when one is looked at, each look anew, so that a
// collection of ten million takes four bytes an object and may not even have found its nodes yet.
import { bitsetOf, hasBit, type Bitset } from '../base/bitset.ts'
import { LoupeError } from '../base/errors.ts'
import { needRoots } from '../analysis/study.ts'
import { retainedSet } from '../graph/retained-set.ts'
import type { PathTree } from '../workbench/results.ts'
import { described } from './accepts.ts'
import type {
  ClassLike,
  Collection,
  Conditions,
  CountKey,
  Heap,
  HeapObject,
  ObjectLike,
  ObjectsLike,
  SortKey,
  TypeCollections,
} from './api.ts'
import { needFunction } from './callback.ts'
import { nodesWhere } from './conditions.ts'
import { amountsBy, groupsOf, tallyOf } from './counting.ts'
import { Indexed } from './indexed.ts'
import type { Inside, NodesLike } from './inside.ts'
import { referencesOf, referrersOf } from './neighbours.ts'
import { sampled } from './sample.ts'
import { difference, fitting, intersection, unique } from './set-algebra.ts'
import { extremeNode, sortedNodes, sumOf } from './sorting.ts'
import { defineTypeCollections, selected } from './type-collections.ts'

type Look<Value> = (object: HeapObject, index: number) => Value

export function createCollection(inside: Inside, nodes: NodesLike): Collection {
  return new NodeCollection(inside, nodes)
}

// The named collections (`strings`, `hashes` …) are put on the prototype when the class is made.
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging
export interface NodeCollection extends TypeCollections {}

// oxlint-disable-next-line typescript/no-unsafe-declaration-merging
export class NodeCollection extends Indexed<HeapObject> implements Collection {
  readonly #inside: Inside
  #nodes: NodesLike
  #members: Bitset | undefined

  static {
    defineTypeCollections(this.prototype, (own, selection) =>
      own.#of(() => selected(own.#inside.study, selection, own.nodes)),
    )
  }

  constructor(inside: Inside, nodes: NodesLike) {
    super()
    this.#inside = inside
    this.#nodes = nodes
  }

  get heap(): Heap {
    return this.#inside.heap
  }

  get nodes(): Uint32Array {
    if (typeof this.#nodes === 'function') this.#nodes = this.#nodes()
    return this.#nodes
  }

  get length(): number {
    return this.nodes.length
  }

  at(index: number): HeapObject | undefined {
    const { nodes } = this
    const whole = Math.trunc(index)
    const at = whole < 0 ? nodes.length + whole : whole
    return at >= 0 && at < nodes.length ? this.#inside.object(nodes[at]) : undefined
  }

  first(): HeapObject | undefined
  first(many: number): Collection
  first(many?: number): HeapObject | Collection | undefined {
    if (many === undefined) return this.at(0)
    return this.#of(this.nodes.subarray(0, howMany(many, 'first')))
  }

  last(): HeapObject | undefined
  last(many: number): Collection
  last(many?: number): HeapObject | Collection | undefined {
    if (many === undefined) return this.at(-1)
    const { nodes } = this
    return this.#of(nodes.subarray(Math.max(0, nodes.length - howMany(many, 'last'))))
  }

  sample(): HeapObject | undefined
  sample(many: number, seed?: number): Collection
  sample(many?: number, seed?: number): HeapObject | Collection | undefined {
    if (many === undefined) return this.at(Math.floor(Math.random() * this.length))
    const wanted = howMany(many, 'sample')
    const start = seed ?? Math.random() * 4294967296
    return this.#of(() => sampled(this.nodes, wanted, start))
  }

  has(object: ObjectLike): boolean {
    let node: number
    try {
      node = this.#inside.nodeOf(object, 'Collection.has(object)')
    } catch (error) {
      // An address where nothing is, is not among them either.
      if (error instanceof LoupeError && error.code === 'no-answer') return false
      throw error
    }
    this.#members ??= bitsetOf(this.#nodeCount, this.nodes)
    return hasBit(this.#members, node)
  }

  *[Symbol.iterator](): IterableIterator<HeapObject> {
    const { nodes } = this
    for (let i = 0; i < nodes.length; i++) yield this.#inside.object(nodes[i])
  }

  where(conditions: Conditions): Collection {
    return this.#of(nodesWhere(this.#inside, this.nodes, conditions))
  }

  filter(keep: Look<unknown>): Collection {
    return this.#of(this.#kept(keep, true, 'filter'))
  }

  reject(drop: Look<unknown>): Collection {
    return this.#of(this.#kept(drop, false, 'reject'))
  }

  find(wanted: Look<unknown>): HeapObject | undefined {
    return this.#found(wanted, true, 'find')
  }

  some(wanted: Look<unknown>): boolean {
    return this.#found(wanted, true, 'some') !== undefined
  }

  every(wanted: Look<unknown>): boolean {
    return this.#found(wanted, false, 'every') === undefined
  }

  count(): number
  count(wanted: Look<unknown>): number
  count(wanted?: Look<unknown>): number {
    return wanted === undefined ? this.length : this.#kept(wanted, true, 'count').length
  }

  classNamed(name: string): Collection {
    return this.intersect(this.heap.classNamed(name))
  }

  instancesOf(of: ClassLike): Collection {
    return this.intersect(this.heap.instancesOf(of))
  }

  ofType(type: string): Collection {
    const call = `Collection.ofType(${described(type)})`
    return this.#of(nodesWhere(this.#inside, this.nodes, { type }, 'Collection', call))
  }

  ofImemoType(kind: string): Collection {
    const call = `Collection.ofImemoType(${described(kind)})`
    return this.#of(nodesWhere(this.#inside, this.nodes, { imemoType: kind }, 'Collection', call))
  }

  forEach(look: Look<void>): void {
    needFunction(look, 'forEach')
    const { nodes } = this
    for (let i = 0; i < nodes.length; i++) look(this.#inside.object(nodes[i]), i)
  }

  map<Value>(make: Look<Value>): Value[] {
    return this.#mapped(make, 'map')
  }

  #mapped<Value>(make: Look<Value>, call: string): Value[] {
    needFunction(make, call)
    const { nodes } = this
    const made: Value[] = []
    for (let i = 0; i < nodes.length; i++) made.push(make(this.#inside.object(nodes[i]), i))
    return made
  }

  flatMap<Value>(make: Look<Value | readonly Value[]>): Value[] {
    return this.#mapped(make, 'flatMap').flat() as Value[]
  }

  reduce<Value>(join: (so_far: Value, object: HeapObject) => Value, start: Value): Value {
    needFunction(join, 'reduce')
    let value = start
    for (const object of this) value = join(value, object)
    return value
  }

  toArray(): HeapObject[] {
    return this.map((object) => object)
  }

  sortBy(key: SortKey): Collection {
    return this.#of(sortedNodes(this.#inside, this.nodes, key))
  }

  reverse(): Collection {
    return this.#of(() => this.nodes.slice().reverse())
  }

  minBy(key: SortKey): HeapObject | undefined {
    return this.#objectAt(extremeNode(this.#inside, this.nodes, key, 'minBy'))
  }

  maxBy(key: SortKey): HeapObject | undefined {
    return this.#objectAt(extremeNode(this.#inside, this.nodes, key, 'maxBy'))
  }

  sum(of: keyof HeapObject | ((object: HeapObject) => number | null) = 'memsize'): number {
    return sumOf(this.#inside, this.nodes, of)
  }

  groupBy<Key>(key: keyof HeapObject | ((object: HeapObject) => Key)): Map<Key, Collection> {
    const groups = new Map<Key, Collection>()
    for (const [value, nodes] of groupsOf(this.#inside, this.nodes, key)) {
      groups.set(value, this.#of(nodes))
    }
    return groups
  }

  tally<Key>(key: keyof HeapObject | ((object: HeapObject) => Key)): Map<Key, number> {
    return tallyOf(this.#inside, this.nodes, key)
  }

  countBy(key: CountKey): Map<string | null, number> {
    return amountsBy(this.#inside, this.nodes, key, 'countBy')
  }

  sumBy(key: CountKey): Map<string | null, number> {
    return amountsBy(this.#inside, this.nodes, key, 'sumBy')
  }

  union(other: ObjectsLike): Collection {
    const others = this.#inside.nodesOf(other, 'Collection.union(other)')
    return this.#of(() => unique(this.#nodeCount, this.nodes, others))
  }

  intersect(other: ObjectsLike): Collection {
    const others = this.#inside.nodesOf(other, 'Collection.intersect(other)')
    return this.#of(() => intersection(this.#nodeCount, this.nodes, others))
  }

  minus(other: ObjectsLike): Collection {
    const others = this.#inside.nodesOf(other, 'Collection.minus(other)')
    return this.#of(() => difference(this.#nodeCount, this.nodes, others))
  }

  uniq(): Collection {
    return this.#of(() => unique(this.#nodeCount, this.nodes))
  }

  get bytes(): number {
    return this.sum('memsize')
  }

  get retainedBytes(): number {
    const { study } = this.#inside
    needRoots(study, 'what goes with these objects', 'Collection.retainedBytes')
    const { heap, trees } = study
    const { size } = heap.columns
    return retainedSet(heap.graph, trees.dominators, size, heap.giants, this.nodes).bytes
  }

  get paths(): PathTree {
    needRoots(this.#inside.study, 'what keeps an object alive', 'Collection.paths')
    return this.heap.mergedPaths(this)
  }

  get references(): Collection {
    return this.#of(() => referencesOf(this.#inside.study.heap.graph, this.nodes))
  }

  get referrers(): Collection {
    return this.#of(() => referrersOf(this.#inside.study.heap.graph, this.nodes))
  }

  toJSON(): unknown {
    return this.map((object) => object.toJSON())
  }

  override toString(): string {
    return `${this.length} ${this.length === 1 ? 'object' : 'objects'}`
  }

  get #nodeCount(): number {
    return this.#inside.study.heap.graph.nodeCount
  }

  #of(nodes: NodesLike): Collection {
    return new NodeCollection(this.#inside, nodes)
  }

  #objectAt(node: number | undefined): HeapObject | undefined {
    return node === undefined ? undefined : this.#inside.object(node)
  }

  #found(wanted: Look<unknown>, is: boolean, call: string): HeapObject | undefined {
    needFunction(wanted, call)
    const { nodes } = this
    for (let i = 0; i < nodes.length; i++) {
      const object = this.#inside.object(nodes[i])
      if (Boolean(wanted(object, i)) === is) return object
    }
    return undefined
  }

  #kept(test: Look<unknown>, wanted: boolean, call: string): Uint32Array {
    needFunction(test, call)
    const { nodes } = this
    const kept = new Uint32Array(nodes.length)
    let count = 0
    for (let i = 0; i < nodes.length; i++) {
      if (Boolean(test(this.#inside.object(nodes[i]), i)) === wanted) kept[count++] = nodes[i]
    }
    return fitting(kept, count)
  }
}

function howMany(many: number, call: string): number {
  if (Number.isInteger(many) && many >= 0) return many
  throw new LoupeError(
    'usage',
    `Collection.${call}(${String(many)}): how many is a whole number, 0 or more.`,
  )
}
