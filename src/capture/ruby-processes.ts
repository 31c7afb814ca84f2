// The Ruby processes of this machine. On Linux from /proc: by the name of what is executed, or
// because libruby is mapped (servers that embed Ruby). Of other users' processes only their names
// can be read, unless one is root. Elsewhere from ps.

import { readFileSync, readlinkSync } from 'node:fs'
import { readdir, readFile, readlink, stat } from 'node:fs/promises'
import type { ProcessList, RubyProcess } from '../workbench/capture-results.ts'
import { connectAgent } from './agent-client.ts'
import { socketsOf } from './agent-sockets.ts'
import { isRubyName } from './dump-names.ts'
import { withoutSecrets } from './hidden-words.ts'
import { processesByPs } from './ps-output.ts'
import { startedIn } from './process-files.ts'
import { rssIn } from './process-memory.ts'

/** Milliseconds that an agent may take to say its version. */
const PATIENCE = 1000

/** Ordered by memory, most first. */
export async function rubyProcesses(): Promise<ProcessList> {
  const found = process.platform === 'linux' ? await processesByProc() : await processesByPs()
  const processes = await Promise.all(found.map(withAgent))
  processes.sort((a, b) => (b.rss ?? 0) - (a.rss ?? 0) || a.pid - b.pid)
  return { kind: 'processes', version: 1, processes }
}

/** What its agent knows, if it has one that answers. */
async function withAgent(found: RubyProcess): Promise<RubyProcess> {
  if (!found.own && process.geteuid?.() !== 0) return found
  for (const { path } of await socketsOf(found.pid)) {
    const client = await connectAgent(path, { timeout: PATIENCE }).catch(() => undefined)
    client?.close()
    if (client?.hello.pid === found.pid) {
      return { ...found, agent: true, ruby: client.hello.ruby_version }
    }
  }
  return found
}

async function processesByProc(): Promise<RubyProcess[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const [users, uptime] = [
    await userNames(),
    await readFile('/proc/uptime', 'utf8').catch(() => ''),
  ]
  const found = await Promise.all(
    pids.map((pid) => processByProc(pid, users, Number.parseFloat(uptime)).catch(() => undefined)),
  )
  return found.filter((each) => each !== undefined)
}

async function processByProc(
  pid: number,
  users: ReadonlyMap<number, string>,
  now: number,
): Promise<RubyProcess | undefined> {
  const folder = `/proc/${pid}`
  const [status, words, statLine, { uid }] = await Promise.all([
    readFile(`${folder}/status`, 'utf8'),
    readFile(`${folder}/cmdline`, 'utf8'),
    readFile(`${folder}/stat`, 'utf8'),
    stat(folder),
  ])
  const rss = rssIn(status)
  if (rss === undefined || words === '') return undefined // of the kernel, or a zombie
  const own = uid === process.geteuid?.()
  const program = await readlink(`${folder}/exe`).catch(() => undefined)
  const maps = await readFile(`${folder}/maps`, 'utf8').catch(() => undefined)
  const [, name = ''] = /^Name:\t(.*)$/m.exec(status) ?? []
  const names = program === undefined ? [name, words.split('\0')[0] ?? ''] : [program]
  if (!names.some(isRuby) && !(maps !== undefined && LIBRARY.test(maps))) return undefined
  const ruby = versionIn(program, maps)
  const started = startedIn(statLine)
  return {
    pid,
    user: users.get(uid) ?? String(uid),
    own,
    ...(ruby === undefined ? {} : { ruby }),
    rss,
    ...(now >= started ? { uptime: Math.round((now - started) * 100) / 100 } : {}),
    command: withoutSecrets(words.split('\0')).join(' ').trim(),
    agent: false,
    ...(maps === undefined ? {} : { rbtrace: /\/rbtrace\.so/.test(maps) }),
  }
}

/** By the same signs as in the list. Undefined where the system does not tell. */
export function isRubyProcess(pid: number): boolean | undefined {
  try {
    const program = readlinkSync(`/proc/${pid}/exe`)
    return isRuby(program) || LIBRARY.test(readFileSync(`/proc/${pid}/maps`, 'utf8'))
  } catch {
    return undefined
  }
}

const LIBRARY = /\/libruby[\d.-]*\.so/

function isRuby(program: string): boolean {
  return isRubyName(program.replace(/ \(deleted\)$/, ''))
}

/** From the names of what is mapped: `libruby-3.1.so.3.1.2`, `/versions/3.2.2/`, `/ruby/3.1.0/`. */
export function versionIn(program = '', maps = ''): string | undefined {
  const exact =
    /\/libruby[\d.-]*\.so\.(\d+\.\d+\.\d+)/.exec(maps) ??
    /\/(?:versions\/|rubies\/|ruby-)(?:ruby-)?(\d+\.\d+\.\d+)\//.exec(`${program}\n${maps}`)
  if (exact?.[1] !== undefined) return exact[1]
  // The folder of the standard library is named after the first two numbers alone.
  const close = /\/ruby\/(?:\w+\/)?(\d+\.\d+)\.0\//.exec(maps) ?? /ruby-?(\d\.\d+)$/.exec(program)
  return close?.[1]
}

async function userNames(): Promise<ReadonlyMap<number, string>> {
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n')
  return new Map(
    lines.map((line) => line.split(':')).map(([name = '', , uid]) => [Number(uid), name]),
  )
}
