// Ruby processes where there is no /proc: what `ps` prints, which is the same on macOS and the BSDs.

import { execFile } from 'node:child_process'
import { userInfo } from 'node:os'
import type { RubyProcess } from '../workbench/capture-results.ts'
import { isRubyName } from './dump-names.ts'
import { withoutSecrets } from './hidden-words.ts'

export function processesByPs(): Promise<RubyProcess[]> {
  const columns = 'pid=,user=,rss=,etime=,command='
  return new Promise((done) => {
    execFile('ps', ['-axww', '-o', columns], { timeout: 10_000, maxBuffer: 64 << 20 }, (_, text) =>
      done(processesIn(text, userInfo().username)),
    )
  })
}

/** From lines such as `  501 anna  20480  1-02:03:04 ruby app.rb`. */
export function processesIn(text: string, me: string): RubyProcess[] {
  return text.split('\n').flatMap((line) => {
    const [, pid, user = '', kilobytes, elapsed = '', command = ''] =
      /^\s*(\d+)\s+(\S+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? []
    if (!isRubyName(command.split(' ')[0] ?? '')) return []
    const uptime = secondsOf(elapsed)
    return [
      {
        pid: Number(pid),
        user,
        own: user === me,
        rss: Number(kilobytes) * 1024,
        ...(uptime === undefined ? {} : { uptime }),
        command: withoutSecrets(command.split(' ')).join(' '),
        agent: false,
      },
    ]
  })
}

/** `[[days-]hours:]minutes:seconds`. */
function secondsOf(elapsed: string): number | undefined {
  const match = /^(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+)/.exec(elapsed)
  if (match === null) return undefined
  const [days, hours, minutes, seconds] = match.slice(1).map((each) => Number(each ?? 0))
  return (((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)
}
