// Files that are not whole yet. Each is written under a name that no other process and no other
// opening in this process uses, and renamed when it is whole, so that nobody ever sees half of one.
// Where the process ends before that, the half is removed; what a killed process left is removed by
// whoever next writes the same file.
import { randomBytes } from 'node:crypto'
import { readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** What a temporary file's name ends with: the process, and a number of the file's own. */
const ENDING = /^\.(\d+)-[0-9a-f]+\.tmp$/

export function temporaryName(file: string): string {
  return `${file}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`
}

/** Path -> what must stop before it is removed. */
const unfinished = new Map<string, () => void>()

/** Removes `path` when the process ends, unless `noLongerTemporary` is called. */
export function removeAtExit(path: string, stopWriting: () => void = () => {}): void {
  if (unfinished.size === 0) process.on('exit', removeUnfinished)
  unfinished.set(path, stopWriting)
}

/** It was renamed, or removed by somebody else. */
export function noLongerTemporary(path: string): void {
  if (unfinished.delete(path) && unfinished.size === 0) process.off('exit', removeUnfinished)
}

/** It will not be finished. */
export function dropTemporary(path: string): void {
  removeQuietly(path)
  noLongerTemporary(path)
}

function removeUnfinished(): void {
  for (const [path, stopWriting] of unfinished) {
    stopWriting()
    removeQuietly(path)
  }
}

/** Removes what processes that were killed have left of the same file. */
export function sweep(file: string): void {
  const name = basename(file)
  for (const each of readdirSync(dirname(file))) {
    if (!each.startsWith(name)) continue
    const [, pid] = ENDING.exec(each.slice(name.length)) ?? []
    if (pid !== undefined && !isAlive(Number(pid))) removeQuietly(join(dirname(file), each))
  }
}

/** Nobody can do anything about a failure here: another system's user may still have it open. */
export function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // `loupe index --clear` lists and removes it.
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
