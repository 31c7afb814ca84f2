import { Option } from 'commander'
import type { Command } from 'commander'
import { dominatorsReport } from '../../report/dominators.ts'
import { answer } from '../answer.ts'
import type { AnswerOptions } from '../answer.ts'
import { examples, TARGET_HELP } from '../command-list.ts'
import { optionsOf } from '../context.ts'
import type { Context } from '../context.ts'
import { answerOptions, percentage, wholeNumber } from '../option-values.ts'

interface Options extends AnswerOptions {
  readonly merge?: boolean
  readonly depth?: number
  readonly share?: number
  readonly limit?: number
  readonly attributed?: boolean
  readonly exact?: boolean
  readonly vm?: boolean
}

export function declare(command: Command, context: Context): void {
  command
    .option('-m, --merge', 'objects of one kind under one holder as one line')
    .option('-d, --depth <N>', 'how many levels', wholeNumber(1))
    .option('--share <PERCENT>', 'leave out what holds less than this share', percentage)
    .addOption(
      new Option(
        '--attributed',
        'caches own nothing that has an owner besides (the default)',
      ).conflicts('exact'),
    )
    .option('--exact', 'all references count alike: what would be freed')
    .option('--vm', "with the VM's own parts: code, method tables, caches")
  answerOptions(command, 'how many lines under each', 10)
    .addHelpText('after', TARGET_HELP)
    .addHelpText(
      'after',
      examples(
        'loupe dominators heap.json --merge',
        'loupe dominators heap.json @1234 --depth 3',
        'loupe dominators heap.json --share 5%',
        'loupe dominators heap.json --exact             (what would be freed)',
      ),
    )
    .action(async (dump: string, target: string | undefined) => {
      const {
        merge,
        depth,
        share,
        limit,
        attributed: _,
        exact,
        vm,
        ...options
      } = optionsOf<Options>(command)
      const question = {
        ...(target === undefined ? {} : { target }),
        ...(merge === undefined ? {} : { merge }),
        ...(depth === undefined ? {} : { depth }),
        ...(share === undefined ? {} : { share }),
        ...(limit === undefined ? {} : { limit }),
        ...(exact === undefined ? {} : { exact }),
        ...(vm === undefined ? {} : { vm }),
      }
      await answer(
        dump,
        context,
        options,
        (questions) => questions.dominators(question),
        dominatorsReport,
      )
    })
}
