// What Linux tells of a process in /proc: which files it has mapped, who owns it, whether somebody
// traces it. Nothing here touches the process itself.

import { readFileSync, readlinkSync, statSync } from 'node:fs'

export interface MappedFile {
  readonly path: string
  /** Where the beginning of the file lies in the process's memory. */
  readonly start: number
  readonly inode: number
  /** Replaced or removed since it was mapped. */
  readonly deleted: boolean
}

export interface ProcessStatus {
  readonly uid: number
  /** 'R', 'S', 'D', 'T', 'Z' … */
  readonly state: string
  /** Pid of the process that traces it, 0 if none. */
  readonly tracer: number
  /** Signals that it handles: bit n - 1 for signal n. */
  readonly caught: bigint
}

/** Each mapped file once. Throws the system's error where the process may not be looked into. */
export function mappedFiles(pid: number): MappedFile[] {
  return mappedIn(readFileSync(`/proc/${pid}/maps`, 'utf8'))
}

/** From the text of /proc/PID/maps: the mapping of each file's beginning. */
export function mappedIn(maps: string): MappedFile[] {
  const files = new Map<string, MappedFile>()
  for (const line of maps.split('\n')) {
    const [, start = '', inode = '', name = ''] =
      /^([0-9a-f]+)-[0-9a-f]+ \S+ 0+ \S+ ([1-9]\d*) +(\/.*)$/.exec(line) ?? []
    if (name === '' || files.has(name)) continue
    const path = name.replace(/ \(deleted\)$/, '')
    files.set(name, {
      path,
      start: Number.parseInt(start, 16),
      inode: Number(inode),
      deleted: path !== name,
    })
  }
  return [...files.values()]
}

/** Undefined where there is no such process. */
export function statusOf(pid: number): ProcessStatus | undefined {
  try {
    return statusIn(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return undefined
  }
}

/** From the text of /proc/PID/status. */
export function statusIn(text: string): ProcessStatus {
  const of = (key: string): string => new RegExp(`^${key}:\\s+(\\S+)`, 'm').exec(text)?.[1] ?? ''
  return {
    uid: Number(of('Uid')),
    state: of('State'),
    tracer: Number(of('TracerPid') || 0),
    caught: BigInt(`0x${of('SigCgt') || '0'}`),
  }
}

/** What /proc counts time in; the same on every Linux that Node runs on. */
const TICKS = 100

/** From the text of /proc/PID/stat: seconds from the start of the system to that of the process. */
export function startedIn(text: string): number {
  // What is in parentheses is its name, which may hold anything.
  return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[19]) / TICKS
}

/** Whether the process sees other files or numbers processes otherwise: a container, most often. */
export function isElsewhere(pid: number): boolean {
  try {
    const [mine, theirs] = [process.pid, pid].map((each) =>
      ['pid', 'mnt'].map((name) => readlinkSync(`/proc/${each}/ns/${name}`)).join(),
    )
    return mine !== theirs
  } catch {
    return false
  }
}

/** Whether the file that is mapped is still the one of that name. */
export function isSameFile({ path, inode, deleted }: MappedFile): boolean {
  return !deleted && statSync(path, { throwIfNoEntry: false })?.ino === inode
}
