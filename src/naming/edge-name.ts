// What an edge is called. The dump has no names of references, only their order, so a name is given
// where order and content can only mean one thing; where one meaning is likelier than others it is
// given with a question mark, and none otherwise (docs/naming.md). Names that a capture file has go
// before all others.
// Cost: a few reads; for a hash, one look at each key; for instance variables see ivar-names.ts.
import * as R from '../base/record.ts'
import type { Heap } from '../heap/heap.ts'
import type { CapturedNames } from './captured-names.ts'
import { createClassReferences } from './class-references.ts'
import type { ClassNames } from './class-names.ts'
import { createCodeReferences } from './code-references.ts'
import { createEdgeContext, ivarEdge, type EdgeName, type Named } from './edge-context.ts'
import { createHashReferences } from './hash-references.ts'
import { createIvarNames } from './ivar-names.ts'
import { printable } from './preview.ts'

export type { EdgeName } from './edge-context.ts'

export interface EdgeNames {
  /**
   * The name of the edge `graph.targets[edge]` of `source`: `@name`, `[3]`, `its class`; with a
   * question mark, `@name?`, where it is only likely.
   */
  nameOf(source: number, edge: number): string | undefined
  /** The same with how sure it is, and what else it may be. */
  detailOf(source: number, edge: number): EdgeName | undefined
  /** The first edge from one node to another that has a name, if any; certain ones first. */
  nameBetween(source: number, target: number): string | undefined
  detailBetween(source: number, target: number): EdgeName | undefined
}

/** Longer lists are searched no further. */
const EDGES_SEARCHED = 4_000_000

