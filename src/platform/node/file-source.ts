// A dump in a file. Reads are synchronous and at given positions, so that several workers can share
// the file; each opens it for itself.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { LoupeError } from '../../base/errors.ts'
import type { ByteSource } from '../../dump/byte-source.ts'

export interface FileSource extends ByteSource {
  readonly path: string
  /** Milliseconds since 1970, when opened. */
  readonly modified: number
  /** Throws LoupeError 'changed' where the file is no longer what was opened. */
  checkUnchanged(): void
  close(): void
}

/** `size`: how much of the file to look at, when another thread has opened it before. */
export function openFile(path: string, size?: number): FileSource {
  let fd: number
  try {
    fd = openSync(path, 'r')
  } catch (error) {
    throw readError(path, error)
  }
  const stat = fstatSync(fd)
  let closed = false
  return {
    path,
    size: size ?? stat.size,
    modified: stat.mtimeMs,
    read(target, offset) {
      // The number of a closed file may be another file's by now.
      if (closed) throw closedError(path)
      let done = 0
      try {
        // A read may return less than asked for, on network file systems for one.
        while (done < target.length) {
          const read = readSync(fd, target, done, target.length - done, offset + done)
          if (read === 0) break
          done += read
        }
      } catch (error) {
        throw readError(path, error)
      }
      return done
    },
    checkUnchanged() {
      const now = fstatSync(fd)
      if (now.size < stat.size || (now.mtimeMs !== stat.mtimeMs && now.size === stat.size)) {
        throw new LoupeError(
          'changed',
          `${path} changed while it was read.`,
          'Wait until the dump is written, then run again.',
        )
      }
    },
    close() {
      if (closed) return
      closed = true
      closeSync(fd)
    },
  }
}

/** For what is asked of a dump after it was closed, and was not read before. */
export function closedError(path: string): LoupeError {
  return new LoupeError(
    'usage',
    `${path} was closed, so nothing more can be read from it.`,
    'Open it again, or close it later.',
  )
}

/** The system's error in words. */
export function readError(path: string, error: unknown): LoupeError {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOENT') return new LoupeError('not-found', `There is no file ${path}.`)
  if (code === 'EACCES' || code === 'EPERM') {
    return new LoupeError(
      'unreadable',
      `${path} may not be read by this user.`,
      'Dumps are often written by the application’s user: try sudo, or copy it with the right owner.',
    )
  }
  if (code === 'EISDIR')
    return new LoupeError('unreadable', `${path} is a folder, not a heap dump.`)
  return new LoupeError('unreadable', `${path} cannot be read: ${(error as Error).message}`)
}
