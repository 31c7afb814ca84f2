// The library as its users see it: every public type, in one place, because they all speak of each
// other. The classes behind them are in the files beside this one; docs/library.md is the manual.
//
// Everything is lazy. An object is a heap and a node number, a collection a list of node numbers;
// names, text and records are read from the dump when they are looked at. Nodes are the rows of the
// dump, then its root categories.
import type {
  Diff as DiffResult,
  DiffGrouping,
  DiffQuality,
  DiffSort,
  Grouping,
  PathTree,
  Summary,
  Where,
} from '../workbench/results.ts'

/** Where one object is expected: it, its address (`'0x7f…'` or a number), its handle (`'@12'`), or
 * what the command takes besides: `'Work[200]'` (counted from 1), `'ROOT vm'`. */
export type ObjectLike = HeapObject | string | number

/** Where many are expected: also a collection, objects in an array, or the name of a class, which
 * stands for its instances. */
export type ObjectsLike = ObjectLike | Collection | Iterable<ObjectLike>

/** A class: the class object, or its name. */
export type ClassLike = HeapObject | string

export interface Heap extends TypeCollections {
  /** The dump as it was named when it was opened. */
  readonly name: string
  /** '3.1.2', or '>= 3.4' where only the format tells. */
  readonly ruby: string
  /** Allocations were traced: objects know their file, line and generation. */
  readonly traced: boolean
  /** All objects, in the order of the dump. */
  readonly objects: Collection
  /** Root categories, as objects of type ROOT. */
  readonly roots: Collection
  /** What no one object holds: the children of the roots in the dominator tree, most retained first.
   * Like all that asks who holds what, it throws where the dump has no roots. */
  readonly dominators: Collection
  /** Objects that no root reaches, in the order of the dump. */
  readonly garbage: Collection
  /** What `loupe DUMP` prints, as a record. */
  readonly summary: Summary

  /** The object at an address or of a handle. Throws where there is none: see `has`. */
  at(place: ObjectLike): HeapObject
  has(place: string | number): boolean
  /** The classes and modules of that name, those made last come last. Throws where there is none. */
  classNamed(name: string): Collection
  /** Instances of a class (singleton classes of instances aside; subclasses not included). Of a
   * name, those of all classes of that name. Throws where there is no such class. */
  instancesOf(of: ClassLike): Collection
  /** 'STRING', 'T_STRING', 'string'. */
  ofType(type: string): Collection
  ofImemoType(kind: string): Collection
  /** Objects that answer all conditions, from columns where those have the answer. */
  where(conditions: Conditions): Collection
  filter(keep: (object: HeapObject, index: number) => unknown): Collection

  /** The shortest path from a root to any of `target`; null where no root reaches any. */
  findPath(target: ObjectsLike): Path | null
  /** The shortest path from any of `from` to any of `to`; null where there is none. */
  findPath(from: ObjectsLike, to: ObjectsLike): Path | null
  /** Up to `most` (5) different paths from the roots, shortest first; none to garbage. */
  paths(target: ObjectLike, most?: number): Path[]
  /** The shortest paths of many, merged by what their steps are; garbage is left out. `branches`:
   * how many children of a step are listed, 8 unless told otherwise. */
  mergedPaths(targets: ObjectsLike, options?: { readonly branches?: number }): PathTree
  /** What goes, and how many bytes with it, if all of these go together. Exact. Garbage is gone
   * already and does not count. */
  retained(targets: ObjectsLike): Retained
  /** What goes if these objects, and these references (`[from, to]`), were not there. Exact. */
  whatIf(cut: {
    readonly without?: ObjectsLike
    readonly edges?: Iterable<readonly [from: ObjectsLike, to: ObjectsLike]>
  }): Retained
  /** Lets go of the file. What was not yet read cannot be read any more. */
  close(): Promise<void>
  /** Its name. */
  toString(): string
}

