// Scans a file on several threads, this one included: byte ranges are handed out in order to whoever
// is free, and the parts that come back are appended in the order of the ranges, whatever order
// they arrive in. So the columns do not depend on the number of threads.
//
// This thread scans too instead of waiting: with as many threads as cores nobody is switched out,
// and one worker less has to be started (40 ms each). Each worker has a second range in its queue,
// so that it need not wait for this thread to be between two ranges.
import type { OnProgress } from '../../base/progress.ts'
import { createKernel } from '../../dump/create-kernel.ts'
import type { KernelName } from '../../dump/create-kernel.ts'
import type { Part } from '../../dump/part.ts'
import { scanRange } from '../../dump/scan-range.ts'
import type { FileSource } from './file-source.ts'
import type { LoupeWorker } from './worker-pool.ts'

/** Small enough that the last ranges end together, large enough that a part's tables pay. */
const RANGE_BYTES = 8 << 20
const QUEUED = 2

export async function parallelScan(
  source: FileSource,
  workers: readonly LoupeWorker[],
  kernelName: KernelName | undefined,
  onPart: (part: Part) => void,
  onProgress: OnProgress,
): Promise<void> {
  const { path, size } = source
  const threads = workers.length + 1
  const rangeBytes = Math.max(1 << 20, Math.min(RANGE_BYTES, Math.ceil(size / (threads * 24))))
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
  const bounds = (range: number) => ({
    start: range * rangeBytes,
    end: Math.min((range + 1) * rangeBytes, size),
  })

  async function drive(worker: LoupeWorker): Promise<void> {
    let spare: number[] = []
    let sent = 0
    const send = () => {
      if (next >= ranges) return
      const range = next++
      sent++
      worker.send({ kind: 'scan', path, size, kernel: kernelName, range, ...bounds(range), spare })
      spare = []
    }
    for (let i = 0; i < QUEUED; i++) send()
    while (sent > 0) {
      const answer = await worker.next()
      sent--
      if (answer.kind !== 'scanned') continue
      const { parts, numbers } = answer
      finished.set(answer.range, { parts, done: () => spare.push(...numbers) })
      send()
      append()
    }
  }

  async function scanHere(): Promise<void> {
    const kernel = createKernel(kernelName)
    const spare: ArrayBufferLike[] = []
    while (next < ranges) {
      const range = next++
      const { start, end } = bounds(range)
      const parts: Part[] = []
      scanRange(source, kernel, start, end, {
        onPart: (part) => parts.push(part),
        recycle: () => spare.pop(),
      })
      const done = () => spare.push(...parts.map((part) => part.type.buffer))
      finished.set(range, { parts, done })
      append()
      // Lets the workers' answers in.
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  await Promise.all([...workers.map(drive), scanHere()])
  for (const worker of workers) worker.send({ kind: 'scan-done' })
}
