/// <reference lib="esnext.disposable" preserve="true" />
// The package: what `import … from 'heaploupe'` gives under Node. Opens dumps and hands them to the
// library as heaps; everything else of the API is in src/library/api.ts.
//
// A heap is there as soon as questions can be asked of it. Its index is finished behind it, in the
// program's next idle moment; then no thread is left and nothing keeps the process from ending.
import { LoupeError } from '../../base/errors.ts'
import type { ErrorCode } from '../../base/errors.ts'
import type { OnProgress, Progress } from '../../base/progress.ts'
import type * as api from '../../library/api.ts'
import { createDiff } from '../../library/diff.ts'
import { createHeap } from '../../library/heap.ts'
import { closeWhenLost } from './close-when-lost.ts'
import { showThemselves } from './inspect.ts'
import { openDump } from './open-dump.ts'
import { checkReadable, isSource, placeOf } from './dump-source.ts'
import type { DumpSource } from './dump-source.ts'

export type * from '../../library/api.ts'
export type * as records from '../../workbench/results.ts'
export { LoupeError }
export type { DumpSource, ErrorCode, OnProgress, Progress }

export interface OpenOptions {
  /**
   * Keep an index of the dump in the cache folder, so that opening it again takes next to no time.
   * Only files get one. Default: true.
   */
  readonly index?: boolean
  /** Threads to read with, the program's own included. Default: as many as pay, at most four. */
  readonly workers?: number
  /**
   * Compressed dumps and streams of more than 200 MB are unpacked to a file in the cache folder;
   * false: into memory. Default: true.
   */
  readonly spill?: boolean
  /** What errors and summaries call a dump that has no file name. */
  readonly name?: string
  /** Called often while the dump is read: which phase, how much is done, of how much. */
  readonly onProgress?: OnProgress
  /** Told what is worth knowing but no error: an index that could not be used or written. */
  readonly onNote?: (note: string) => void
}

showThemselves()

/** Of `openDiff`: the same for each of the dumps. */
export type OpenDiffOptions = Omit<OpenOptions, 'name'>

/** With `await using`, it is closed at the end of the block. */
export type Opened<T> = T & { [Symbol.asyncDispose](): Promise<void> }

/**
 * Opens a heap dump: a file (plain, gzip or zstd), its bytes, or a stream of them. Throws LoupeError
 * where it cannot be read or is no dump; a damaged one is opened as far as it goes, and
 * `heap.summary.damage` says what is missing.
 */
export async function open(
  source: DumpSource,
  options: OpenOptions = {},
): Promise<Opened<api.Heap>> {
  checkOptions(options, 'open(dump, options)')
  const { file, name, stream } = placeOf(source, options.name, 'open(dump)')
  const { onNote = () => {} } = options
  const opened = await openDump(file, {
    index: options.index ?? true,
    spill: options.spill ?? true,
    ...(options.workers === undefined ? {} : { workers: options.workers }),
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    ...(stream === undefined ? {} : { stream, streamName: name }),
  })
  for (const note of opened.notes) onNote(note)
  const tellLate = (late: readonly string[]) => {
    for (const note of late) onNote(note)
  }
  let settled = false
  const settle = async () => {
    const late = await opened.settle()
    if (!settled) tellLate(late)
    settled = true
  }
  const close = async () => {
    await settle()
    await opened.close()
  }
  const { questions } = opened
  const heap = createHeap({ study: questions.study, questions, name, close })
  // Not at once: whoever has just opened a dump has a question.
  setImmediate(() => void settle())
  closeWhenLost(heap, opened.close)
  return disposable(heap)
}

/**
 * Opens two or three dumps of one process, earliest first, one after the other. Throws LoupeError as
 * `open` does; then none of them stays open.
 */
export async function openDiff(
  before: DumpSource,
  after: DumpSource,
  options?: OpenDiffOptions,
): Promise<Opened<api.Diff>>
export async function openDiff(
  before: DumpSource,
  after: DumpSource,
  later?: DumpSource,
  options?: OpenDiffOptions,
): Promise<Opened<api.Diff>>
export async function openDiff(
  before: DumpSource,
  after: DumpSource,
  third?: DumpSource | OpenDiffOptions,
  fourth?: OpenDiffOptions,
): Promise<Opened<api.Diff>> {
  const later = isSource(third) ? third : undefined
  const options = fourth ?? (isSource(third) ? {} : third) ?? {}
  for (const source of later === undefined ? [before, after] : [before, after, later]) {
    // Before the first is read, which may take a while.
    checkReadable(placeOf(source, undefined, 'openDiff(before, after, later)').file)
  }
  const opened: api.Heap[] = []
  const next = async (source: DumpSource) => {
    const heap = await open(source, options)
    opened.push(heap)
    return heap
  }
  try {
    // One after the other: each has all cores and most of the memory to itself.
    const heaps = [await next(before), await next(after)] as const
    return disposable(createDiff(...heaps, later === undefined ? null : await next(later)))
  } catch (error) {
    await Promise.all(opened.map((heap) => heap.close()))
    throw error
  }
}

function disposable<T extends { close(): Promise<void> }>(opened: T): Opened<T> {
  Object.defineProperty(opened, Symbol.asyncDispose, { value: () => opened.close() })
  return opened as Opened<T>
}

function checkOptions(options: OpenOptions, call: string): void {
  const { workers } = options
  if (workers === undefined || (Number.isInteger(workers) && workers >= 1)) return
  throw new LoupeError('usage', `${call}: workers is ${String(workers)}.`, 'It may be 1 or more.')
}