/** The collections that have a name: one for each type and imemo type. */
export interface TypeCollections {
  readonly classes: Collection
  readonly modules: Collection
  readonly iclasses: Collection
  readonly plainObjects: Collection
  readonly strings: Collection
  readonly symbols: Collection
  readonly arrays: Collection
  readonly hashes: Collection
  readonly structs: Collection
  readonly datas: Collection
  readonly files: Collection
  readonly regexps: Collection
  readonly matches: Collection
  readonly floats: Collection
  readonly bignums: Collection
  readonly rationals: Collection
  readonly complexes: Collection
  readonly imemos: Collection
  readonly iseqs: Collection
  readonly ments: Collection
  readonly callcaches: Collection
  readonly callinfos: Collection
  readonly constcaches: Collection
  readonly crefs: Collection
  readonly envs: Collection
  readonly procs: Collection
  readonly threads: Collection
  readonly fibers: Collection
}

export interface Retained {
  /** All that goes, the objects themselves included, in the order of the dump. */
  readonly objects: Collection
  readonly count: number
  readonly bytes: number
}

export interface HeapObject {
  readonly heap: Heap
  /** Row in the dump; root categories follow the rows. */
  readonly node: number
  /** '@12': stands for this object wherever one is asked for, in this dump. */
  readonly handle: string
  /** '0x7f…'; the category of a root. */
  readonly address: string
  /** 'OBJECT', 'STRING' … 'ROOT'. */
  readonly type: string
  /** 'iseq', 'callcache' …; null for what is no IMEMO. */
  readonly imemoType: string | null
  /** What lists print: `#<Work>`, `"text…"`. */
  readonly label: string
  /** The class as Ruby keeps it: a singleton class where the object has one, the module that an
   * ICLASS stands for; null without, and of an IMEMO. */
  readonly klass: HeapObject | null
  /** The name of the class, singleton classes and included modules passed over; null where `klass`
   * is, and of an ICLASS, which is no instance of the module it stands for. */
  readonly className: string | null
  /** Of classes (Ruby 3.1 and later): the next class up as Ruby keeps it, included modules too. */
  readonly superclass: HeapObject | null
  /** `real_class_name`, which Ruby 3.1 and later write for unnamed and singleton classes. */
  readonly realClassName: string | null
  /** A class's or module's own name; null of unnamed and singleton classes and of other objects. */
  readonly name: string | null
  /** The text of a string or symbol, the digits of a float, where the dump has them: it has no text
   * beyond 7-bit ASCII, and no digits of large integers. Read from the dump. */
  readonly value: string | null
  /** DATA: the C type. */
  readonly struct: string | null
  readonly file: string | null
  readonly line: number | null
  /** 'file:line'. */
  readonly location: string | null
  readonly method: string | null
  readonly generation: number | null
  /** Bytes of its own. */
  readonly memsize: number
  /** Bytes that go if it goes; null for garbage and where the dump has no roots. */
  readonly retainedSize: number | null
  readonly slotSize: number | null
  readonly shapeId: number | null
  /** Names of its instance variables, from its shape (Ruby 3.2 and later); empty where unknown. */
  readonly ivarNames: readonly string[]
  /** Bytes of a string or symbol, elements of an array, entries of a hash; null of others, and of a
   * string that shares another one's text. 4,294,967,294 stands for all larger numbers. */
  readonly length: number | null
  /** Flags that are set, by their names in the dump: 'old', 'wb_protected', 'frozen' … */
  readonly flags: readonly string[]
  readonly old: boolean
  readonly frozen: boolean
  readonly wbProtected: boolean
  readonly embedded: boolean
  readonly shared: boolean
  readonly singleton: boolean
  /** A root reaches it. Throws where the dump has no roots. */
  readonly reachable: boolean
  /** What it refers to, its class first, each once. */
  readonly references: Collection
  /** What refers to it, root categories included, each once. */
  readonly referrers: Collection
  /** Of a class: its instances, as `instancesOf` means them; of a singleton class the object that has
   * it; of a module none. Throws for other objects. */
  readonly instances: Collection
  /** The nearest object through which all ways to it lead, or the root category; null where there is
   * none, and of garbage. */
  readonly dominator: HeapObject | null
  /** What it is the nearest dominator of, most retained first; nothing for garbage. */
  readonly dominated: Collection
  /** The shortest path from a root; null for garbage. */
  readonly path: Path | null
  /** The full record, as the dump has it: what JSON.parse makes of its line. Of a damaged line, what
   * could be recovered. Like `json`, it throws for lines of more than 256 MiB. */
  readonly data: Readonly<Record<string, unknown>>
  /** Its line in the dump, without the newline. Bytes that are no UTF-8 are U+FFFD in it. */
  readonly json: string
  /** What the reference to another is called: `@name`, `[3]`, `its class`; null where nothing is
   * known, or where there is no such reference. */
  edgeTo(other: ObjectLike): string | null
  /** The same object of the same dump. Objects are made anew at each look, so `===` may fail, but
   * for classes and modules, where it holds. */
  equals(other: unknown): boolean
  toString(): string
  toJSON(): unknown
}

