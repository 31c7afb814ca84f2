// What the dumps could not tell, what that costs, and what the next capture should do.
import { formatShare } from '../../base/format.ts'
import type { NamedStudy } from '../diff/compared.ts'

const GARBAGE_SHARE = 0.1

/** @param all bytes of all objects of the last dump */
export function missingFacts(dumps: readonly NamedStudy[], all: number): string[] {
  const { study } = dumps[dumps.length - 1]
  const { heap, trees } = study
  const lines: string[] = []
  if (dumps.length === 1) {
    lines.push(
      'One dump tells what is held, not what grows: take two more, each after as much work as the one before.',
    )
  }
  if (!heap.dialect.traced) {
    lines.push(
      'Not traced: where objects were allocated is not known. Take the next dump with allocation tracing (loupe capture --trace).',
    )
  }
  if (heap.dialect.number < 302) {
    lines.push(
      'Ruby up to 3.1 does not write the names of instance variables into a dump: a capture file beside it has them (loupe capture).',
    )
  }
  if (heap.damage.badLines > 0 || heap.damage.truncated) {
    lines.push(
      'The dump is damaged: objects of its lost lines are missing, and so is what only they held.',
    )
  }
  const garbage = all - trees.dominators.retained[heap.graph.root]
  if (garbage > all * GARBAGE_SHARE) {
    lines.push(
      `${formatShare(garbage, all)} of all bytes are garbage, or held by the stack of another thread: run GC.start before the dump.`,
    )
  }
  return lines
}
