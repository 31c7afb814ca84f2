import type { Command } from 'commander'
import { rubyProcesses } from '../../capture/ruby-processes.ts'
import { processesReport } from '../../report/capture-processes.ts'
import { print } from '../answer.ts'
import type { AnswerOptions } from '../answer.ts'
import { examples } from '../command-list.ts'
import { optionsOf } from '../context.ts'
import type { Context } from '../context.ts'
import { JSON_OPTION } from '../option-values.ts'

export function declare(command: Command, context: Context): void {
  command
    .option(...JSON_OPTION)
    .addHelpText('after', examples('loupe ps', 'loupe ps --json | jq ".processes[] | .pid"'))
    .action(async () => {
      const options = optionsOf<AnswerOptions>(command)
      print(await rubyProcesses(), '', context, options, processesReport)
    })
}
