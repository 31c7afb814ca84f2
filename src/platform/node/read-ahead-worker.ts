// A worker that reads sections of an index ahead; the process does not wait for it.
import type { TreeHelper } from '../../graph/helper.ts'
import { readAheadJob, taker } from './read-ahead.ts'
import { shared } from './shared-memory.ts'
import { LoupeWorker, workersAvailable } from './worker-pool.ts'

export interface ReadAhead {
  readonly take: ReturnType<typeof taker>
  /** Of the worker, when it has read. */
  readonly helper: TreeHelper
  close(): void
}

/** Undefined where there are no workers. */
export function readAhead(file: string, names: readonly string[]): ReadAhead | undefined {
  if (!workersAvailable()) return undefined
  const worker = new LoupeWorker()
  worker.unref()
  const { job, port } = readAheadJob(file, names)
  worker.send(job, [job.port])
  return {
    take: taker(job, port),
    helper: { memory: shared, share: (part) => worker.send({ kind: 'help', job: part }) },
    close() {
      port.close()
      void worker.close()
    },
  }
}
