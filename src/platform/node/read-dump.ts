// From an opened input to the heap: on worker threads where the dump is large and lies in a file,
// on this thread otherwise.
import { availableParallelism, totalmem } from 'node:os'
import { formatBytes, formatCount } from '../../base/format.ts'
import { LoupeError } from '../../base/errors.ts'
import type { OnProgress } from '../../base/progress.ts'
import { estimateHeap } from '../../dump/estimate.ts'
import type { HeapEstimate } from '../../dump/estimate.ts'
import type { KernelName } from '../../dump/create-kernel.ts'
import { createKernel } from '../../dump/create-kernel.ts'
import { scanRange } from '../../dump/scan-range.ts'
import { finishHeap, prepareHeap } from '../../heap/build-heap.ts'
import { resolveJobs } from '../../heap/resolve.ts'
import type { Prepared } from '../../heap/resolve.ts'
import { resolveRows } from '../../heap/resolve-rows.ts'
import type { Heap } from '../../heap/heap.ts'
import { TableBuilder } from '../../heap/table-builder.ts'
import { collectGarbage } from './collect-garbage.ts'
import type { Input } from './input.ts'
import { parallelScan } from './parallel-scan.ts'
import { timed } from './timings.ts'
import type { LoupeWorker } from './worker-pool.ts'

/** Starting a worker costs 40 ms, in which one thread scans this much. */
const PARALLEL_BYTES = 48 << 20

/** How many workers to start beside this thread. `asked`: threads in all. */
export function workerCount(size: number, asked: number | undefined): number {
  if (asked !== undefined) return Math.max(0, asked - 1)
  if (size < PARALLEL_BYTES) return 0
  return Math.max(1, Math.min(availableParallelism(), 4) - 1)
}

export async function readDump(
  input: Input,
  workers: readonly LoupeWorker[],
  onProgress: OnProgress,
): Promise<Heap> {
  const { source, file } = input
  const expected = estimateHeap(source)
  refuseTooBig(expected)
  const kernel = kernelAsked()
  const parallel = workers.length > 0 && file !== undefined
  const builder = new TableBuilder(expected, (bytes) =>
    parallel ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes),
  )
  const scanned = timed('scan')
  if (parallel) {
    await parallelScan(file, workers, kernel, (part) => builder.append(part), onProgress)
  } else {
    let spare: ArrayBufferLike | undefined
    scanRange(source, createKernel(kernel), 0, source.size, {
      onPart: (part) => {
        builder.append(part)
        spare = part.type.buffer
      },
      recycle: () => spare,
      onBytes: (done) => onProgress({ phase: 'reading the dump', done, total: source.size }),
    })
  }
  scanned()
  if (parallel) collectGarbage()
  input.checkUnchanged()
  onProgress({ phase: 'resolving references', done: 0, total: 0 })
  const resolved = timed('resolve')
  const prepared = prepareHeap(builder.finish())
  const heap = finishHeap(prepared, await resolveOn(parallel ? workers : [], prepared), source)
  resolved()
  return heap
}

/** This thread takes a share of the work, each worker another. Places of what leads nowhere. */
async function resolveOn(
  workers: readonly LoupeWorker[],
  prepared: Prepared,
): Promise<Uint32Array> {
  const [own, ...others] = resolveJobs(prepared, workers.length + 1)
  const answers = workers.map((worker, i) => worker.ask({ kind: 'resolve', job: others[i] }))
  const found = [resolveRows(own)]
  for (const answer of await Promise.all(answers)) {
    if (answer.kind === 'resolved') found.push(answer.unresolved)
  }
  const unresolved = new Uint32Array(found.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const places of found) {
    unresolved.set(places, at)
    at += places.length
  }
  return unresolved
}

/** LOUPE_KERNEL=typescript: for machines where WebAssembly misbehaves, and for tests. */
export function kernelAsked(): KernelName | undefined {
  const asked = process.env['LOUPE_KERNEL']
  if (asked === undefined || asked === '') return undefined
  if (asked === 'wasm' || asked === 'typescript') return asked
  throw new LoupeError('usage', `LOUPE_KERNEL is "${asked}".`, 'It may be wasm or typescript.')
}

function refuseTooBig({ objects, memory }: HeapEstimate): void {
  if (process.env['LOUPE_NO_MEMORY_CHECK']) return
  const limit = Math.min(totalmem(), process.constrainedMemory() || Infinity)
  // Other dumps that are open count as well.
  const used = process.memoryUsage.rss()
  if (memory + used <= limit) return
  throw new LoupeError(
    'too-big',
    `This dump holds about ${formatCount(objects)} objects; their graph needs about ${formatBytes(memory)} of memory. This machine has ${formatBytes(limit)}, of which this process uses ${formatBytes(used)} already.`,
    '`loupe summary --stream` counts it in flat memory. To try all the same: LOUPE_NO_MEMORY_CHECK=1.',
  )
}
