// Resident memory of a process, from /proc where there is one, else from ps.

import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'

/** Bytes; undefined where the process is gone or the system does not tell. */
export async function rssOf(pid: number): Promise<number | undefined> {
  if (process.platform !== 'linux') return rssByPs(pid)
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return rssIn(status)
}

/** From the text of /proc/PID/status. */
export function rssIn(status: string): number | undefined {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(status) ?? []
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
}

function rssByPs(pid: number): Promise<number | undefined> {
  return new Promise((done) => {
    execFile('ps', ['-o', 'rss=', '-p', String(pid)], { timeout: 5000 }, (_, text) => {
      const kilobytes = Number.parseInt(text, 10)
      done(kilobytes > 0 ? kilobytes * 1024 : undefined)
    })
  })
}
