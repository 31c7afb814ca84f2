// Folders that nobody else may enter. What lies in one that another user has made could be anything:
// a socket that answers with lies, or a file that is run.

import { lstatSync, mkdirSync } from 'node:fs'
import type { Stats } from 'node:fs'
import { LoupeError } from '../base/errors.ts'

/** Makes the folder if need be. Throws LoupeError where it is not this user's alone. */
export function makePrivate(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (isPrivate(folder)) return
  throw new LoupeError(
    'unreadable',
    `${folder} is not a folder of this user's alone, so nothing of Loupe's may lie there.`,
    'See whose it is; with its owner gone, remove it.',
  )
}

/** Mode 0700 and this user's; to root, any user's. */
export function isPrivate(folder: string): boolean {
  const stat = statOf(folder)
  if (stat === undefined || !stat.isDirectory() || (stat.mode & 0o077) !== 0) return false
  return stat.uid === process.geteuid?.() || isRoot()
}

export function isRoot(): boolean {
  return process.geteuid?.() === 0
}

/** Undefined where there is nothing, or where it cannot be seen. */
export function statOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}
