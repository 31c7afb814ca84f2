// The dump's bytes for a heap that came from its index: opened only when a record is read back.
import { readFileSync } from 'node:fs'
import * as zlib from 'node:zlib'
import { LoupeError } from '../../base/errors.ts'
import type { ByteSource } from '../../dump/byte-source.ts'
import { memorySource } from '../../dump/memory-source.ts'
import { openFile } from './file-source.ts'
import type { FileSource } from './file-source.ts'
import { compressionOf, firstBytes, keptCopy } from './input.ts'
import type { Compression } from './input.ts'

export interface LazySource {
  readonly compression: Compression | undefined
  open(): ByteSource
  close(): void
}

export async function lazySource(file: string): Promise<LazySource> {
  const compression = compressionOf(firstBytes(file))
  const { decompress } = compression === 'zstd' && !nativeZstd ? await import('fzstd') : {}
  let opened: FileSource | undefined
  return {
    compression,
    open() {
      const path = compression === undefined ? file : keptCopy(file)
      if (path !== undefined) return (opened = openFile(path))
      const packed = readFileSync(file)
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
    },
    close: () => opened?.close(),
  }
}

const nativeZstd = (zlib as { zstdDecompressSync?: (packed: Uint8Array) => Uint8Array })
  .zstdDecompressSync
