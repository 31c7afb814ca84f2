// A folder for the sockets of one run: /tmp/loupe-UID/run-…, or the same below LOUPE_AGENT_DIR:
// private, short enough for a socket's address, and among those where `agentSockets` looks.

import { mkdtempSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { RUN_FOLDER, standardFolder } from './agent-sockets.ts'
import { makePrivate } from './private-folder.ts'
import { isAlive } from './watched.ts'

export interface RunFolder {
  readonly path: string
  /** Goes, unless processes that go on have their sockets there. Safe to call twice. */
  remove(alive: (pid: number) => boolean): void
}

/** A socket's address holds some 100 bytes; the run's own name and the socket's need the rest. */
const LONGEST = 70

/** Throws LoupeError where another user has taken the name of the folder around it. */
export function makeRunFolder(): RunFolder {
  const named = process.env['LOUPE_AGENT_DIR'] ?? ''
  const parent = named !== '' && Buffer.byteLength(named) < LONGEST ? named : standardFolder()
  makePrivate(parent)
  sweep(parent)
  const path = mkdtempSync(join(parent, `run-${process.pid}-`))
  return { path, remove: (alive) => removeFolder(path, alive) }
}

/** What runs that were killed have left, unless their commands live on. */
function sweep(parent: string): void {
  for (const name of readdirSync(parent)) {
    const [, pid] = RUN_FOLDER.exec(name) ?? []
    if (pid !== undefined && !isAlive(Number(pid))) removeFolder(join(parent, name), isAlive)
  }
}

function removeFolder(path: string, alive: (pid: number) => boolean): void {
  try {
    for (const name of readdirSync(path)) {
      const pid = Number.parseInt(name, 10)
      if (!(pid > 0 && alive(pid))) rmSync(join(path, name), { force: true })
    }
    rmdirSync(path)
  } catch {
    // gone, or somebody still listens there
  }
}
