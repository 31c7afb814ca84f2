// One opened dump and everything it can be asked. Nothing is computed before it is needed: a summary
// that was stored in an index is answered without touching a column.
import { cutSummary, summary } from '../analysis/summary.ts'
import { dominators } from '../analysis/dominators.ts'
import { find } from '../analysis/find.ts'
import { path } from '../analysis/path.ts'
import { references, referrers } from '../analysis/references.ts'
import { show } from '../analysis/show.ts'
import type { Study } from '../analysis/study.ts'
import { top } from '../analysis/top.ts'
import { lazyTrees, type Trees } from '../analysis/trees.ts'
import { verify } from '../analysis/verify.ts'
import { whatIf } from '../analysis/what-if.ts'
import type { OnProgress } from '../base/progress.ts'
import type { CaptureFacts } from '../heap/capture-facts.ts'
import type { Heap } from '../heap/heap.ts'
import { createNames } from '../naming/names.ts'
import type { Questions } from './questions.ts'
import type { Summary } from './results.ts'

export { cutSummary, lazyTrees, type Study, type Trees }

export interface Workbench extends Questions {
  /** What the questions are asked of; read from an index, its parts come when looked at. */
  readonly study: Study
}

/** What is known beside the dump: what an index stores, so that reopening answers at once. */
export interface Remembered {
  /** Of the capture file beside the dump. */
  readonly capture?: CaptureFacts | undefined
  /** A summary made with STORED_LIMIT. */
  readonly summary?: Summary
  /** Told how far a question is that takes long. */
  readonly onProgress?: OnProgress | undefined
}

/** Holders and classes of a summary that is stored for later. */
export const STORED_LIMIT = 100

const LIMIT = 10

export function createWorkbench(
  heap: Heap,
  trees: Trees,
  source: Summary['source'],
  remembered: Remembered = {},
): Workbench {
  const facts = remembered.capture
  const { onProgress } = remembered
  const study: Study = { heap, trees, names: createNames(heap, facts), facts, onProgress }
  let full = remembered.summary
  return {
    study,
    summary({ limit = LIMIT, verify: samples } = {}) {
      if (full === undefined || limit > STORED_LIMIT) {
        const made = summary(study, source, Math.max(limit, STORED_LIMIT))
        full ??= cutSummary(made, STORED_LIMIT)
        return checked(cutSummary(made, limit), samples)
      }
      return checked({ ...cutSummary(full, limit), source }, samples)
    },
    top: (options) => top(study, options),
    show: (target, options) => show(study, target, options),
    references: (target, options) => references(study, target, options),
    referrers: (target, options) => referrers(study, target, options),
    path: (target, options) => path(study, target, options),
    dominators: (options) => dominators(study, options),
    whatIf: (without, options) => whatIf(study, without, options),
    find: (pattern, options) => find(study, pattern, options),
  }

  function checked(result: Summary, samples: number | undefined): Summary {
    return samples === undefined ? result : { ...result, verification: verify(study, samples) }
  }
}
