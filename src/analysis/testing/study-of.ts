// A study of a small heap, for tests, and what its objects are called by the tests.
import type { Heap } from '../../heap/heap.ts'
import { createNames } from '../../naming/names.ts'
import type { Study } from '../study.ts'
import { lazyTrees } from '../trees.ts'

export function studyOf(heap: Heap): Study {
  return { heap, trees: lazyTrees(heap), names: createNames(heap) }
}
