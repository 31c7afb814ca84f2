// The dominator tree checked on the user's own dump: every edge, and a sample of objects taken away
// one by one (graph/tree-check.ts).
import { checkDominatorTree } from '../graph/tree-check.ts'
import type { Verification } from '../workbench/results.ts'
import { needRoots, type Study } from './study.ts'

export function verify(study: Study, samples: number): Verification {
  needRoots(study, 'whether what is retained was summed up rightly')
  const { heap, trees } = study
  const check = checkDominatorTree(heap.graph, heap.columns.size, heap.giants, trees.dominators, {
    samples,
  })
  return { sampled: check.probed, failures: check.failures }
}
