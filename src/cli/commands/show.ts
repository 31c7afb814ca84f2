import type { Command } from 'commander'
import { showReport } from '../../report/show.ts'
import { answer } from '../answer.ts'
import type { AnswerOptions } from '../answer.ts'
import { examples, TARGET_HELP } from '../command-list.ts'
import { optionsOf } from '../context.ts'
import type { Context } from '../context.ts'
import { answerOptions } from '../option-values.ts'

interface Options extends AnswerOptions {
  readonly limit?: number
}

export function declare(command: Command, context: Context): void {
  answerOptions(command, 'how many references each way', 10)
    .addHelpText('after', TARGET_HELP)
    .addHelpText('after', examples('loupe show heap.json @1234', "loupe show heap.json 'Work[1]'"))
    .action(async (dump: string, target: string) => {
      const { limit, ...options } = optionsOf<Options>(command)
      await answer(
        dump,
        context,
        options,
        (questions) => questions.show(target, limit === undefined ? {} : { limit }),
        showReport,
      )
    })
}
