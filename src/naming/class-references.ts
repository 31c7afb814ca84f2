// Names of what classes and modules refer to. A dump lists superclass, methods, then (up to Ruby 3.4)
// the class's own instance variables, then its constants: each a value and the name of the file that
// set it, where the value is an object. Ruby 3.2 to 3.4 give classes a shape with the names of their
// variables, 4.0 puts those into an IMEMO. A capture file names them all.
// Cost: for a class whose variables or constants are asked for, a look at each of its last references.
import * as R from '../base/record.ts'
import { glanceAt } from '../heap/record-of.ts'
import { ivarEdge, type EdgeContext, type Named } from './edge-context.ts'

/** The last references of a class: its variables, if they are here, and its constants. */
interface Tail {
  /** First edge, and the edge behind the last. */
  readonly from: number
  readonly to: number
  /** How many of them at least, and at most, are values of instance variables. */
  readonly leastIvars: number
  readonly mostIvars: number
}

const LONGEST_TAIL = 20_000
const REMEMBERED = 200

export function createClassReferences(context: EdgeContext): (row: number, edge: number) => Named {
  const { heap, classNames, ivars, captured, imemoKind, firstReference } = context
  const { offsets, targets } = heap.graph
  const { type, flags } = heap.columns
  const version = heap.dialect.number
  const tails = new Map<number, Tail | undefined>()
  const files = new Map<number, boolean>()

  function isClass(node: number): boolean {
    return node < heap.count && (type[node] === R.TYPE_CLASS || type[node] === R.TYPE_MODULE)
  }

  function textOf(row: number): string | undefined {
    const value = glanceAt(heap, row)['value']
    return typeof value === 'string' ? value : undefined
  }

  /** The name of the file that sets a constant; one string for all constants of a file. */
  function isFile(node: number): boolean {
    if (node >= heap.count || type[node] !== R.TYPE_STRING) return false
    if ((flags[node] & (R.FLAG_FROZEN | R.FLAG_FSTRING)) === 0) return false
    let known = files.get(node)
    if (known === undefined) {
      const text = textOf(node)
      known = text !== undefined && /\.(rb|ru|rake)$|^\(eval|^\(irb\)$|^<internal:|^-e?$/.test(text)
      files.set(node, known)
    }
    return known
  }

  function tailOf(row: number): Tail | undefined {
    if (!tails.has(row)) {
      if (tails.size >= REMEMBERED) tails.clear()
      tails.set(row, readTail(row))
    }
    return tails.get(row)
  }

  function readTail(row: number): Tail | undefined {
    let to = offsets[row + 1]
    const first = firstReference(row)
    if (version >= 400) {
      // superclass, methods, fields, constants, call caches, its name
      while (to > first && !isStructure(targets[to - 1])) to--
      while (to > first && isStructure(targets[to - 1]) && imemoKind(targets[to - 1]) !== 'fields')
        to--
      let from = to
      while (from > first && !isStructure(targets[from - 1])) from--
      if (to - from > LONGEST_TAIL) return undefined
      return { from, to, leastIvars: 0, mostIvars: 0 }
    }
    if (version < 302) return undefined
    if (to > first && isName(row, targets[to - 1])) to--
    let from = to
    while (from > first && !isStructure(targets[from - 1])) from--
    if (from === first && from < to && isSuperclass(row, targets[from])) from++
    if (to - from > LONGEST_TAIL) return undefined
    return { from, to, ...ivarsAmong(from, to, ivars.ofShape(row).length) }
  }

  /** Methods, call caches and what else is no value. */
  function isStructure(node: number): boolean {
    if (node >= heap.count || type[node] === R.TYPE_IMEMO || type[node] === R.TYPE_ICLASS)
      return true
    return type[node] === R.TYPE_DATA && heap.words[heap.columns.word[node]] === 'VM/cc_table'
  }

  function isName(row: number, node: number): boolean {
    return (
      type[node] === R.TYPE_STRING &&
      classNames.ownName(row) !== '' &&
      textOf(node) === classNames.ownName(row)
    )
  }

  function isSuperclass(row: number, node: number): boolean {
    const entry = heap.classes.entryOf(row)
    return entry >= 0 && heap.classes.superclass[entry] === node
  }

  /**
   * Constants are (value, file) or (file): two values in a row cannot both be constants, and the last
   * constant ends with a file. So much of the beginning are variables.
   */
  function ivarsAmong(
    from: number,
    to: number,
    names: number,
  ): Pick<Tail, 'leastIvars' | 'mostIvars'> {
    const most = Math.min(names, to - from)
    let least = 0
    for (let edge = from; edge < to; edge++) {
      const next = edge + 1 < to ? isFile(targets[edge + 1]) : false
      if (!isFile(targets[edge]) && !next) least = edge + 1 - from
    }
    return least <= most
      ? { leastIvars: least, mostIvars: most }
      : { leastIvars: 0, mostIvars: to - from }
  }

  function tailEdge(row: number, edge: number): Named {
    const tail = tailOf(row)
    if (tail === undefined || edge < tail.from) return undefined
    if (edge >= tail.to) {
      return edge === offsets[row + 1] - 1 && isName(row, targets[edge]) ? 'its name' : undefined
    }
    const at = edge - tail.from
    if (at < tail.leastIvars) {
      const found = ivars.nameAt(row, at, tail.leastIvars, tail.from)
      if (found === undefined) return undefined
      const certain = found.certain && tail.leastIvars === tail.mostIvars
      return ivarEdge({ ...found, certain })
    }
    if (at < tail.mostIvars) return undefined
    if (isFile(targets[edge])) return 'file that sets a constant'
    if (edge + 1 < tail.to && isFile(targets[edge + 1])) {
      return `a constant, set in ${textOf(targets[edge + 1])}`
    }
    return undefined
  }

  function byCapture(row: number, target: number): string | undefined {
    const names = captured()
    if (names === undefined) return undefined
    const constant = names.constants(row, target)[0]
    if (constant !== undefined) return `constant ${constant}`
    return names.ivars(row, target)[0] ?? names.classVariables(row, target)[0]
  }

  function byClassName(row: number, target: number): string | undefined {
    if (!isClass(target)) return undefined
    const outer = classNames.ownName(row)
    const inner = classNames.ownName(target)
    const local =
      outer === 'Object'
        ? inner
        : inner.startsWith(`${outer}::`)
          ? inner.slice(outer.length + 2)
          : ''
    return outer !== '' && /^\p{Lu}[\p{L}\p{N}_]*$/u.test(local) ? `constant ${local}` : undefined
  }

  return (row, edge) => {
    const target = targets[edge]
    if (isSuperclass(row, target)) {
      return type[target] === R.TYPE_ICLASS ? 'included module' : 'superclass'
    }
    if (type[row] === R.TYPE_ICLASS) {
      return imemoKind(target) === 'ment' ? 'method entry' : undefined
    }
    if (
      type[row] === R.TYPE_CLASS &&
      classNames.isSingleton(row) &&
      classNames.attachedTo(row) === target
    ) {
      return 'attached object'
    }
    switch (imemoKind(target)) {
      case 'ment':
        return 'method entry'
      case 'fields':
        return 'its instance variables'
      case 'cvar_entry':
        return 'class variable entry'
      case 'callcache':
        return 'call cache'
    }
    return byCapture(row, target) ?? byClassName(row, target) ?? tailEdge(row, edge)
  }
}