/** Exactly this, one of these, a range with its ends, a pattern, or null for what has none. */
export type Condition<Value> =
  | Value
  | null
  | readonly (Value | null)[]
  | { readonly min?: Value; readonly max?: Value }
  | (Value extends string ? RegExp : never)

/** Every key is answered from columns, but `value`, which reads the text of those left. What makes no
 * sense throws, and so does the name of a class that the dump does not have; a RegExp may match
 * nothing. null matches what has none. */
export interface Conditions {
  readonly type?: Condition<string>
  readonly imemoType?: Condition<string>
  /** The class to name it by; a name, a pattern, or class objects (the raw class, then). */
  readonly klass?: Condition<string> | HeapObject | Collection
  readonly struct?: Condition<string>
  readonly file?: Condition<string>
  readonly line?: Condition<number>
  readonly location?: Condition<string>
  readonly method?: Condition<string>
  /** 'activerecord 7.1.0', 'app' …; as `loupe top --by gem` names them. */
  readonly gem?: Condition<string>
  readonly generation?: Condition<number>
  readonly memsize?: Condition<number>
  readonly retainedSize?: Condition<number>
  readonly slotSize?: Condition<number>
  readonly shapeId?: Condition<number>
  readonly length?: Condition<number>
  readonly old?: boolean
  readonly frozen?: boolean
  readonly wbProtected?: boolean
  readonly embedded?: boolean
  readonly shared?: boolean
  readonly singleton?: boolean
  readonly reachable?: boolean
  /** Text, as `value` of an object has it. */
  readonly value?: Condition<string>
}

/** What columns can group by. Texts have to be read: `tally('value')` does. */
export type CountKey = Exclude<Grouping, 'value'> | 'klass' | 'location' | 'imemoType'

export interface Collection extends Iterable<HeapObject>, TypeCollections {
  readonly heap: Heap
  readonly length: number
  /** node numbers, in the collection's order */
  readonly nodes: Uint32Array
  /** From 0; from -1 backwards. */
  readonly [index: number]: HeapObject
  at(index: number): HeapObject | undefined
  first(): HeapObject | undefined
  first(many: number): Collection
  last(): HeapObject | undefined
  last(many: number): Collection
  /** Some at random; the same ones for the same seed. */
  sample(): HeapObject | undefined
  sample(many: number, seed?: number): Collection
  has(object: ObjectLike): boolean

  where(conditions: Conditions): Collection
  filter(keep: (object: HeapObject, index: number) => unknown): Collection
  reject(drop: (object: HeapObject, index: number) => unknown): Collection
  find(wanted: (object: HeapObject, index: number) => unknown): HeapObject | undefined
  some(wanted: (object: HeapObject, index: number) => unknown): boolean
  every(wanted: (object: HeapObject, index: number) => unknown): boolean
  count(): number
  count(wanted: (object: HeapObject, index: number) => unknown): number
  /** Classes of that name among them. */
  classNamed(name: string): Collection
  instancesOf(of: ClassLike): Collection
  ofType(type: string): Collection
  ofImemoType(kind: string): Collection

