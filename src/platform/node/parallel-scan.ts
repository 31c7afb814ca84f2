// Scans a file on several threads: byte ranges are handed out in order to whoever is free, and the
// parts that come back are appended in the order of the ranges, whatever order they arrive in. So
// the columns do not depend on the number of threads. At most two ranges a worker are in flight,
// which bounds the memory of parts that wait for their turn.
import type { OnProgress } from '../../base/progress.ts'
import type { KernelName } from '../../dump/create-kernel.ts'
import type { Part } from '../../dump/part.ts'
import type { LoupeWorker } from './worker-pool.ts'

/** Small enough that the last ranges end together, large enough that tables pay. */
const RANGE_BYTES = 16 << 20

export async function parallelScan(
  path: string,
  size: number,
  workers: readonly LoupeWorker[],
  kernel: KernelName | undefined,
  onPart: (part: Part) => void,
  onProgress: OnProgress,
): Promise<void> {
  const rangeBytes = Math.max(
    1 << 20,
    Math.min(RANGE_BYTES, Math.ceil(size / (workers.length * 4))),
  )
  const ranges = Math.ceil(size / rangeBytes)
  const finished = new Map<number, { parts: readonly Part[]; done: () => void }>()
  let next = 0
  let appended = 0

  function append(): void {
    for (;;) {
      const range = finished.get(appended)
      if (!range) return
      finished.delete(appended++)
      for (const part of range.parts) onPart(part)
      range.done()
      onProgress({
        phase: 'reading the dump',
        done: Math.min(appended * rangeBytes, size),
        total: size,
      })
    }
  }

  async function drive(worker: LoupeWorker): Promise<void> {
    let spare: number[] = []
    while (next < ranges) {
      const range = next++
      const back = spare
      spare = []
      const answer = await worker.ask({
        kind: 'scan',
        path,
        size,
        kernel,
        range,
        start: range * rangeBytes,
        end: Math.min((range + 1) * rangeBytes, size),
        spare: back,
      })
      if (answer.kind !== 'scanned') continue
      const { parts, numbers } = answer
      finished.set(answer.range, { parts, done: () => spare.push(...numbers) })
      append()
    }
  }

  await Promise.all(workers.map(drive))
  for (const worker of workers) worker.send({ kind: 'scan-done' })
}
