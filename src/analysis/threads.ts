// The threads in a dump, whether they run or have ended.
// Cost: a pass over the rows.
import type { Study } from './study.ts'

/** Label of a thread, also of a subclass such as Process::Waiter. */
export const THREAD = /^#<(?:Thread|[^>]* \(VM\/thread\))>$/

/** Rows of those whose class is Thread itself. */
export function threadRows({ names: { groups } }: Study): number[] {
  const thread = groups.names.indexOf('Thread')
  const rows: number[] = []
  if (thread < 0) return rows
  for (let row = 0; row < groups.groupOf.length; row++) {
    if (groups.groupOf[row] === thread) rows.push(row)
  }
  return rows
}
