// One opened dump as programs see it: what is asked is answered by the questions of analysis and
// graph, in objects and collections. Everything is lazy; trees are made when first needed.
import { LoupeError } from '../base/errors.ts'
import { NO_NODE } from '../base/graph.ts'
import { TYPE_CLASS, TYPE_ICLASS, TYPE_MODULE } from '../base/record.ts'
import { differentPaths } from '../graph/different-paths.ts'
import { nearestToRoot } from '../graph/nearest-to-root.ts'
import { wayBetween } from '../graph/way-between.ts'
import { mergedPaths } from '../analysis/merged-paths.ts'
import { wayTo } from '../analysis/path.ts'
import { needRoots, type Study } from '../analysis/study.ts'
import { instancesOf } from '../analysis/targets.ts'
import type { Questions } from '../workbench/questions.ts'
import type { PathTree, Summary } from '../workbench/results.ts'
import { described } from './accepts.ts'
import { createAddressRows } from './address-rows.ts'
import type {
  ClassLike,
  Collection,
  Conditions,
  Heap,
  HeapObject,
  ObjectLike,
  ObjectsLike,
  Path,
  Retained,
  TypeCollections,
} from './api.ts'
import { classesNamed, instancesOfClass } from './classes.ts'
import { createCollection } from './collection.ts'
import { nodesWhere } from './conditions.ts'
import { topLevel, unreached } from './dominated.ts'
import type { Inside } from './inside.ts'
import { HeapObjectView } from './object.ts'
import { NodePath } from './path.ts'
import { retained, whatIf } from './retained.ts'
import { unique } from './set-algebra.ts'
import { nodeOf, nodesOf } from './targets.ts'
import { defineTypeCollections, selected } from './type-collections.ts'

export interface HeapParts {
  readonly study: Study
  readonly questions: Questions
  /** As the user named the dump. */
  readonly name: string
  /** Lets go of the file. */
  close(): Promise<void>
}

const PATHS = 5
const BRANCHES = 8

export function createHeap(parts: HeapParts): Heap {
  return new HeapView(parts)
}

/** Behind each heap made here: what a diff of heaps needs to see. */
export function insideOf(heap: Heap): Inside {
  const inside = INSIDES.get(heap)
  if (inside !== undefined) return inside
  throw new LoupeError('usage', 'this is no heap.', 'open(file) gives one.')
}

const INSIDES = new WeakMap<Heap, Inside>()

// The named collections (`strings`, `hashes` …) are put on the prototype below.
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging
export interface HeapView extends TypeCollections {}

// oxlint-disable-next-line typescript/no-unsafe-declaration-merging
export class HeapView implements Heap {
  readonly name: string
  readonly #inside: Inside
  readonly #close: () => Promise<void>
  readonly #made = new Map<string, Collection>()

