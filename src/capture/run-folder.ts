// A folder for the sockets of one run: /tmp/loupe-UID/run-…, or the same below LOUPE_AGENT_DIR:
// private, short enough for a socket's address, and among those where `agentSockets` looks.

import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { LoupeError } from '../base/errors.ts'
import { standardFolder } from './agent-sockets.ts'

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
  mkdirSync(parent, { recursive: true, mode: 0o700 })
  const stat = lstatSync(parent)
  const own = stat.isDirectory() && stat.uid === process.geteuid?.() && (stat.mode & 0o077) === 0
  if (!own) {
    throw new LoupeError(
      'unreadable',
      `${parent} is not a folder of this user's alone, so no socket may lie there.`,
      'See whose it is; with its owner gone, remove it.',
    )
  }
  const path = mkdtempSync(join(parent, 'run-'))
  return {
    path,
    remove(alive) {
      try {
        for (const name of readdirSync(path)) {
          const pid = Number.parseInt(name, 10)
          if (!(pid > 0 && alive(pid))) rmSync(join(path, name), { force: true })
        }
        rmdirSync(path)
      } catch {
        // gone, or somebody still listens there
      }
    },
  }
}
