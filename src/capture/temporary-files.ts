// Files that have another name until they are whole, beside where they will be. What is not
// finished is removed, also when the process is ended by a signal that it handles.

import { closeSync, linkSync, openSync, renameSync, rmSync } from 'node:fs'
import { fsync, write as writeTo } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { LoupeError } from '../base/errors.ts'

export interface TemporaryFile {
  write(bytes: Uint8Array): Promise<void>
  /** Flushes it to the disk and gives it its name. Throws LoupeError where the name is taken. */
  publish(overwrite: boolean): Promise<void>
  /** Removes it; no effect once it is published. */
  discard(): void
}

const unfinished = new Set<string>()
process.on('exit', () => {
  for (const path of unfinished) rmSync(path, { force: true })
})

const writeAsync = promisify(writeTo)
const fsyncAsync = promisify(fsync)
let made = 0

/** Mode 0600: a dump holds all that the process held. */
export function temporaryFile(path: string): TemporaryFile {
  const name = join(dirname(path), `.${basename(path)}.${process.pid}.${++made}.part`)
  let file: number
  try {
    file = openSync(name, 'wx', 0o600)
  } catch (error) {
    throw fileError(error, path)
  }
  unfinished.add(name)
  let open = true
  const close = (): void => {
    if (open) closeSync(file)
    open = false
  }
  return {
    async write(piece) {
      try {
        for (let at = 0; at < piece.length;) {
          at += (await writeAsync(file, piece, at, piece.length - at)).bytesWritten
        }
      } catch (error) {
        throw fileError(error, path)
      }
    },
    async publish(overwrite) {
      try {
        await fsyncAsync(file)
        close()
        if (overwrite) renameSync(name, path)
        else giveName(name, path)
        unfinished.delete(name)
      } catch (error) {
        throw fileError(error, path)
      }
    },
    discard() {
      close()
      if (unfinished.delete(name)) rmSync(name, { force: true })
    },
  }
}

/** Unlike a rename, a link fails where the name is taken. */
function giveName(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (!NO_LINKS.has(code)) throw error
    closeSync(openSync(to, 'wx', 0o600)) // takes the name, on file systems without links
    renameSync(from, to)
    return
  }
  rmSync(from)
}

const NO_LINKS: ReadonlySet<string> = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EMLINK',
])

/** Errors of the file system in words. */
export function fileError(error: unknown, path: string): Error {
  if (error instanceof LoupeError) return error
  const { code = '', message } = error as NodeJS.ErrnoException
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return new LoupeError(
        'disk-full',
        `There is no room for ${path}; nothing was left of it.`,
        'Free space, or name another folder with --output.',
      )
    case 'EEXIST':
      return nameTaken(path)
    case 'ENOENT':
    case 'ENOTDIR':
      return new LoupeError(
        'not-found',
        `${dirname(path)} is no folder.`,
        'Make it, or name another one with --output.',
      )
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new LoupeError(
        'unreadable',
        `${path} may not be written: ${message}.`,
        'Name a folder of yours with --output.',
      )
    default:
      return error as Error
  }
}

export function nameTaken(path: string): LoupeError {
  return new LoupeError(
    'usage',
    `${path} is there already.`,
    'Name another file with --output, or allow it with --overwrite.',
  )
}
