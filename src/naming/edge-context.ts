// What the files that name references of one sort share: the heap, names of classes and instance
// variables, and what a capture file says, if there is one.
import * as R from '../base/record.ts'
import type { Heap } from '../heap/heap.ts'
import type { CapturedNames } from './captured-names.ts'
import type { ClassNames } from './class-names.ts'
import type { Candidate, IvarName, IvarNames } from './ivar-names.ts'

export interface EdgeName {
  /** `@name`, `[3]`, `its class`; without the mark of an uncertain one. */
  readonly name: string
  /** False: shown with a question mark. */
  readonly certain: boolean
  /** 0 … 1, where it was estimated. */
  readonly likely?: number
  readonly others?: readonly Candidate[]
}

/** A plain text is a certain name. */
export type Named = EdgeName | string | undefined

export interface EdgeContext {
  readonly heap: Heap
  readonly classNames: ClassNames
  readonly ivars: IvarNames
  captured(): CapturedNames | undefined
  /** imemo_type, '' for what is no IMEMO. */
  imemoKind(node: number): string
  /** Its first edge after the one to its class. */
  firstReference(row: number): number
  /** Whether an IMEMO has its instance variables (4.0+). */
  hasFields(row: number): boolean
}

export function createEdgeContext(
  heap: Heap,
  classNames: ClassNames,
  ivars: IvarNames,
  captured: () => CapturedNames | undefined,
): EdgeContext {
  const { words } = heap
  const { offsets, targets } = heap.graph
  const { type, flags, word } = heap.columns

  function imemoKind(node: number): string {
    return node < heap.count && type[node] === R.TYPE_IMEMO ? words[word[node]] : ''
  }

  function firstReference(row: number): number {
    return offsets[row] + ((flags[row] & R.FLAG_CLASS_EDGE) === 0 ? 0 : 1)
  }

  return {
    heap,
    classNames,
    ivars,
    captured,
    imemoKind,
    firstReference,
    hasFields(row) {
      const first = firstReference(row)
      return first < offsets[row + 1] && imemoKind(targets[first]) === 'fields'
    },
  }
}

export function unsure(name: string): EdgeName {
  return { name, certain: false }
}

/** What Ruby keeps under names that no program can use. */
const INTERNAL: Readonly<Record<string, string>> = {
  mesg: 'its message',
  bt: 'its backtrace',
  bt_locations: 'its backtrace locations',
  __members__: 'its member names',
  __members_back__: 'its member table',
}

export function ivarEdge(found: IvarName | undefined): Named {
  if (found === undefined || found.name === '') return undefined
  const { name, certain, likely, others } = found
  const shown = name.startsWith('@') ? name : (INTERNAL[name] ?? `internal variable ${name}`)
  return certain ? { name: shown, certain } : { name: shown, certain, likely, others }
}
