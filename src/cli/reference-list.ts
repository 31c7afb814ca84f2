// `refs` and `referrers`: one list, looked at from its two ends.

import type { Command } from 'commander'
import { referencesReport } from '../report/references.ts'
import { answer } from './answer.ts'
import type { AnswerOptions } from './answer.ts'
import { examples, TARGET_HELP } from './command-list.ts'
import { optionsOf } from './context.ts'
import type { Context } from './context.ts'
import { answerOptions } from './option-values.ts'

interface Options extends AnswerOptions {
  readonly limit?: number
  readonly group?: boolean
}

export function declareReferenceList(
  command: Command,
  context: Context,
  direction: 'references' | 'referrers',
): void {
  answerOptions(command.option('-g, --group', 'by class instead of one by one'), 'how many', 20)
    .addHelpText('after', TARGET_HELP)
    .addHelpText(
      'after',
      examples(
        `loupe ${command.name()} heap.json @1234`,
        `loupe ${command.name()} heap.json Work --group`,
      ),
    )
    .action(async (dump: string, target: string) => {
      const { limit, group, ...options } = optionsOf<Options>(command)
      const question = {
        ...(limit === undefined ? {} : { limit }),
        ...(group === undefined ? {} : { group }),
      }
      await answer(
        dump,
        context,
        options,
        (questions) => questions[direction](target, question),
        referencesReport,
      )
    })
}
