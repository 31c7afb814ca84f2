// What the command line needs from the platform, loaded when a command first needs it: most of
// the time between pressing return and the first byte read would else go into loading code.
// Tests give a platform of their own.

import type { Comparison, NamedStudy } from '../workbench/comparison.ts'
import type { IndexInfo, StreamSummary, Why } from '../workbench/results.ts'
import type { OpenedDump, OpenOptions } from '../platform/node/open-dump.ts'

export type { OpenedDump, OpenOptions }

export type StreamOptions = OpenOptions & { readonly limit?: number }

/** A dump under the name that the user gave it. */
export interface ComparedDump {
  readonly name: string
  readonly opened: OpenedDump
}

export interface Platform {
  openDump(file: string, options: OpenOptions): Promise<OpenedDump>
  /** Of two or three opened dumps, earliest first. */
  compare(dumps: readonly ComparedDump[]): Promise<Comparison>
  /** Of one or more opened dumps, earliest first. */
  why(dumps: readonly ComparedDump[]): Promise<Why>
  streamSummary(file: string, options: StreamOptions): Promise<StreamSummary>
  buildIndex(file: string, options: OpenOptions): Promise<IndexInfo>
  listIndexes(): Promise<IndexInfo>
  clearIndexes(): Promise<IndexInfo>
}

export const nodePlatform: Platform = {
  async openDump(file, options) {
    const { openDump } = await import('../platform/node/open-dump.ts')
    return openDump(file, options)
  },
  async compare(dumps) {
    const { createComparison } = await import('../workbench/comparison.ts')
    return createComparison(dumps.map(studied))
  },
  async why(dumps) {
    // Of several, each waits for the one before it: they would be read for nothing, and lie there.
    if (dumps.length === 1) dumps[0].opened.readAhead?.()
    const { why } = await import('../workbench/why.ts')
    return why(dumps.map(studied))
  },
  async streamSummary(file, options) {
    const { streamSummary } = await import('../platform/node/stream-summary.ts')
    return streamSummary(file, options)
  },
  async buildIndex(file, options) {
    const { buildIndex } = await import('../platform/node/index-cache.ts')
    return buildIndex(file, options)
  },
  async listIndexes() {
    const { listIndexes } = await import('../platform/node/index-cache.ts')
    return listIndexes()
  },
  async clearIndexes() {
    const { clearIndexes } = await import('../platform/node/index-cache.ts')
    return clearIndexes()
  },
}

function studied({ name, opened }: ComparedDump): NamedStudy {
  return { name, study: opened.questions.study }
}

/** Where indexes are kept, and the console its history. */
export async function cacheFolder(): Promise<string> {
  const folder = await import('../platform/node/cache-folder.ts')
  return folder.cacheFolder()
}
