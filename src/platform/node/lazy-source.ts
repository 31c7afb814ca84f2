// The dump's bytes for a heap that came from its index: opened only when a record is read back.
import { readFileSync, statSync } from 'node:fs'
import type { Stats } from 'node:fs'
import * as zlib from 'node:zlib'
import { LoupeError } from '../../base/errors.ts'
import type { ByteSource } from '../../dump/byte-source.ts'
import { memorySource } from '../../dump/memory-source.ts'
import { closedError, openFile, readError } from './file-source.ts'
import type { FileSource } from './file-source.ts'
import type { DumpIdentity } from './index-file.ts'
import { compressionOf, firstBytes, keptCopy } from './input.ts'
import type { Compression } from './input.ts'

export interface LazySource {
  readonly compression: Compression | undefined
  /** Throws LoupeError 'changed' where the file is not the one whose identity was given. */
  open(): ByteSource
  close(): void
}

export async function lazySource(file: string, identity: DumpIdentity): Promise<LazySource> {
  const compression = compressionOf(firstBytes(file))
  const { decompress } = compression === 'zstd' && !nativeZstd ? await import('fzstd') : {}
  let opened: FileSource | undefined
  let closed = false
  return {
    compression,
    open() {
      if (closed) throw closedError(file)
      if (opened) return opened
      const copy = compression === undefined ? identity.path : keptCopy(identity.path)
      if (copy === undefined) {
        const source = unpacked()
        checkIdentity(file, identity)
        return source
      }
      const source = openFile(copy)
      try {
        // Looked at after opening: whatever becomes of the name, the open file stays what it is.
        checkIdentity(file, identity)
      } catch (error) {
        source.close()
        throw error
      }
      return (opened = source)
    },
    close() {
      closed = true
      opened?.close()
    },
  }

  function unpacked(): ByteSource {
    const packed = readFileSync(identity.path)
    try {
      if (compression === 'gzip') {
        // A dump that was cut off in the middle of its gzip stream was indexed as far as it goes.
        return memorySource(zlib.gunzipSync(packed, { finishFlush: zlib.constants.Z_SYNC_FLUSH }))
      }
      return memorySource(nativeZstd ? nativeZstd(packed) : (decompress?.(packed) ?? packed))
    } catch (error) {
      throw new LoupeError(
        'corrupt-input',
        `${file} cannot be unpacked again: ${(error as Error).message}`,
      )
    }
  }
}

function checkIdentity(file: string, { path, size, modified }: DumpIdentity): void {
  let now: Stats
  try {
    now = statSync(path)
  } catch (error) {
    throw readError(file, error)
  }
  if (now.size === size && now.mtimeMs === modified) return
  throw new LoupeError('changed', `${file} has changed since it was opened.`, 'Open it again.')
}

const nativeZstd = (zlib as { zstdDecompressSync?: (packed: Uint8Array) => Uint8Array })
  .zstdDecompressSync
