import type { Command } from 'commander'
import { LoupeError } from '../../base/errors.ts'
import { indexInfoReport } from '../../report/index-info.ts'
import { print } from '../answer.ts'
import type { AnswerOptions } from '../answer.ts'
import { examples } from '../command-list.ts'
import { optionsOf } from '../context.ts'
import type { Context } from '../context.ts'
import { withProgress } from '../open.ts'
import { JSON_OPTION, wholeNumber } from '../option-values.ts'

interface Options extends AnswerOptions {
  readonly list?: boolean
  readonly clear?: boolean
  readonly limit?: number
}

export function declare(command: Command, context: Context): void {
  command
    .option('-l, --list', 'list the indexes in the cache folder')
    .option('--clear', 'remove everything from the cache folder')
    .option('-n, --limit <N>', 'how many to list (default all)', wholeNumber(1))
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nIndexes are built by the first question about a dump and make later ones fast. They lie\n' +
        "in the cache folder (LOUPE_CACHE_DIR, or loupe in the user's own), never beside the dump.",
    )
    .addHelpText(
      'after',
      examples('loupe index heap.json', 'loupe index --list', 'loupe index --clear'),
    )
    .action(async (dump: string | undefined) => {
      const { list, clear, limit, ...options } = optionsOf<Options>(command)
      const asked = [dump !== undefined, list === true, clear === true].filter((each) => each)
      if (asked.length !== 1) {
        throw new LoupeError(
          'usage',
          'index takes either a dump, or --list, or --clear.',
          'Try: loupe index --list',
        )
      }
      const { platform } = context
      if (dump !== undefined) {
        const result = await withProgress(dump, context, options, (open) =>
          platform.buildIndex(dump, open),
        )
        print(result, dump, context, options, indexInfoReport)
        return
      }
      const all = list === true ? await platform.listIndexes() : await platform.clearIndexes()
      const { entries } = all
      const cut = limit === undefined || entries === undefined
      const result = cut ? all : { ...all, entries: entries.slice(0, limit) }
      print(result, 'DUMP', context, options, indexInfoReport)
    })
}
