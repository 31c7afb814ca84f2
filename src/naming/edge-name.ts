// What an edge is called. The dump has no names of references, only their order, so a name is given
// where the order can only mean one thing, and none otherwise (docs/architecture.md, names):
// instance variables where an object has as many references as its shape has names, elements where
// an array has as many references as elements, pairs of a hash where it has two for each entry.
// Cost: a few reads; for a hash, one look at each key.
import * as R from '../base/record.ts'
import type { Heap } from '../heap/heap.ts'
import { glanceAt } from '../heap/record-of.ts'
import type { ClassNames } from './class-names.ts'
import { quoted } from './preview.ts'

export interface EdgeNames {
  /** The name of the edge `graph.targets[edge]` of `source`: `@name`, `[3]`, `its class`. */
  nameOf(source: number, edge: number): string | undefined
  /** The first edge from one node to another that has a name, if any. */
  nameBetween(source: number, target: number): string | undefined
}

/** Longer keys are searched no further. */
const KEYS_CHECKED = 1_000_000
const EDGES_SEARCHED = 4_000_000

export function createEdgeNames(heap: Heap, classNames: ClassNames): EdgeNames {
  const { words } = heap
  const { offsets, targets } = heap.graph
  const { type, flags, word, length, shape } = heap.columns
  const version = heap.dialect.number
  const hashesChecked = new Map<number, 'pairs' | 'pairs and default' | undefined>()
  const ivarNames = new Map<number, readonly string[]>()

  function kindOf(node: number): string {
    return node < heap.count && type[node] === R.TYPE_IMEMO ? words[word[node]] : ''
  }

  /** Names of the instance variables, in the order of their values. */
  function ivarsOf(row: number): readonly string[] {
    if (shape[row] === R.NONE || (flags[row] & R.FLAG_TOO_COMPLEX) !== 0) return []
    let names = ivarNames.get(shape[row])
    if (names === undefined)
      ivarNames.set(shape[row], (names = heap.shapes.ivarsOf(shape[row]) ?? []))
    return names
  }

  function nameOf(source: number, edge: number): string | undefined {
    if (source >= heap.count) return rootEdge(source, targets[edge])
    const target = targets[edge]
    const hasClass = (flags[source] & R.FLAG_CLASS_EDGE) !== 0
    if (hasClass && edge === offsets[source]) return firstEdge(source, target)
    const first = offsets[source] + (hasClass ? 1 : 0)
    const at = edge - first
    const total = offsets[source + 1] - first
    switch (type[source]) {
      case R.TYPE_OBJECT:
        return objectEdge(source, target, at, total)
      case R.TYPE_ARRAY:
        return arrayEdge(source, target, at, total)
      case R.TYPE_HASH:
        return hashEdge(source, at, total, first)
      case R.TYPE_STRING:
        return stringEdge(source, at, total)
      case R.TYPE_SYMBOL:
        return total === 1 ? 'its text' : undefined
      case R.TYPE_CLASS:
      case R.TYPE_MODULE:
      case R.TYPE_ICLASS:
        return classEdge(source, target)
      case R.TYPE_IMEMO:
        return imemoEdge(source, target, at, total)
      case R.TYPE_DATA:
        return dataEdge(source, target, first)
      case R.TYPE_REGEXP:
        return total === 1 ? 'its source text' : undefined
      case R.TYPE_MATCH:
        if (type[target] === R.TYPE_REGEXP) return 'its regexp'
        return type[target] === R.TYPE_STRING ? 'the text it matched' : undefined
    }
    return kindOf(target) === 'fields' ? 'its instance variables' : undefined
  }

  function firstEdge(source: number, target: number): string | undefined {
    if (type[source] === R.TYPE_ICLASS) return 'the module it stands for'
    if (type[source] !== R.TYPE_IMEMO) return 'its class'
    switch (kindOf(source)) {
      case 'ment':
        return isClass(target) ? 'the class that has the method' : undefined
      case 'fields':
        return 'its owner'
      case 'constcache':
        return 'cached constant'
    }
    return undefined
  }

  function objectEdge(row: number, target: number, at: number, total: number): string | undefined {
    // From 4.1 on, what does not fit the slot lies in an IMEMO of its own.
    if (kindOf(target) === 'fields') return 'its instance variables'
    const names = ivarsOf(row)
    return names.length === total ? ivarName(names[at]) : undefined
  }

  function ivarName(name: string): string | undefined {
    return name.startsWith('@') ? name : name === '' ? undefined : `internal variable ${name}`
  }

  /** Up to 3.4 the values of generic instance variables come first, from 4.0 on an IMEMO does. */
  function genericIvars(row: number, target: number): readonly string[] | undefined {
    if (kindOf(target) === 'fields') return undefined
    return version >= 400 ? [] : ivarsOf(row)
  }

  function arrayEdge(row: number, target: number, at: number, total: number): string | undefined {
    const names = genericIvars(row, target)
    if (names === undefined) return 'its instance variables'
    const fields = version >= 400 && hasFields(row) ? 1 : 0
    const before = names.length + fields
    if ((flags[row] & R.FLAG_SHARED) !== 0) {
      if (at < names.length && total === before + 1) return ivarName(names[at])
      return total === before + 1 ? 'the array it is a part of' : undefined
    }
    if (total !== length[row] + before) return undefined
    return at < names.length ? ivarName(names[at]) : `[${at - before}]`
  }

  function hasFields(row: number): boolean {
    const first = offsets[row] + ((flags[row] & R.FLAG_CLASS_EDGE) === 0 ? 0 : 1)
    return first < offsets[row + 1] && kindOf(targets[first]) === 'fields'
  }

  function hashEdge(row: number, at: number, total: number, first: number): string | undefined {
    if (hasFields(row) || (version < 400 && ivarsOf(row).length > 0)) return undefined
    let form = hashesChecked.get(row)
    if (!hashesChecked.has(row)) hashesChecked.set(row, (form = hashForm(row, total, first)))
    if (form === undefined) return undefined
    const entries = length[row] * 2
    if (at >= entries) return 'its default'
    if (at % 2 === 0) return 'key'
    const key = targets[first + at - 1]
    if (type[key] === R.TYPE_STRING || type[key] === R.TYPE_SYMBOL) {
      const text = glanceAt(heap, key)['value']
      if (typeof text === 'string') {
        return type[key] === R.TYPE_STRING ? `[${quoted(text)}]` : `[:${text}]`
      }
    }
    return 'value'
  }

  /** Every key can be one: a hash freezes a copy of a String that it takes as a key. */
  function hashForm(
    row: number,
    total: number,
    first: number,
  ): 'pairs' | 'pairs and default' | undefined {
    const entries = length[row]
    if (entries === 0 || entries > KEYS_CHECKED) return undefined
    if (total !== entries * 2 && total !== entries * 2 + 1) return undefined
    for (let i = 0; i < entries; i++) {
      const key = targets[first + 2 * i]
      const thawed = type[key] === R.TYPE_STRING && (flags[key] & R.FLAG_FROZEN) === 0
      if (thawed) return undefined
      if (type[key] !== type[targets[first]]) return undefined
    }
    if (total > entries * 2) return 'pairs and default'
    // With a default proc among as many references as keys and values, one of those is no object.
    return glanceAt(heap, row)['default'] === undefined ? 'pairs' : undefined
  }

  function stringEdge(row: number, at: number, total: number): string | undefined {
    if (hasFields(row)) return at === 0 ? 'its instance variables' : 'the string it is a part of'
    const names = version >= 400 ? [] : ivarsOf(row)
    const shared = (flags[row] & R.FLAG_SHARED) === 0 ? 0 : 1
    if (total !== names.length + shared) return undefined
    return at < names.length ? ivarName(names[at]) : 'the string it is a part of'
  }

  function isClass(node: number): boolean {
    return node < heap.count && (type[node] === R.TYPE_CLASS || type[node] === R.TYPE_MODULE)
  }

  function classEdge(row: number, target: number): string | undefined {
    const entry = heap.classes.entryOf(row)
    if (entry >= 0 && heap.classes.superclass[entry] === target) {
      return type[target] === R.TYPE_ICLASS ? 'included module' : 'superclass'
    }
    if (type[row] === R.TYPE_ICLASS) return kindOf(target) === 'ment' ? 'method entry' : undefined
    if (
      type[row] === R.TYPE_CLASS &&
      classNames.isSingleton(row) &&
      classNames.attachedTo(row) === target
    ) {
      return 'attached object'
    }
    switch (kindOf(target)) {
      case 'ment':
        return 'method entry'
      case 'fields':
        return 'its instance variables'
      case 'cvar_entry':
        return 'class variable entry'
    }
    if (isClass(target)) {
      const outer = classNames.ownName(row)
      const inner = classNames.ownName(target)
      const local =
        outer === 'Object'
          ? inner
          : inner.startsWith(`${outer}::`)
            ? inner.slice(outer.length + 2)
            : ''
      if (outer !== '' && /^\p{Lu}[\p{L}\p{N}_]*$/u.test(local)) return `constant ${local}`
    }
    return undefined
  }

  function imemoEdge(row: number, target: number, at: number, total: number): string | undefined {
    const other = kindOf(target)
    switch (kindOf(row)) {
      case 'callcache':
        return other === 'ment' ? 'its method entry' : undefined
      case 'ment':
        if (other === 'iseq') return 'its code'
        if (isClass(target)) return 'the class that has the method'
        return type[target] === R.TYPE_DATA ? 'its block' : undefined
      case 'iseq':
        if (other === 'callcache') return 'inline method cache'
        return other === 'constcache' ? 'inline constant cache' : undefined
      case 'constcache':
        return other === 'cref' ? undefined : 'cached constant'
      case 'env':
        if (other === '') return 'captured local'
        return other === 'env' ? 'enclosing scope' : other === 'iseq' ? 'its code' : undefined
      case 'fields': {
        const names = ivarsOf(row)
        return names.length === total ? ivarName(names[at]) : undefined
      }
    }
    return undefined
  }

  function dataEdge(row: number, target: number, first: number): string | undefined {
    const other = kindOf(target)
    if (other === 'fields') return 'its instance variables'
    if (words[word[row]] !== 'proc') return undefined
    if (other === 'env') return 'captured scope'
    if (other === 'iseq') return 'its code'
    // What is left of a block's proc is its `self`, if it is the only one left.
    let left = 0
    let code = false
    for (let edge = first; edge < offsets[row + 1]; edge++) {
      if (kindOf(targets[edge]) === '') left++
      else if (kindOf(targets[edge]) === 'iseq') code = true
    }
    return code && left === 1 && other === '' && (version >= 400 || ivarsOf(row).length === 0)
      ? 'self of the block'
      : undefined
  }

  function rootEdge(root: number, target: number): string | undefined {
    switch (heap.roots[root - heap.count]?.category) {
      case 'vm':
        return kindOf(target) === 'callcache' ? "the VM's global call cache" : undefined
      case 'machine_context':
        return 'on the C stack'
      case 'global_tbl':
        return 'a global variable'
      case 'end_proc':
        return 'an at_exit block'
      case 'finalizers':
        return 'finalizers'
    }
    return undefined
  }

  function nameBetween(source: number, target: number): string | undefined {
    const end = Math.min(offsets[source + 1], offsets[source] + EDGES_SEARCHED)
    for (let edge = offsets[source]; edge < end; edge++) {
      if (targets[edge] !== target) continue
      const name = nameOf(source, edge)
      if (name !== undefined) return name
    }
    return undefined
  }

  return { nameOf, nameBetween }
}

/** A name as a step of a path says it: 'instance variable @view', 'element [3]'. */
export function edgeInWords(name: string | undefined): string | undefined {
  if (name === undefined) return undefined
  if (name.startsWith('@')) return `instance variable ${name}`
  if (/^\[\d+\]$/.test(name)) return `element ${name}`
  return name.startsWith('[') ? `value of ${name}` : name
}
