import type { Command } from 'commander'
import { findReport } from '../../report/find.ts'
import { answer } from '../answer.ts'
import type { AnswerOptions } from '../answer.ts'
import { examples } from '../command-list.ts'
import { optionsOf } from '../context.ts'
import type { Context } from '../context.ts'
import { NO_ANSWER } from '../failure.ts'
import { answerOptions, collect } from '../option-values.ts'
import { parseWhere, WHERE_HELP } from '../where.ts'

interface Options extends AnswerOptions {
  readonly where?: readonly string[]
  readonly limit?: number
}

export function declare(command: Command, context: Context): void {
  command.option(
    '-w, --where <condition>',
    'only objects for which this holds; repeatable',
    collect,
  )
  answerOptions(command, 'how many objects', 20)
    .addHelpText('after', `\n${WHERE_HELP}`)
    .addHelpText(
      'after',
      examples(
        'loupe find heap.json Work',
        "loupe find heap.json 'ActiveRecord::*'",
        "loupe find heap.json '/password/i' --where type=STRING",
        'loupe find heap.json 0x7f4e1000c0d0',
      ),
    )
    .action(async (dump: string, pattern: string) => {
      const { where, limit, ...options } = optionsOf<Options>(command)
      const question = {
        ...(limit === undefined ? {} : { limit }),
        ...(where === undefined ? {} : { where: parseWhere(where) }),
      }
      const { total } = await answer(
        dump,
        context,
        options,
        (questions) => questions.find(pattern, question),
        findReport,
      )
      if (total === 0) context.setStatus(NO_ANSWER)
    })
}
