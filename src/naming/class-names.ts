// The class to name and count an object by. The dump has the raw class, which is often a singleton
// class: walk `superclass` past singleton classes and included modules (3.1+). Older dumps name
// neither: there the superclass is the first class among the references, and a singleton class is
// known by the object it is attached to: a referenced object whose class it is.
// Cost: a few reads a class, once; names are made when asked for.
import {
  FLAG_CLASS_EDGE,
  FLAG_SINGLETON,
  NONE,
  TYPE_CLASS,
  TYPE_ICLASS,
  TYPE_IMEMO,
  TYPE_MODULE,
} from '../base/record.ts'
import type { Heap } from '../heap/heap.ts'

export interface ClassNames {
  /** The raw class of a row, or NONE: hidden objects have none, an IMEMO's is no class. */
  rawClassOf(row: number): number
  /** The class to name instances of this class row by: itself, unless it is a singleton class. */
  realClass(classRow: number): number
  isSingleton(classRow: number): boolean
  /** The object a singleton class belongs to, or NONE. */
  attachedTo(classRow: number): number
  /** `Work`, `#<Class:Work>`, `#<Class:#<RoutesProxy>>`, `#<Class < Base app/x.rb:3>` */
  nameOf(classRow: number): string
  /** The name in the dump; '' for singleton and anonymous classes. */
  ownName(classRow: number): string
  /** The next class up, included modules skipped, or NONE. */
  superclassOf(classRow: number): number
  /** `file:line` where an object was allocated, '' where untraced. */
  siteOf(row: number): string
}

/** No chain of classes is longer, except a damaged one that goes in circles. */
const LONGEST_CHAIN = 1000
const DEEPEST_SINGLETON = 6
const REFERENCES_SEARCHED = 100_000

