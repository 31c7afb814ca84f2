import { resolve } from 'node:path'
import type { Command } from 'commander'
import { LoupeError } from '../../base/errors.ts'
import { planInit, writeInit } from '../../capture/init.ts'
import type { InitPlan } from '../../capture/init.ts'
import { initDiff } from '../../report/exercise-init.ts'
import { nextCommands } from '../../report/screen.ts'
import { examples } from '../command-list.ts'
import { saysYes } from '../confirm.ts'
import { optionsOf, viewOf } from '../context.ts'
import type { Context, GlobalOptions } from '../context.ts'
import { NO_ANSWER } from '../failure.ts'

interface Options extends GlobalOptions {
  readonly yes?: boolean
  readonly app: string
}

const ABOUT = `
Into the application in the current folder it writes
  bin/profile                   runs a command as in production; secrets are left alone
  vendor/loupe/loupe_agent.rb   the agent, one file without dependencies
  config/initializers/loupe.rb  loads it, for Rails; for Rack a line in config.ru does
It shows what it would write and asks first. What is there and not of its making stays as it is. A second
time it does nothing, or brings the agent up to date.`

export function declare(command: Command, context: Context): void {
  command
    .option('-y, --yes', 'write without asking')
    .option('--app <folder>', 'where the application is', '.')
    .addHelpText('after', ABOUT)
    .addHelpText('after', examples('loupe init', 'loupe init --yes'))
    .action(async () => {
      const { yes = false, app, ...options } = optionsOf<Options>(command)
      const { terminal } = context
      const folder = resolve(app)
      const plan = planInit(folder)
      const view = viewOf(context, options, '')
      tellLeft(plan, context)
      if (plan.changes.length === 0) {
        terminal.out('Nothing to do: all of it is there.\n')
        return
      }
      terminal.out(initDiff(plan.changes, view))
      if (!yes) {
        if (!terminal.inIsTTY) {
          throw new LoupeError(
            'usage',
            'nothing was written: there is no terminal to ask at.',
            'To write it without being asked: loupe init --yes',
          )
        }
        terminal.out(`\nWrite ${plan.changes.length === 1 ? 'this file' : 'these files'}? [y/N] `)
        if (!(await saysYes(terminal))) {
          terminal.out('Nothing was written.\n')
          context.setStatus(NO_ANSWER)
          return
        }
      }
      writeInit(folder, plan)
      const next = nextCommands(view, [
        { words: ['exercise', '--path', '/'], why: 'what its memory does under requests' },
        { words: ['ps'], why: 'Ruby processes, this one among them once it runs' },
      ])
      terminal.out(
        `\nWrote ${plan.changes.map(({ path }) => path).join(', ')}.\n\n${next.join('\n')}\n`,
      )
    })
}

function tellLeft({ left }: InitPlan, { terminal }: Context): void {
  for (const path of left) {
    terminal.err(`note: ${path} is there and not of loupe init's making: it stays as it is\n`)
  }
}
