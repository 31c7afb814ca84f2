// Loupe's library on a dump in memory, as the command would open it.
import { lazyTrees } from '../../src/analysis/trees.ts'
import { memorySource } from '../../src/dump/memory-source.ts'
import { readHeap } from '../../src/heap/read-heap.ts'
import type { Heap } from '../../src/library/api.ts'
import { createHeap } from '../../src/library/heap.ts'
import { createWorkbench } from '../../src/workbench/workbench.ts'
import type { Workbench } from '../../src/workbench/workbench.ts'

export function workbenchOf(name: string, bytes: Uint8Array): Workbench {
  const heap = readHeap(memorySource(bytes))
  return createWorkbench(heap, lazyTrees(heap), { name, bytes: bytes.length })
}

export function heapOf(name: string, bytes: Uint8Array): Heap {
  const questions = workbenchOf(name, bytes)
  const { study } = questions
  return createHeap({ study, questions, name, close: () => Promise.resolve() })
}
