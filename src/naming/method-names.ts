// Names of methods and blocks, from what the interpreter keeps of them. An iseq refers to its label,
// its base label and its path, one after the other and after every literal of its code; a method
// entry refers to its owner and its iseq; a call cache to its method entry. From Ruby 3.3 a call
// cache's line has the called name itself. Where these are not found nothing is said.
import { TYPE_ARRAY, TYPE_CLASS, TYPE_IMEMO, TYPE_MODULE, TYPE_STRING } from '../base/record.ts'
import type { Heap } from '../heap/heap.ts'
import { glanceAt } from '../heap/record-of.ts'
import type { ClassNames } from './class-names.ts'

export interface IseqName {
  /** `show`, `block in show`, `<class:Work>`, `<main>` */
  readonly label: string
  /** The method (or class body) that it lies in. */
  readonly base: string
  readonly path: string
}

export interface MethodNames {
  iseqName(row: number): IseqName | undefined
  /** Its path alone: read once for each file. */
  iseqPath(row: number): string | undefined
  /** `Work#show`, `Work.find`, `#show` without a known owner; undefined where there is no name. */
  methodName(entry: number): string | undefined
  /** What a call cache was made for. */
  calledName(cache: number): string | undefined
  /** The first reference of a row that is an IMEMO of this kind, or NONE. */
  imemoAmong(row: number, kind: string): number | undefined
}

/** References of one iseq that are looked at; the longest methods have some thousands. */
const SEARCHED = 50_000
const LOOKS_LIKE_PATH = /[/.<(]|^-/

export function createMethodNames(heap: Heap, classNames: ClassNames): MethodNames {
  const { words } = heap
  const { offsets, targets } = heap.graph
  const { type, word, length } = heap.columns

  function isImemo(row: number, kind: string): boolean {
    return row < heap.count && type[row] === TYPE_IMEMO && words[word[row]] === kind
  }

  function textOf(row: number): string | undefined {
    const value = row < heap.count ? glanceAt(heap, row)['value'] : undefined
    return typeof value === 'string' ? value : undefined
  }

  /** The path, or an array of the path and the real path. */
  function pathAt(row: number): string | undefined {
    if (type[row] === TYPE_STRING) return textOf(row)
    for (let edge = offsets[row]; edge < offsets[row + 1]; edge++) {
      if (type[targets[edge]] === TYPE_STRING) return textOf(targets[edge])
    }
    return undefined
  }

  /** The edge to its label, which base label and path follow; -1 where there is none. */
  function nameEdge(row: number): number {
    const first = offsets[row]
    for (let at = Math.min(offsets[row + 1], first + SEARCHED) - 3; at >= first; at--) {
      const place = targets[at + 2]
      if (type[targets[at]] !== TYPE_STRING || type[targets[at + 1]] !== TYPE_STRING) continue
      const pair = type[place] === TYPE_ARRAY && length[place] === 2
      if (pair || type[place] === TYPE_STRING) return at
    }
    return -1
  }

  function iseqName(row: number): IseqName | undefined {
    const at = nameEdge(row)
    if (at < 0) return undefined
    const path = pathAt(targets[at + 2])
    const label = textOf(targets[at])
    const base = textOf(targets[at + 1])
    if (path === undefined || label === undefined || base === undefined) return undefined
    // What is no path: the three were literals, and the label is one that is not dumped.
    if (!LOOKS_LIKE_PATH.test(path) || !label.endsWith(base)) return undefined
    return { label, base, path }
  }

  /** row of a path, or of the array that it is in -> path; all code of a file refers to the same */
  const paths = new Map<number, string>()

  function iseqPath(row: number): string | undefined {
    const at = nameEdge(row)
    if (at < 0) return undefined
    const known = paths.get(targets[at + 2])
    if (known !== undefined) return known
    // A method's label is its base label: then there is no need to read them.
    const isMethod = targets[at] === targets[at + 1]
    const read = isMethod ? pathAt(targets[at + 2]) : iseqName(row)?.path
    const path = read !== undefined && LOOKS_LIKE_PATH.test(read) ? read : undefined
    if (path !== undefined) paths.set(targets[at + 2], path)
    return path
  }

  function methodName(entry: number): string | undefined {
    const iseq = imemoAmong(entry, 'iseq')
    const name = iseq === undefined ? undefined : iseqName(iseq)?.label
    if (name === undefined) return undefined
    const owner = ownerOf(entry)
    if (owner === undefined) return `#${name}`
    if (!classNames.isSingleton(owner)) return `${classNames.nameOf(owner)}#${name}`
    const attached = /^#<Class:(.*)>$/s.exec(classNames.nameOf(owner))
    return `${attached === null ? classNames.nameOf(owner) : attached[1]}.${name}`
  }

  /** Up to 3.1 the class is in the entry's first word and may not be among its references. */
  function ownerOf(entry: number): number | undefined {
    for (let edge = offsets[entry]; edge < offsets[entry + 1]; edge++) {
      const target = targets[edge]
      if (type[target] === TYPE_CLASS || type[target] === TYPE_MODULE) return target
    }
    return undefined
  }

  function calledName(cache: number): string | undefined {
    const called = glanceAt(heap, cache)['called_id']
    if (typeof called === 'string') return called
    const entry = imemoAmong(cache, 'ment')
    const iseq = entry === undefined ? undefined : imemoAmong(entry, 'iseq')
    return iseq === undefined ? undefined : iseqName(iseq)?.label
  }

  function imemoAmong(row: number, kind: string): number | undefined {
    const end = Math.min(offsets[row + 1], offsets[row] + SEARCHED)
    for (let edge = offsets[row]; edge < end; edge++) {
      if (isImemo(targets[edge], kind)) return targets[edge]
    }
    return undefined
  }

  return { iseqName, iseqPath, methodName, calledName, imemoAmong }
}
