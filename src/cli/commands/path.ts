import type { Command } from 'commander'
import { pathReport } from '../../report/path.ts'
import { answer } from '../answer.ts'
import type { AnswerOptions } from '../answer.ts'
import { examples, TARGET_HELP } from '../command-list.ts'
import { optionsOf } from '../context.ts'
import type { Context } from '../context.ts'
import { answerOptions, wholeNumber } from '../option-values.ts'

interface Options extends AnswerOptions {
  readonly to?: string
  readonly count?: number
  readonly limit?: number
}

export function declare(command: Command, context: Context): void {
  command
    .option('-t, --to <TARGET>', 'how the first TARGET leads to this one, instead of from a root')
    .option('-c, --count <N>', 'this many different paths (default 1)', wholeNumber(1))
  answerOptions(command, 'how many branches at each step of merged paths', 8)
    .addHelpText('after', TARGET_HELP)
    .addHelpText(
      'after',
      examples(
        'loupe path heap.json Work               (all Works: their paths, merged)',
        'loupe path heap.json @1234 --count 3',
        'loupe path heap.json @55 --to @1234',
      ),
    )
    .action(async (dump: string, target: string) => {
      const { to, count, limit, ...options } = optionsOf<Options>(command)
      const question = {
        ...(to === undefined ? {} : { to }),
        ...(count === undefined ? {} : { count }),
        ...(limit === undefined ? {} : { limit }),
      }
      await answer(
        dump,
        context,
        options,
        (questions) => questions.path(target, question),
        pathReport,
      )
    })
}
