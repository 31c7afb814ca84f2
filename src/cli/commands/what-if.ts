import type { Command } from 'commander'
import { LoupeError } from '../../base/errors.ts'
import { whatIfReport } from '../../report/what-if.ts'
import { answer } from '../answer.ts'
import type { AnswerOptions } from '../answer.ts'
import { examples, TARGET_HELP } from '../command-list.ts'
import { optionsOf } from '../context.ts'
import type { Context } from '../context.ts'
import { answerOptions } from '../option-values.ts'

interface Options extends AnswerOptions {
  readonly without?: readonly string[]
  readonly limit?: number
}

const WITHOUT_HELP = `
What goes is one of
  TARGET            objects: for a class, all its instances
  'A -> B'          references from A to B, both TARGETs or kinds such as callcache
  'Work.@title'     what all instances of a class have in an instance variable`

export function declare(command: Command, context: Context): void {
  command.option('-x, --without <WHAT...>', 'what goes; several go together')
  answerOptions(command, 'how many classes of what comes back', 10)
    .addHelpText('after', WITHOUT_HELP)
    .addHelpText('after', TARGET_HELP)
    .addHelpText(
      'after',
      examples(
        'loupe what-if heap.json --without Work',
        "loupe what-if heap.json --without 'callcache -> ment'",
        "loupe what-if heap.json --without 'RoutesProxy.@scope' --without @1234",
      ),
    )
    .action(async (dump: string) => {
      const { without = [], limit, ...options } = optionsOf<Options>(command)
      if (without.length === 0) {
        throw new LoupeError(
          'usage',
          'what is to go is not said.',
          "Try: loupe what-if DUMP --without TARGET, or --without 'A -> B'.",
        )
      }
      const question = limit === undefined ? {} : { limit }
      await answer(
        dump,
        context,
        options,
        (questions) => questions.whatIf(without, question),
        whatIfReport,
      )
    })
}
