// Opens a dump under Node: from its index where there is a good one; else the dump is read, its
// trees are built, and the index is written behind the first answer.
import { statSync } from 'node:fs'
import { LoupeError } from '../../base/errors.ts'
import type { Workbench } from '../../workbench/workbench.ts'
import { analyseDump, notKept } from './analyse-dump.ts'
import type { AnalyseOptions } from './analyse-dump.ts'
import { cacheFile } from './cache-folder.ts'
import { readError } from './file-source.ts'
import { identityOf } from './index-file.ts'
import type { DumpIdentity } from './index-file.ts'
import { openIndexed } from './open-indexed.ts'

export interface OpenOptions extends AnalyseOptions {
  /** Read and write the index in the cache folder. */
  readonly index: boolean
}

export interface OpenedDump {
  readonly questions: Workbench
  /** What the user should know about the opening: a stale index, a spilled file. */
  readonly notes: readonly string[]
  /** Has another thread read what questions about owners need, where there is an index of much. */
  readonly readAhead?: () => void
  /**
   * Finishes the index and ends the worker threads; questions can be asked before, meanwhile and
   * after. Gives what the user should know about the index, in words; never fails.
   */
  settle(): Promise<readonly string[]>
  /** Settles, and lets go of the file: what was not read before cannot be read any more. */
  close(): Promise<readonly string[]>
}

export interface BuiltIndex {
  readonly file: string
  readonly bytes: number
}

export async function openDump(file: string, options: OpenOptions): Promise<OpenedDump> {
  const notes: string[] = []
  const identity = options.index && file !== '-' ? identify(file) : undefined
  const index = identity && cacheFile(file, 'index')
  if (identity && index !== undefined) {
    const opened = await openIndexed(file, index, identity, notes, options.onQuestion)
    if (opened) return { notes, readAhead: opened.readAhead, ...once(opened) }
  }
  const analysed = await analyseDump(file, options, identity, index)
  const { questions, input } = analysed
  const settle = async () => {
    const late: string[] = []
    try {
      await analysed.finishIndex()
    } catch (error) {
      late.push(notKept(error))
    }
    await analysed.endWorkers()
    return late
  }
  return {
    notes: [...notes, ...analysed.notes],
    ...once({ questions, settle, closeFiles: () => input.close() }),
  }
}

/** Settling and closing are each done once, however often they are asked for. */
function once({
  questions,
  settle: settleNow,
  closeFiles,
}: {
  readonly questions: Workbench
  settle(): Promise<readonly string[]>
  closeFiles(): void
}): Pick<OpenedDump, 'questions' | 'settle' | 'close'> {
  let settled: Promise<readonly string[]> | undefined
  let closed: Promise<readonly string[]> | undefined
  const settle = () => (settled ??= settleNow())
  const close = async () => {
    const late = await settle()
    closeFiles()
    return late
  }
  return { questions, settle, close: () => (closed ??= close()) }
}

/** Reads a dump and writes its index, whether or not there is one. */
export async function writeIndex(file: string, options: OpenOptions): Promise<BuiltIndex> {
  const index = cacheFile(file, 'index')
  const identity = identify(file)
  if (!identity) {
    throw new LoupeError(
      'usage',
      `${file} is no file that can be read again, so it cannot have an index.`,
    )
  }
  const analysed = await analyseDump(file, options, identity, index)
  try {
    return { file: index, bytes: await analysed.finishIndex() }
  } finally {
    await analysed.endWorkers()
    analysed.input.close()
  }
}

/** Undefined for what cannot be read twice, a pipe for one: there is no index of it. */
function identify(file: string): DumpIdentity | undefined {
  try {
    return statSync(file).isFile() ? identityOf(file) : undefined
  } catch (error) {
    throw readError(file, error)
  }
}
