import { Option } from 'commander'
import type { Command } from 'commander'
import { topReport } from '../../report/top.ts'
import { GROUPINGS } from '../../workbench/results.ts'
import type { Grouping, GroupSort } from '../../workbench/results.ts'
import { answer } from '../answer.ts'
import type { AnswerOptions } from '../answer.ts'
import { examples } from '../command-list.ts'
import { optionsOf } from '../context.ts'
import type { Context } from '../context.ts'
import { NO_ANSWER } from '../failure.ts'
import { answerOptions, collect } from '../option-values.ts'
import { parseWhere, WHERE_HELP } from '../where.ts'

interface Options extends AnswerOptions {
  readonly by: Grouping
  readonly sort?: GroupSort
  readonly where?: readonly string[]
  readonly limit?: number
}

const SORTS: readonly GroupSort[] = ['retained', 'bytes', 'count', 'refs', 'wasted', 'name']

export function declare(command: Command, context: Context): void {
  command
    .addOption(
      new Option('-b, --by <what>', 'how to group')
        .choices(GROUPINGS)
        .default('class' satisfies Grouping),
    )
    .addOption(
      new Option(
        '-s, --sort <order>',
        'most of what first (default retained, by value: wasted)',
      ).choices(SORTS),
    )
    .option('-w, --where <condition>', 'only objects for which this holds; repeatable', collect)
  answerOptions(command, 'how many groups', 20)
    .addHelpText('after', `\n${WHERE_HELP}`)
    .addHelpText(
      'after',
      examples(
        'loupe top heap.json',
        'loupe top heap.json --by site --sort bytes',
        'loupe top heap.json --by value                     # strings that are there twice',
        "loupe top heap.json --by generation --where 'class=Work'",
        "loupe top heap.json --where 'type=STRING' --where 'size>=1kb'",
      ),
    )
    .action(async (dump: string) => {
      const { by, sort, where, limit, ...options } = optionsOf<Options>(command)
      const question = {
        by,
        ...(sort === undefined ? {} : { sort }),
        ...(limit === undefined ? {} : { limit }),
        ...(where === undefined ? {} : { where: parseWhere(where) }),
      }
      const { groups } = await answer(
        dump,
        context,
        options,
        (questions) => questions.top(question),
        topReport,
      )
      if (groups.length === 0) context.setStatus(NO_ANSWER)
    })
}
