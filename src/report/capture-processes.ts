// `loupe ps`: the Ruby processes of this machine, and how each can be captured.

import { formatBytes, formatCounted, formatDuration } from '../base/format.ts'
import type { ProcessList, RubyProcess } from '../workbench/capture-results.ts'
import { piece } from './line.ts'
import { nextCommands, prose, screen } from './screen.ts'
import type { NextCommand, View } from './screen.ts'
import { figure, table } from './table.ts'
import type { Column } from './table.ts'

export function processesReport({ processes }: ProcessList, view: View): string {
  if (processes.length === 0) {
    return screen(prose(view, ['No Ruby process runs here that this user can see.']))
  }
  return screen(summary(processes, view), table(view, COLUMNS, processes), next(processes, view))
}

function summary(processes: readonly RubyProcess[], view: View): string[] {
  const others = processes.filter(({ own }) => !own).length
  const which =
    others < processes.length
      ? formatCounted(others, 'of them is', 'of them are')
      : others === 1
        ? 'It is'
        : 'All are'
  const about =
    others === 0 ? '' : ` ${which} another user’s; only that user and root can capture those.`
  return prose(view, [
    `${formatCounted(processes.length, 'Ruby process', 'Ruby processes')}.${about}`,
  ])
}

const COLUMNS: readonly Column<RubyProcess>[] = [
  figure('pid', ({ pid }) => String(pid)),
  { title: 'ruby', cell: ({ ruby }) => piece(ruby === undefined ? 'dim' : 'label', ruby ?? '?') },
  figure('RSS', ({ rss }) => (rss === undefined ? '?' : formatBytes(rss))),
  figure('up', ({ uptime }) => (uptime === undefined ? '?' : formatDuration(uptime * 1000))),
  { title: 'captured by', cell: (each) => howCell(each) },
  {
    title: 'user',
    cell: ({ user, own }) => piece(own ? 'dim' : 'warn', user, 'end'),
  },
  { title: 'command', flexible: true, cell: ({ command }) => piece('label', command, 'end') },
]

function howCell({ own, agent, rbtrace }: RubyProcess) {
  if (agent) return piece('label', 'agent')
  if (rbtrace === true) return piece('label', 'rbtrace')
  return piece('dim', own ? 'no agent' : '–')
}

function next(processes: readonly RubyProcess[], view: View): string[] {
  const commands: NextCommand[] = []
  const ready = processes.find(({ agent }) => agent) ?? processes.find(({ rbtrace }) => rbtrace)
  if (ready !== undefined) {
    commands.push({ words: ['capture', '--pid', String(ready.pid)], why: 'a dump of it' })
  } else {
    commands.push({
      words: ['capture', '--', 'bundle', 'exec', 'ruby', 'app.rb'],
      why: 'starts a program with the agent in it',
    })
  }
  return nextCommands(view, commands)
}
