// One object of a heap as programs see it: the heap and a node number, nothing else. Getters read
// columns and tables and allocate nothing for numbers; text comes from interned strings, and only
// `label`, `value`, `data`, `json` and names of references are read from the dump.
import * as R from '../base/record.ts'
import { NO_NODE } from '../base/graph.ts'
import { isReachable, needRoots, objectRef, retainedBy, shallowSize } from '../analysis/study.ts'
import { referencesOf, referrersOfNode } from '../analysis/references.ts'
import { addressOfNode, handleOf, typeOfNode } from '../naming/node-kind.ts'
import type { Collection, Heap, HeapObject, ObjectLike, Path } from './api.ts'
import { instancesOfClass } from './classes.ts'
import { childrenOf } from './dominated.ts'
import { flagNames, isOld } from './flags.ts'
import type { Inside } from './inside.ts'
import { recordOfNode, lineOfNode, valueOf } from './text.ts'

const NO_NAMES: readonly string[] = []

export class HeapObjectView implements HeapObject {
  readonly node: number
  readonly #inside: Inside

  constructor(inside: Inside, node: number) {
    this.#inside = inside
    this.node = node
  }

  get heap(): Heap {
    return this.#inside.heap
  }

  get handle(): string {
    return handleOf(this.node)
  }

  get address(): string {
    return addressOfNode(this.#inside.study.heap, this.node)
  }

  get type(): string {
    return typeOfNode(this.#inside.study.heap, this.node)
  }

  get imemoType(): string | null {
    return this.#word(R.TYPE_IMEMO)
  }

  get struct(): string | null {
    return this.#word(R.TYPE_DATA)
  }

  #word(type: number): string | null {
    const { count, columns, words } = this.#inside.study.heap
    if (this.node >= count || columns.type[this.node] !== type) return null
    return words[columns.word[this.node]] || null
  }

  get label(): string {
    return this.#inside.study.names.label(this.node)
  }

  get klass(): HeapObject | null {
    const raw = this.#inside.study.names.classes.rawClassOf(this.node)
    return raw === R.NONE ? null : this.#inside.object(raw)
  }

  get className(): string | null {
    const { heap, names } = this.#inside.study
    const raw = names.classes.rawClassOf(this.node)
    if (raw === R.NONE || heap.columns.type[this.node] === R.TYPE_ICLASS) return null
    return names.classes.nameOf(names.classes.realClass(raw))
  }

  get superclass(): HeapObject | null {
    const { classes } = this.#inside.study.heap
    const entry = classes.entryOf(this.node)
    const above = entry < 0 ? R.NONE : classes.superclass[entry]
    return above === R.NONE ? null : this.#inside.object(above)
  }

  get realClassName(): string | null {
    const { classes } = this.#inside.study.heap
    const entry = classes.entryOf(this.node)
    return entry < 0 ? null : classes.realClassName[entry] || null
  }

  get name(): string | null {
    return this.#inside.study.names.classes.ownName(this.node) || null
  }

  get value(): string | null {
    return valueOf(this.#inside.study.heap, this.node)
  }

  get file(): string | null {
    return this.#siteString('file')
  }

  get method(): string | null {
    return this.#siteString('method')
  }

  #siteString(part: 'file' | 'method'): string | null {
    const site = this.#site
    if (site === R.NONE) return null
    const { sites } = this.#inside.study.heap
    const string = sites[part][site]
    return string === R.NONE ? null : sites.strings[string]
  }

  get line(): number | null {
    const site = this.#site
    return site === R.NONE ? null : this.#inside.study.heap.sites.line[site] || null
  }

  get location(): string | null {
    return this.#inside.study.names.classes.siteOf(this.node) || null
  }

  get #site(): number {
    return this.#inside.study.heap.columns.site[this.node] ?? R.NONE
  }

  get generation(): number | null {
    const generation = this.#inside.study.heap.columns.generation[this.node] ?? R.NONE
    return generation === R.NONE ? null : generation
  }

