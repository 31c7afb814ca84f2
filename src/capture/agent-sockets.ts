// The folders where agents listen, and who listens in them. A folder that is not this user's alone
// is passed over: what listens there could be anybody. To root, whom every agent answers, the folders
// of all users are known.

import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isPrivate, isRoot, statOf } from './private-folder.ts'

export interface AgentSocket {
  /** As the socket is named; `hello` has the last word where pid namespaces differ. */
  readonly pid: number
  readonly path: string
}

/** Where agents listen by default. */
export function standardFolder(): string {
  return `/tmp/loupe-${process.geteuid?.() ?? 0}`
}

/**
 * The sockets in `folder`, or in all known folders: LOUPE_AGENT_DIR, the standard one, and those of
 * commands that run under `loupe capture`. Sockets of processes that were killed may be among them.
 */
export async function agentSockets(folder?: string): Promise<AgentSocket[]> {
  const folders = folder === undefined ? knownFolders() : [folder]
  const found = new Map<string, AgentSocket>()
  for (const each of folders.filter(isPrivate)) {
    for (const name of namesIn(each)) {
      const [, pid] = /^(\d+)(?:\.\d+)?\.sock$/.exec(name) ?? []
      if (pid === undefined) continue
      const path = join(each, name)
      if (statOf(path) === undefined) continue
      found.set(path, { pid: Number(pid), path })
    }
  }
  return [...found.values()].sort((a, b) => a.pid - b.pid)
}

/** The sockets that may be those of one process; on Linux its environment names the folder. */
export async function socketsOf(pid: number): Promise<AgentSocket[]> {
  const known = await agentSockets()
  const named = await folderOf(pid)
  const there = named === undefined ? [] : await agentSockets(named)
  const all = new Map([...there, ...known].map((socket) => [socket.path, socket]))
  return [...all.values()].filter((socket) => socket.pid === pid)
}

/** A private folder for one run of a command by the process of that number; found here as well. */
export const RUN_FOLDER = /^run-(\d+)-\w+$/

function knownFolders(): string[] {
  const named = process.env['LOUPE_AGENT_DIR']
  const bases = [
    ...(named === undefined || named === '' ? [] : [named]),
    standardFolder(),
    ...(isRoot()
      ? namesIn('/tmp')
          .filter(isStandard)
          .map((name) => join('/tmp', name))
      : []),
  ]
  return bases.flatMap((base) => [
    base,
    ...(isPrivate(base) ? namesIn(base) : [])
      .filter((name) => RUN_FOLDER.test(name))
      .map((name) => join(base, name)),
  ])
}

async function folderOf(pid: number): Promise<string | undefined> {
  try {
    const variables = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0')
    return variables
      .find((each) => each.startsWith('LOUPE_AGENT_DIR='))
      ?.slice('LOUPE_AGENT_DIR='.length)
  } catch {
    return undefined // no such process, another user's, or not Linux
  }
}

function isStandard(name: string): boolean {
  return /^loupe-\d+$/.test(name)
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
