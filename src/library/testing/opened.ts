// Dumps opened as heaps for tests, beside what JSON.parse says of the same lines.
import { memorySource } from '../../dump/memory-source.ts'
import { readHeap } from '../../heap/read-heap.ts'
import type { MadeHeap } from '../../heap/testing/made-heap.ts'
import { createWorkbench, lazyTrees } from '../../workbench/workbench.ts'
import { exampleDump, fixtures, type Fixture } from '../../../test/reference/fixtures.ts'
import { readSlowly, type SlowObject } from '../../../test/reference/slow-heap.ts'
import type { Heap } from '../api.ts'
import { createHeap } from '../heap.ts'

export function openBytes(bytes: Uint8Array, name = 'heap.json'): Heap {
  const read = readHeap(memorySource(bytes))
  const { study, ...questions } = createWorkbench(read, lazyTrees(read), {
    name,
    bytes: bytes.length,
  })
  return createHeap({ study, questions, name, close: async () => {} })
}

export function openMade(made: MadeHeap, name = 'made.json'): Heap {
  return openBytes(made.bytes(), name)
}

export interface Opened {
  readonly name: string
  readonly heap: Heap
  /** row -> what JSON.parse and Maps make of its line */
  readonly objects: readonly SlowObject[]
  readonly roots: readonly (readonly [category: string, addresses: readonly string[]])[]
}

export function openBoth({ name, ruby, bytes }: Pick<Fixture, 'name' | 'ruby' | 'bytes'>): Opened {
  const slow = readSlowly(bytes, ruby === 'head' || Number.parseFloat(ruby) >= 3.4)
  return {
    name,
    heap: openBytes(bytes, name),
    objects: [...slow.objects.values()],
    roots: [...slow.roots],
  }
}

/** Whole dumps of all Rubies, dumps without roots, and one of a traced program. */
export function realDumps(): Pick<Fixture, 'name' | 'ruby' | 'bytes'>[] {
  return [
    ...fixtures('whole'),
    ...fixtures('lines').filter(({ name }) => name.startsWith('native')),
    ...fixtures('extra').filter(({ name }) => name.startsWith('since')),
    { ...exampleDump('after'), name: 'routes-proxy' },
  ]
}

/** All numbers below `length` in an order without a pattern, and every third once more. */
export function shuffled(length: number): number[] {
  const list = Array.from({ length }, (_, i) => i)
  list.sort((a, b) => ((a * 2654435761) % 4294967296) - ((b * 2654435761) % 4294967296))
  return [...list, ...list.filter((i) => i % 3 === 0)]
}

/** Where two lists of numbers first differ; undefined where they are equal. */
export function firstDifference(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
): { at: number; is: number; not: number } | undefined {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    if (a[at] !== b[at]) return { at, is: a[at], not: b[at] }
  }
  return undefined
}