  forEach(look: (object: HeapObject, index: number) => void): void
  map<Value>(make: (object: HeapObject, index: number) => Value): Value[]
  flatMap<Value>(make: (object: HeapObject, index: number) => Value | readonly Value[]): Value[]
  reduce<Value>(join: (so_far: Value, object: HeapObject) => Value, start: Value): Value
  toArray(): HeapObject[]
  /** Ascending by a number, a text or a list of such; by name of a property or by function. */
  sortBy(key: SortKey): Collection
  reverse(): Collection
  /** What has no key is passed over; the first of several. */
  minBy(key: SortKey): HeapObject | undefined
  maxBy(key: SortKey): HeapObject | undefined
  /** Of a number of each; of `memsize` unless told otherwise. */
  sum(of?: keyof HeapObject | ((object: HeapObject) => number | null)): number
  /** By what a function or a property gives. Equal objects are one group. */
  groupBy<Name extends keyof HeapObject>(key: Name): Map<HeapObject[Name], Collection>
  groupBy<Key>(key: (object: HeapObject) => Key): Map<Key, Collection>
  /** How many of each, most first. */
  tally<Name extends keyof HeapObject>(key: Name): Map<HeapObject[Name], number>
  tally<Key>(key: (object: HeapObject) => Key): Map<Key, number>
  /** The same from columns, by name: nothing is read from the dump. Most first; null: has none.
   * 'klass' is by `className`; 'class' also names what has no class, as `loupe top` does. */
  countBy(key: CountKey): Map<string | null, number>
  /** Bytes by the same keys, most first. */
  sumBy(key: CountKey): Map<string | null, number>

  /** These three give each object once, in the order of this collection, then of the other one. */
  union(other: ObjectsLike): Collection
  intersect(other: ObjectsLike): Collection
  minus(other: ObjectsLike): Collection
  /** Each once, in order of first appearance. */
  uniq(): Collection

  /** Shallow bytes. */
  readonly bytes: number
  /** Bytes that go if all of them go together. Exact. */
  readonly retainedBytes: number
  /** Their shortest paths from the roots, merged. */
  readonly paths: PathTree
  /** All that any of them refers to, each once. */
  readonly references: Collection
  /** All that refers to any of them, each once. */
  readonly referrers: Collection
  /** '3 objects' */
  toString(): string
  toJSON(): unknown
}

export type SortKey =
  | keyof HeapObject
  | ((object: HeapObject) => number | string | null | readonly (number | string | null)[])

/** A way through the heap: objects in order, and what the step to each is called. */
export interface Path extends Collection {
  /** One entry an object; null for the first and where a reference has no name. */
  readonly edges: readonly (string | null)[]
}

/** Two or three dumps of one process, earliest first. Asked for collections, it gives those of
 * `retained`: `diff.strings` are the strings among what was retained. */
export interface Diff extends TypeCollections {
  readonly before: Heap
  readonly after: Heap
  readonly later: Heap | null
  /** Whether the first two dumps can be compared object by object, and how far that can be trusted.
   * Where they are of different processes, `groups` still compares them, and collections throw. */
  readonly quality: DiffQuality
  /** The same of the second and the third. */
  readonly laterQuality: DiffQuality | null
  /** In `after`, not in `before`. */
  readonly added: Collection
  /** New in `after`; of three dumps, only what is still in `later`. Objects of `after`. */
  readonly retained: Collection
  /** The same as `retained`. */
  readonly objects: Collection
  /** In `before`, not in `after`. Objects of `before`. */
  readonly freed: Collection
  /** In both. Objects of `after`. */
  readonly kept: Collection
  classNamed(name: string): Collection
  instancesOf(of: ClassLike): Collection
  ofType(type: string): Collection
  ofImemoType(kind: string): Collection
  where(conditions: Conditions): Collection
  filter(keep: (object: HeapObject, index: number) => unknown): Collection
  /** The same object in another of the dumps; null where it is not in that one. */
  find(object: HeapObject, where: 'before' | 'after' | 'later'): HeapObject | null
  /** What `loupe diff` prints, as a record. */
  groups(options?: {
    readonly by?: DiffGrouping
    readonly sort?: DiffSort
    readonly limit?: number
    readonly where?: Where
  }): DiffResult
  /** Lets go of all the dumps. */
  close(): Promise<void>
  /** Names of the dumps: 'before.json → after.json'. */
  toString(): string
}