  constructor({ study, questions, name, close }: HeapParts) {
    this.name = name
    this.#close = close
    this.#inside = createInside(this, study, questions)
    INSIDES.set(this, this.#inside)
  }

  get ruby(): string {
    return this.#study.heap.dialect.version
  }

  get traced(): boolean {
    return this.#study.heap.dialect.traced
  }

  get objects(): Collection {
    return this.#collection('objects', () => counted(0, this.#study.heap.count))
  }

  get roots(): Collection {
    const { count, roots } = this.#study.heap
    return this.#collection('roots', () => counted(count, roots.length))
  }

  get dominators(): Collection {
    needRoots(this.#study, 'what holds an object', 'Heap.dominators')
    return this.#collection('dominators', () => topLevel(this.#study))
  }

  get garbage(): Collection {
    needRoots(this.#study, 'what no root reaches', 'Heap.garbage')
    return this.#collection('garbage', () => unreached(this.#study))
  }

  get summary(): Summary {
    return this.#inside.questions.summary()
  }

  at(place: ObjectLike): HeapObject {
    return this.#inside.object(this.#inside.nodeOf(place, 'Heap.at(place)'))
  }

  has(place: string | number): boolean {
    try {
      this.#inside.nodeOf(place, 'Heap.has(place)')
      return true
    } catch (error) {
      if (error instanceof LoupeError) return false
      throw error
    }
  }

  classNamed(name: string): Collection {
    const rows = classesNamed(this.#study, name, 'Heap.classNamed(name)')
    return this.#inside.collection(rows)
  }

  instancesOf(of: ClassLike): Collection {
    const call = 'Heap.instancesOf(class)'
    if (typeof of !== 'string') return instancesOfClass(this.#inside, this.#inside.nodeOf(of, call))
    const rows = classesNamed(this.#study, of, call)
    if (rows.length === 1) return instancesOfClass(this.#inside, rows[0])
    return this.#inside.collection(() => instancesOf(this.#study, [...rows]))
  }

  ofType(type: string): Collection {
    return this.#where({ type }, `Heap.ofType(${described(type)})`)
  }

  ofImemoType(kind: string): Collection {
    return this.#where({ imemoType: kind }, `Heap.ofImemoType(${described(kind)})`)
  }

  where(conditions: Conditions): Collection {
    return this.#where(conditions)
  }

  filter(keep: (object: HeapObject, index: number) => unknown): Collection {
    return this.objects.filter(keep)
  }

  findPath(target: ObjectsLike): Path | null
  findPath(from: ObjectsLike, to: ObjectsLike): Path | null
  findPath(target: ObjectsLike, to?: ObjectsLike): Path | null {
    const { graph } = this.#study.heap
    if (to !== undefined) {
      const call = 'Heap.findPath(from, to)'
      const starts = this.#inside.nodesOf(target, call)
      const way = wayBetween(graph, starts, this.#inside.nodesOf(to, call))
      return way === undefined ? null : this.#inside.path(way)
    }
    const call = 'Heap.findPath(target)'
    needRoots(this.#study, 'what keeps an object alive', call)
    const nodes = this.#inside.nodesOf(target, call)
    const { parent } = this.#study.trees.shortest
    const nearest = nearestToRoot(parent, graph.root, nodes)
    const way = nearest === NO_NODE ? undefined : wayTo(this.#study, nearest)
    return way === undefined ? null : this.#inside.path(way)
  }

  paths(target: ObjectLike, most: number = PATHS): Path[] {
    const call = 'Heap.paths(target)'
    needRoots(this.#study, 'what keeps an object alive', call)
    const { graph } = this.#study.heap
    const node = this.#inside.nodeOf(target, call)
    // Without the super root, which is no object.
    return differentPaths(graph, node, most).map((way) => this.#inside.path(way.subarray(1)))
  }

  mergedPaths(targets: ObjectsLike, options: { readonly branches?: number } = {}): PathTree {
    const call = 'Heap.mergedPaths(targets)'
    needRoots(this.#study, 'what keeps an object alive', call)
    const { parent } = this.#study.trees.shortest
    const { nodeCount } = this.#study.heap.graph
    const once = unique(nodeCount, this.#inside.nodesOf(targets, call))
    const reached = once.filter((node) => parent[node] !== NO_NODE)
    return mergedPaths(this.#study, reached, options.branches ?? BRANCHES)
  }

  retained(targets: ObjectsLike): Retained {
    const call = 'Heap.retained(targets)'
    return retained(this.#inside, this.#inside.nodesOf(targets, call), call)
  }

  whatIf(cut: Parameters<Heap['whatIf']>[0]): Retained {
    return whatIf(this.#inside, cut)
  }

  close(): Promise<void> {
    return this.#close()
  }

  toString(): string {
    return this.name
  }

  get #study(): Study {
    return this.#inside.study
  }

  /** `call`: for errors, where it is not where(). */
  #where(conditions: Conditions, call?: string): Collection {
    const { nodes } = this.objects
    return this.#inside.collection(nodesWhere(this.#inside, nodes, conditions, 'Heap', call))
  }

  #collection(name: string, nodes: () => Uint32Array): Collection {
    let made = this.#made.get(name)
    if (made === undefined) this.#made.set(name, (made = this.#inside.collection(nodes)))
    return made
  }

  static {
    defineTypeCollections(HeapView.prototype, (heap, selection, name) =>
      heap.#collection(name, () => selected(heap.#study, selection)),
    )
  }
}

function createInside(heap: Heap, study: Study, questions: Questions): Inside {
  const { count, columns } = study.heap
  const { type } = columns
  /** Classes, modules and included modules: made once each. */
  const classes = new Map<number, HeapObject>()
  const inside: Inside = {
    study,
    addresses: createAddressRows(study.heap),
    questions,
    heap,
    object(node) {
      const own = node < count ? type[node] : 0
      if (own !== TYPE_CLASS && own !== TYPE_MODULE && own !== TYPE_ICLASS) {
        return new HeapObjectView(inside, node)
      }
      let known = classes.get(node)
      if (known === undefined) classes.set(node, (known = new HeapObjectView(inside, node)))
      return known
    },
    collection: (nodes) => createCollection(inside, nodes),
    path: (nodes) => new NodePath(inside, nodes),
    nodeOf: (one, call) => nodeOf(inside, one, call),
    nodesOf: (many, call) => nodesOf(inside, many, call),
  }
  return inside
}

function counted(from: number, length: number): Uint32Array {
  const nodes = new Uint32Array(length)
  for (let i = 0; i < length; i++) nodes[i] = from + i
  return nodes
}
