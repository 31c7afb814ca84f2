// Takes in one stream of bytes: to a file that has no name yet, or to somebody else; hashed, and
// counted as lines, unpacked where need be. Each piece waits for the one before, so that a slow disk
// slows the sender down instead of filling the memory.

import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createGunzip } from 'node:zlib'
import { lineCounter } from './line-counter.ts'
import type { LineCounter } from './line-counter.ts'
import { temporaryFile } from './temporary-files.ts'

export interface Receiver {
  add(bytes: Uint8Array): Promise<void>
  /** No more will come. What cannot be unpacked shows in `rawBytes` and the counter. */
  end(): Promise<void>
  publish(overwrite: boolean): Promise<void>
  discard(): void
  readonly bytes: number
  /** Unpacked. */
  readonly rawBytes: number
  readonly counter: LineCounter
  sha256(): string
  /** All of it, where it was to be kept. */
  text(): string
}

export interface ReceiverOptions {
  readonly counted?: boolean
  readonly gzip?: boolean
  readonly kept?: boolean
}

/** `to`: the path of a file, a function that takes the bytes, or nothing to drop them. */
export function receiver(
  to: string | ((bytes: Uint8Array) => Promise<void>) | undefined,
  { counted = false, gzip = false, kept = false }: ReceiverOptions,
): Receiver {
  const file = typeof to === 'string' ? temporaryFile(to) : undefined
  const sink = typeof to === 'function' ? to : undefined
  const hash = createHash('sha256')
  const counter = lineCounter()
  const pieces: Uint8Array[] = []
  let bytes = 0
  let rawBytes = 0
  const count = (piece: Uint8Array): void => {
    rawBytes += piece.length
    counter.add(piece)
  }
  const unpack = counted && gzip ? createGunzip({ chunkSize: 1 << 18 }) : undefined
  unpack?.on('data', count).on('error', () => {}) // Then the counts differ.

  return {
    async add(piece) {
      hash.update(piece)
      bytes += piece.length
      if (kept) pieces.push(piece)
      if (counted && unpack === undefined) count(piece)
      const room = unpack === undefined || unpack.destroyed || unpack.write(piece)
      await (file?.write(piece) ?? sink?.(piece))
      if (!room && unpack?.writableNeedDrain === true) await drained(unpack)
    },
    async end() {
      if (unpack === undefined || unpack.destroyed) return
      const ended = once(unpack, 'close').catch(() => {})
      unpack.end()
      await ended
    },
    publish: async (overwrite) => file?.publish(overwrite),
    discard() {
      unpack?.destroy()
      file?.discard()
    },
    get bytes() {
      return bytes
    },
    get rawBytes() {
      return rawBytes
    },
    counter,
    sha256: () => hash.copy().digest('hex'),
    text: () => Buffer.concat(pieces).toString('utf8'),
  }
}

async function drained(stream: NodeJS.EventEmitter): Promise<void> {
  const over = new AbortController()
  const waits = ['drain', 'close'].map((name) => once(stream, name, { signal: over.signal }))
  await Promise.race(waits).catch(() => {})
  over.abort()
  await Promise.allSettled(waits)
}