  get memsize(): number {
    return shallowSize(this.#inside.study, this.node)
  }

  get retainedSize(): number | null {
    return retainedBy(this.#inside.study, this.node) ?? null
  }

  get slotSize(): number | null {
    return this.#inside.study.heap.columns.slot[this.node] || null
  }

  get shapeId(): number | null {
    const shape = this.#inside.study.heap.columns.shape[this.node] ?? R.NONE
    return shape === R.NONE ? null : shape
  }

  get ivarNames(): readonly string[] {
    const { heap } = this.#inside.study
    const shape = heap.columns.shape[this.node] ?? R.NONE
    if (shape === R.NONE) return NO_NAMES
    return heap.shapes.ivarsOf(shape)?.filter((name) => name.startsWith('@')) ?? NO_NAMES
  }

  get length(): number | null {
    const { count, columns } = this.#inside.study.heap
    const { node } = this
    if (node >= count) return null
    switch (columns.type[node]) {
      case R.TYPE_STRING:
        // What shares another's text has no bytesize in the dump.
        return (columns.flags[node] & R.FLAG_SHARED) === 0 ? columns.length[node] : null
      case R.TYPE_SYMBOL:
      case R.TYPE_ARRAY:
      case R.TYPE_HASH:
        return columns.length[node]
    }
    return null
  }

  get flags(): readonly string[] {
    return flagNames(this.#flags)
  }

  get old(): boolean {
    return isOld(this.#flags)
  }

  get frozen(): boolean {
    return (this.#flags & R.FLAG_FROZEN) !== 0
  }

  get wbProtected(): boolean {
    return (this.#flags & R.FLAG_WB_PROTECTED) !== 0
  }

  get embedded(): boolean {
    return (this.#flags & R.FLAG_EMBEDDED) !== 0
  }

  get shared(): boolean {
    return (this.#flags & R.FLAG_SHARED) !== 0
  }

  get singleton(): boolean {
    const { heap, names } = this.#inside.study
    const { node } = this
    if (node >= heap.count || heap.columns.type[node] !== R.TYPE_CLASS) return false
    return names.classes.isSingleton(node)
  }

  get #flags(): number {
    return this.#inside.study.heap.columns.flags[this.node] ?? 0
  }

  get reachable(): boolean {
    const { study } = this.#inside
    needRoots(study, 'what a root reaches', 'HeapObject.reachable')
    return isReachable(study, this.node)
  }

  get references(): Collection {
    const { study } = this.#inside
    return this.#inside.collection(() => referencesOf(study, this.node).nodes)
  }

  get referrers(): Collection {
    const { study } = this.#inside
    return this.#inside.collection(() => referrersOfNode(study, this.node).nodes)
  }

  get instances(): Collection {
    return instancesOfClass(this.#inside, this.node)
  }

  get dominator(): HeapObject | null {
    const { study } = this.#inside
    needRoots(study, 'what holds an object', 'HeapObject.dominator')
    if (!isReachable(study, this.node)) return null
    const above = study.trees.dominators.dominator[this.node]
    return above === NO_NODE || above === study.heap.graph.root ? null : this.#inside.object(above)
  }

  get dominated(): Collection {
    const { study } = this.#inside
    needRoots(study, 'what an object holds', 'HeapObject.dominated')
    return this.#inside.collection(() => childrenOf(study, [this.node]))
  }

  get path(): Path | null {
    needRoots(this.#inside.study, 'what keeps an object alive', 'HeapObject.path')
    return this.#inside.heap.findPath(this)
  }

  get data(): Readonly<Record<string, unknown>> {
    return recordOfNode(this.#inside.study.heap, this.node)
  }

  get json(): string {
    return lineOfNode(this.#inside.study.heap, this.node)
  }

  edgeTo(other: ObjectLike): string | null {
    const { edges } = this.#inside.study.names
    return (
      edges.nameBetween(this.node, this.#inside.nodeOf(other, 'HeapObject.edgeTo(other)')) ?? null
    )
  }

  equals(other: unknown): boolean {
    return (
      other instanceof HeapObjectView && other.node === this.node && other.#inside === this.#inside
    )
  }

  toString(): string {
    return this.label
  }

  toJSON(): unknown {
    return objectRef(this.#inside.study, this.node)
  }
}
