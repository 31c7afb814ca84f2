// The cache folder of indexes: building one ahead, listing, clearing.

import { LoupeError } from '../../base/errors.ts'
import type { IndexInfo } from '../../workbench/results.ts'
import type { OpenOptions } from './open-dump.ts'

export async function buildIndex(file: string, options: OpenOptions): Promise<IndexInfo> {
  void options
  throw new LoupeError('unreadable', `${file}: indexes are not built yet`)
}

export async function listIndexes(): Promise<IndexInfo> {
  throw new LoupeError('unreadable', 'indexes are not built yet')
}

export async function clearIndexes(): Promise<IndexInfo> {
  throw new LoupeError('unreadable', 'indexes are not built yet')
}
