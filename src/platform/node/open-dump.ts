// Opens a dump under Node: finds or builds its index and returns the questions it can be asked.

import { LoupeError } from '../../base/errors.ts'
import type { OnProgress } from '../../base/progress.ts'
import type { Questions } from '../../workbench/questions.ts'
import type { StreamSummary } from '../../workbench/results.ts'

export interface OpenOptions {
  /** Read and write the index in the cache folder. */
  readonly index: boolean
  /** Worker threads to scan with; absent: as many as pay. */
  readonly workers?: number
  /** Compressed input may be written uncompressed to the cache folder. */
  readonly spill: boolean
  readonly onProgress?: OnProgress
  /** The bytes of a dump named '-'. */
  readonly stream?: AsyncIterable<Uint8Array>
}

export interface OpenedDump {
  readonly questions: Questions
  /** What the user should know about the opening: a stale index, a spilled file. */
  readonly notes: readonly string[]
  close(): void
}

export async function openDump(file: string, options: OpenOptions): Promise<OpenedDump> {
  void options
  throw new LoupeError('unreadable', `${file}: opening dumps is not built yet`)
}

/** One pass in flat memory: counts and bytes only. */
export async function streamSummary(
  file: string,
  options: OpenOptions & { readonly limit?: number },
): Promise<StreamSummary> {
  void options
  throw new LoupeError('unreadable', `${file}: opening dumps is not built yet`)
}
