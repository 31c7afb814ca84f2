// Reads a dump on the calling thread: what tests, small dumps and browsers without workers use. The
// parallel way (workbench/…) joins the same parts in the same order.
import type { OnProgress } from '../base/progress.ts'
import type { ByteSource } from '../dump/byte-source.ts'
import { createKernel } from '../dump/create-kernel.ts'
import type { KernelName } from '../dump/create-kernel.ts'
import { estimateHeap } from '../dump/estimate.ts'
import { scanRange } from '../dump/scan-range.ts'
import { buildHeap } from './build-heap.ts'
import type { Heap } from './heap.ts'
import { TableBuilder } from './table-builder.ts'

export interface ReadOptions {
  /** Default: WebAssembly where the platform can run it. */
  readonly kernel?: KernelName
  readonly onProgress?: OnProgress
}

export function readHeap(source: ByteSource, { kernel, onProgress }: ReadOptions = {}): Heap {
  const builder = new TableBuilder(estimateHeap(source), (bytes) => new ArrayBuffer(bytes))
  scanRange(source, createKernel(kernel), 0, source.size, {
    onPart: (part) => builder.append(part),
    onBytes: (done) => onProgress?.({ phase: 'reading the dump', done, total: source.size }),
  })
  return buildHeap(builder.finish(), source)
}
