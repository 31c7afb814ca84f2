// The cache folder of indexes and uncompressed copies: building one ahead, listing, clearing.
import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { RESULT_VERSION } from '../../workbench/results.ts'
import type { IndexInfo } from '../../workbench/results.ts'
import { cacheFolder } from './cache-folder.ts'
import type { IndexMeta } from './index-file.ts'
import { openIndex } from './index-reader.ts'
import { writeIndex } from './open-dump.ts'
import type { OpenOptions } from './open-dump.ts'

/** What Loupe puts into its folder, and nothing else, is listed and cleared. */
const OWN_FILE = /\.(index|uncompressed)(\.\d+(-[0-9a-f]+)?\.tmp)?$/

export async function buildIndex(file: string, options: OpenOptions): Promise<IndexInfo> {
  const start = performance.now()
  const built = await writeIndex(file, options)
  const milliseconds = Math.round(performance.now() - start)
  return { ...info(), built: { ...built, dump: file, milliseconds } }
}

export async function listIndexes(): Promise<IndexInfo> {
  const folder = cacheFolder()
  const entries = ownFiles().map((name) => {
    const file = join(folder, name)
    const { size, mtime } = statSync(file)
    const modified = mtime.toISOString().slice(0, 16).replace('T', ' ')
    return { file: name, bytes: size, dump: dumpOf(file), modified }
  })
  return { ...info(), entries }
}

export async function clearIndexes(): Promise<IndexInfo> {
  let files = 0
  let bytes = 0
  for (const name of ownFiles()) {
    const file = join(cacheFolder(), name)
    bytes += statSync(file).size
    rmSync(file, { force: true })
    files++
  }
  return { ...info(), cleared: { files, bytes } }
}

function info(): IndexInfo {
  return { kind: 'index', version: RESULT_VERSION, folder: cacheFolder() }
}

function ownFiles(): string[] {
  try {
    return readdirSync(cacheFolder())
      .filter((name) => OWN_FILE.test(name))
      .sort()
  } catch {
    return []
  }
}

/** The dump an index was made of. */
function dumpOf(file: string): string {
  if (file.endsWith('.tmp')) return '(unfinished)'
  if (file.endsWith('.uncompressed')) return '(an uncompressed copy)'
  try {
    const index = openIndex(file)
    const dump = (index?.meta as IndexMeta | undefined)?.dump.path ?? '(unknown)'
    index?.close()
    return dump
  } catch (error) {
    return `(not usable: ${(error as Error).message})`
  }
}