export function createClassNames(heap: Heap): ClassNames {
  const { classes, sites } = heap
  const { offsets, targets } = heap.graph
  const { type, flags } = heap.columns
  const known = heap.dialect.number
  // A dump of unknown version that uses the newer fields is a newer one.
  const marksSingletons = known >= 301 || classes.realClassName.some((name) => name !== '')
  const attachedFirst = known >= 303
  const hidesNames = !marksSingletons && known >= 300
  /** entry -> row + 1 of the real class, 0 while unknown */
  const real = new Uint32Array(classes.count)
  const names = new Map<number, string>()
  const singletons = new Map<number, boolean>()

  function isClassLike(row: number): boolean {
    return row < heap.count && (type[row] === TYPE_CLASS || type[row] === TYPE_MODULE)
  }

  function rawClassOf(row: number): number {
    if (row >= heap.count || (flags[row] & FLAG_CLASS_EDGE) === 0 || type[row] === TYPE_IMEMO) {
      return NONE
    }
    const raw = targets[offsets[row]]
    return raw < heap.count && (type[raw] === TYPE_CLASS || type[raw] === TYPE_MODULE) ? raw : NONE
  }

  /** Edge after the class edge. */
  function firstReference(row: number): number {
    return offsets[row] + ((flags[row] & FLAG_CLASS_EDGE) === 0 ? 0 : 1)
  }

  /** The next entry up: a class or an included module. */
  function above(row: number): number {
    if (marksSingletons) {
      const entry = classes.entryOf(row)
      return entry < 0 ? NONE : classes.superclass[entry]
    }
    const end = Math.min(offsets[row + 1], offsets[row] + REFERENCES_SEARCHED)
    for (let edge = firstReference(row); edge < end; edge++) {
      const target = targets[edge]
      if (target < heap.count && (type[target] === TYPE_CLASS || type[target] === TYPE_ICLASS)) {
        // The attached class of a singleton class is no superclass of it.
        if (rawClassOf(target) !== row) return target
      }
    }
    return NONE
  }

  function ownName(row: number): string {
    const entry = classes.entryOf(row)
    if (entry < 0) return ''
    const name = classes.name[entry]
    // Up to 2.7 anonymous classes are named by their address.
    if (name.startsWith('#<Class:0x') || name.startsWith('#<Module:0x')) return ''
    return !marksSingletons && !hidesNames && isSingleton(row) ? '' : name
  }

  function attachedTo(row: number): number {
    if (type[row] !== TYPE_CLASS) return NONE
    const first = firstReference(row)
    const end = Math.min(offsets[row + 1], first + REFERENCES_SEARCHED)
    let found = NONE
    for (let edge = first; edge < end; edge++) {
      const target = targets[edge]
      if (target === row || rawClassOf(target) !== row || type[target] === TYPE_ICLASS) continue
      if (attachedFirst && edge === first) return target
      if (isClassLike(target)) return target
      if (found === NONE) found = target
    }
    return found
  }

  function isSingleton(row: number): boolean {
    if (marksSingletons) return (flags[row] & FLAG_SINGLETON) !== 0
    let answer = singletons.get(row)
    if (answer === undefined) singletons.set(row, (answer = looksSingleton(row)))
    return answer
  }

  /** Up to Ruby 3.0. A class proper has a singleton class of its own, attached to it. */
  function looksSingleton(row: number): boolean {
    if (type[row] !== TYPE_CLASS) return false
    const entry = classes.entryOf(row)
    if (hidesNames && entry >= 0 && classes.name[entry] !== '') return false
    const attached = attachedTo(row)
    if (attached === NONE) return false
    if (isClassLike(attached)) return true
    const meta = rawClassOf(row)
    return meta === NONE || !refersTo(meta, row)
  }

  function refersTo(row: number, wanted: number): boolean {
    const end = Math.min(offsets[row + 1], offsets[row] + REFERENCES_SEARCHED)
    for (let edge = firstReference(row); edge < end; edge++)
      if (targets[edge] === wanted) return true
    return false
  }

  function realClass(row: number): number {
    const entry = classes.entryOf(row)
    if (entry < 0) return row
    if (real[entry] !== 0) return real[entry] - 1
    let at = row
    for (let left = LONGEST_CHAIN; left > 0; left--) {
      if (type[at] !== TYPE_ICLASS && !isSingleton(at)) break
      const next = above(at)
      if (next === NONE || next >= heap.count || next === at) break
      at = next
    }
    real[entry] = at + 1
    return at
  }

  function superclassOf(row: number): number {
    let at = above(row)
    for (let left = LONGEST_CHAIN; left > 0 && at !== NONE; left--) {
      if (type[at] !== TYPE_ICLASS) return at
      at = above(at)
    }
    return NONE
  }

  function nameOf(row: number): string {
    return nameAt(row, 0)
  }

  function nameAt(row: number, depth: number): string {
    let name = names.get(row)
    if (name === undefined) {
      name = ownName(row) || madeUpName(row, depth)
      if (depth === 0) names.set(row, name)
    }
    return name
  }

  function madeUpName(row: number, depth: number): string {
    if (isSingleton(row) && depth < DEEPEST_SINGLETON) {
      const attached = attachedTo(row)
      if (attached !== NONE && isClassLike(attached))
        return `#<Class:${nameAt(attached, depth + 1)}>`
      const own = attached === NONE ? realClass(row) : realClass(rawClassOf(attached))
      return own === row ? '#<Class:…>' : `#<Class:#<${nameAt(own, depth + 1)}>>`
    }
    const kind = type[row] === TYPE_MODULE ? moduleClass(row) : 'Class'
    const site = siteOf(row)
    const parent = type[row] === TYPE_CLASS ? superclassOf(row) : NONE
    const base =
      parent === NONE ? '' : ownName(parent) || (depth < 3 ? nameAt(parent, depth + 1) : '')
    const from = base === '' || base === 'Object' ? '' : ` < ${base}`
    return `#<${kind}${from}${site === '' ? '' : ` ${site}`}>`
  }

  /** `Module`, or the program's own class below it. */
  function moduleClass(row: number): string {
    const raw = rawClassOf(row)
    return (raw === NONE ? '' : ownName(realClass(raw))) || 'Module'
  }

  function siteOf(row: number): string {
    const { site } = heap.columns
    if (row >= site.length || site[row] === NONE) return ''
    const file = sites.file[site[row]]
    if (file === NONE) return ''
    const line = sites.line[site[row]]
    return line === 0 ? sites.strings[file] : `${sites.strings[file]}:${line}`
  }

  return {
    rawClassOf,
    realClass,
    isSingleton,
    attachedTo,
    nameOf,
    ownName,
    superclassOf,
    siteOf,
  }
}
