// What `loupe init` is about to write, as a diff.

import { formatCount } from '../base/format.ts'
import { piece } from './line.ts'
import type { Role } from './paint.ts'
import { line } from './screen.ts'
import type { View } from './screen.ts'

export interface ShownChange {
  readonly path: string
  /** Null for a new file. */
  readonly before: string | null
  readonly after: string
  /** Only its length is told. */
  readonly copy: boolean
}

const CONTEXT = 3

/** In the unified format, one hunk a file: from the first line that differs to the last. */
export function initDiff(changes: readonly ShownChange[], view: View): string {
  return changes.map((change) => `${fileDiff(change, view).join('\n')}\n`).join('\n')
}

function fileDiff({ path, before, after, copy }: ShownChange, view: View): string[] {
  const colored = (role: Role, text: string): string =>
    line({ ...view, width: 1e6 }, piece(role, text))
  const titles = [
    colored('heading', before === null ? '--- /dev/null' : `--- a/${path}`),
    colored('heading', `+++ b/${path}`),
  ]
  const old = before === null ? [] : linesOf(before)
  const now = linesOf(after)
  if (copy) {
    const note = `(Loupe's agent, ${formatCount(now.length)} lines of Ruby without dependencies)`
    return [...titles, colored('dim', note)]
  }
  let head = 0
  while (head < old.length && head < now.length && old[head] === now[head]) head++
  let tail = 0
  const most = Math.min(old.length, now.length) - head
  while (tail < most && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++
  const from = Math.max(0, head - CONTEXT)
  const until = Math.max(0, tail - CONTEXT)
  const removed = old.slice(head, old.length - tail)
  const added = now.slice(head, now.length - tail)
  const above = old.slice(from, head)
  const below = old.slice(old.length - tail, old.length - until)
  const rows = above.length + below.length
  const place = (count: number): string => `${count === 0 ? 0 : from + 1},${count}`
  return [
    ...titles,
    colored('address', `@@ -${place(rows + removed.length)} +${place(rows + added.length)} @@`),
    ...above.map((text) => colored('dim', ` ${text}`)),
    ...removed.map((text) => colored('warn', `-${text}`)),
    ...added.map((text) => colored('good', `+${text}`)),
    ...below.map((text) => colored('dim', ` ${text}`)),
  ]
}

function linesOf(text: string): string[] {
  const lines = text.split('\n')
  return lines[lines.length - 1] === '' ? lines.slice(0, -1) : lines
}
