// What another thread may do for the dominator tree, as plain data that can be sent to it.
import { helpFind, type EdgesToJob } from './edges-to.ts'
import { findImmediate, type ImmediateJob } from './immediate-dominators.ts'
import type { Helper } from './merging-predecessors.ts'
import { helpCollect, type PredecessorJob } from './merging-predecessors.ts'
import { sumRetained, type SumJob } from './retained-sums.ts'

export type Job = PredecessorJob | SumJob | ImmediateJob | EdgesToJob
export type TreeHelper = Helper<Job>

/**
 * The other thread's part of a job: until nothing is left of it.
 * @param most parts of it to take at most
 */
export function helpWith(job: Job, most?: number): void {
  if (job.kind === 'count' || job.kind === 'fill') helpCollect(job, most)
  else if (job.kind === 'edges-to') helpFind(job, most)
  else if (most === 0) return
  else if (job.kind === 'sum') sumRetained(job)
  else findImmediate(job)
}