export function createEdgeNames(
  heap: Heap,
  classNames: ClassNames,
  captured: () => CapturedNames | undefined = () => undefined,
): EdgeNames {
  const { offsets, targets } = heap.graph
  const { type, flags, length } = heap.columns
  const version = heap.dialect.number
  const ivars = createIvarNames(heap, classNames, captured)
  const context = createEdgeContext(heap, classNames, ivars, captured)
  const { imemoKind, hasFields } = context
  const hashEdge = createHashReferences(context)
  const classEdge = createClassReferences(context)
  const code = createCodeReferences(context)

  function named(source: number, edge: number): Named {
    if (source >= heap.count) return rootEdge(source, targets[edge])
    const target = targets[edge]
    const hasClass = (flags[source] & R.FLAG_CLASS_EDGE) !== 0
    if (hasClass && edge === offsets[source]) return firstEdge(source, target)
    const first = offsets[source] + (hasClass ? 1 : 0)
    const at = edge - first
    const total = offsets[source + 1] - first
    switch (type[source]) {
      case R.TYPE_CLASS:
      case R.TYPE_MODULE:
      case R.TYPE_ICLASS:
        return classEdge(source, edge)
      case R.TYPE_IMEMO:
        return code.ofImemo(source, edge, at, total)
    }
    if (imemoKind(target) === 'fields') return 'its instance variables'
    switch (type[source]) {
      case R.TYPE_OBJECT:
        return ivarEdge(ivars.nameAt(source, at, total, first))
      case R.TYPE_ARRAY:
        return arrayEdge(source, at, total, first)
      case R.TYPE_HASH: {
        const before = beforeContent(source, total, (left) => left === length[source] * 2)
        if (before === undefined) return undefined
        return at < before
          ? ivarEdge(ivars.nameAt(source, at, before, first))
          : hashEdge(source, at - before, first + before, total - before)
      }
      case R.TYPE_STRING:
        return stringEdge(source, at, total, first)
      case R.TYPE_STRUCT:
        return structEdge(source, at, total, first)
      case R.TYPE_SYMBOL:
        return total === 1 ? 'its text' : undefined
      case R.TYPE_DATA:
        return code.ofData(source, edge, at, total)
      case R.TYPE_REGEXP:
        return total === 1 ? 'its source text' : undefined
      case R.TYPE_MATCH:
        if (type[target] === R.TYPE_REGEXP) return 'its regexp'
        return type[target] === R.TYPE_STRING ? 'the text it matched' : undefined
      case R.TYPE_RATIONAL:
        return total === 2 ? (at === 0 ? 'numerator' : 'denominator') : undefined
      case R.TYPE_COMPLEX:
        return total === 2 ? (at === 0 ? 'real part' : 'imaginary part') : undefined
    }
    return undefined
  }

  function firstEdge(source: number, target: number): string | undefined {
    if (type[source] === R.TYPE_ICLASS) return 'the module it stands for'
    if (type[source] !== R.TYPE_IMEMO) return 'its class'
    switch (imemoKind(source)) {
      case 'ment':
        return type[target] === R.TYPE_CLASS || type[target] === R.TYPE_MODULE
          ? 'the class that has the method'
          : undefined
      case 'fields':
        return 'its owner'
      case 'constcache':
        return 'cached constant'
    }
    return undefined
  }

  /**
   * How many references stand before an object's own content: up to 3.4 the values of its generic
   * instance variables, from 4.0 on an IMEMO. Undefined where that cannot be told.
   * @param fits whether what is left can be all of its content
   */
  function beforeContent(
    row: number,
    total: number,
    fits: (left: number) => boolean,
  ): number | undefined {
    if (version >= 400) return hasFields(row) ? 1 : 0
    const names = ivars.ofShape(row).length
    return names === 0 || fits(total - names) ? names : undefined
  }

  function arrayEdge(row: number, at: number, total: number, first: number): Named {
    const shared = (flags[row] & R.FLAG_SHARED) !== 0
    const content = shared ? 1 : length[row]
    const before = beforeContent(row, total, (left) => left === content)
    if (before === undefined) return undefined
    if (at < before) return ivarEdge(ivars.nameAt(row, at, before, first))
    if (shared) return total === before + 1 ? 'the array it is a part of' : undefined
    const left = total - before
    if (left > content) return undefined
    // What is no object is not listed: this one stands here or further back.
    return left === content ? `[${at - before}]` : `[≥${at - before}]`
  }

  function stringEdge(row: number, at: number, total: number, first: number): Named {
    const shared = (flags[row] & R.FLAG_SHARED) !== 0 ? 1 : 0
    const before = total - shared
    if (at >= before) return 'the string it is a part of'
    return version >= 400 ? undefined : ivarEdge(ivars.nameAt(row, at, before, first))
  }

  function structEdge(row: number, at: number, total: number, first: number): Named {
    const raw = classNames.rawClassOf(row)
    const members = raw === R.NONE ? [] : membersOf(classNames.realClass(raw))
    const before = beforeContent(row, total, (left) => left === members.length)
    if (before === undefined) return undefined
    if (at < before) return ivarEdge(ivars.nameAt(row, at, before, first))
    if (members.length === 0) return 'a member'
    const found = ivars.alignTo(row, members, total - before, first + before)[at - before]
    return found && { ...found, name: `member ${found.name}` }
  }

  function membersOf(classRow: number): readonly string[] {
    return captured()?.members(classRow) ?? []
  }

  function rootEdge(root: number, target: number): string | undefined {
    switch (heap.roots[root - heap.count]?.category) {
      case 'vm':
        return imemoKind(target) === 'callcache' ? "the VM's global call cache" : undefined
      case 'machine_context':
        return 'on the C stack'
      case 'global_tbl': {
        const name = captured()?.globals(target)[0]
        return name === undefined ? 'a global variable' : `global variable ${name}`
      }
      case 'end_proc':
        return 'an at_exit block'
      case 'finalizers':
        return 'finalizers'
    }
    return undefined
  }

  function detailOf(source: number, edge: number): EdgeName | undefined {
    const found = named(source, edge)
    if (found === undefined) return undefined
    const detail = typeof found === 'string' ? { name: found, certain: true } : found
    return { ...detail, name: printable(detail.name) }
  }

  function detailBetween(source: number, target: number): EdgeName | undefined {
    const end = Math.min(offsets[source + 1], offsets[source] + EDGES_SEARCHED)
    let likely: EdgeName | undefined
    for (let edge = offsets[source]; edge < end; edge++) {
      if (targets[edge] !== target) continue
      const found = detailOf(source, edge)
      if (found?.certain === true) return found
      likely ??= found
    }
    return likely
  }

  return {
    detailOf,
    detailBetween,
    nameOf: (source, edge) => shown(detailOf(source, edge)),
    nameBetween: (source, target) => shown(detailBetween(source, target)),
  }
}

function shown(detail: EdgeName | undefined): string | undefined {
  if (detail === undefined) return undefined
  return detail.certain ? detail.name : `${detail.name}?`
}

/** Whether a name is one that the program itself gave: a variable, constant, member or key. */
export function namesData(name: string): boolean {
  return /^(@|\[["':]|constant |member |global variable )/.test(name)
}

/** A name as a step of a path says it: 'instance variable @view', 'element [3]'. */
export function edgeInWords(name: string | undefined): string | undefined {
  if (name === undefined) return undefined
  if (name.startsWith('@@')) return `class variable ${name}`
  if (name.startsWith('@')) return `instance variable ${name}`
  if (/^\[≥?\d+\]$/.test(name)) return `element ${name}`
  return name.startsWith('[') ? `value of ${name}` : name
}
