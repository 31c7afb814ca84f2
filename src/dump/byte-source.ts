import { LoupeError } from '../base/errors.ts'

/**
 * Random access to the bytes of an uncompressed dump. Reads are synchronous: they run in workers,
 * where Node has `readSync` and browsers have `FileReaderSync`, and a synchronous read into the
 * kernel's own memory is what makes scanning as fast as copying (bench/scan).
 */
export interface ByteSource {
  /** Total bytes when the source was opened. */
  readonly size: number
  /**
   * Reads up to `target.length` bytes at `offset` into `target`; returns how many were read (less
   * than asked for only at the end). Throws LoupeError 'unreadable' or 'changed'.
   */
  read(target: Uint8Array, offset: number): number
}

/** For a read that gave less than the size promised. */
export function becameShorter(): LoupeError {
  return new LoupeError(
    'changed',
    'The dump became shorter while it was read.',
    'Wait until it is written, then run again.',
  )
}
