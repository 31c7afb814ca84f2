import { resolve } from 'node:path'
import type { Command } from 'commander'
import { requireCost } from '../../capture/require-cost.ts'
import { listenToStop } from '../../capture/signals.ts'
import { requireCostReport } from '../../report/exercise-require-cost.ts'
import { print } from '../answer.ts'
import { examples } from '../command-list.ts'
import { optionsOf } from '../context.ts'
import type { Context, GlobalOptions } from '../context.ts'
import { INTERRUPTED } from '../failure.ts'
import { byteSize, JSON_OPTION, wholeNumber } from '../option-values.ts'

interface Options extends GlobalOptions {
  readonly limit: number
  readonly least: number
  readonly depth: number
  readonly app: string
  readonly ruby: string
  readonly json?: boolean
}

const ABOUT = `
Without FILE it boots the application in the current folder as in production, as loupe exercise does.
With FILE it requires those, in the current folder and with its Gemfile: paths, or names such as json.
What its Gemfile requires counts when the application requires it; Bundler itself is one line.`

export function declare(command: Command, context: Context): void {
  command
    .option('-n, --limit <N>', 'how many gems', wholeNumber(1), 25)
    .option('--least <size>', 'no files that add less, with all they require', byteSize, 512 * 1024)
    .option('--depth <N>', 'of the tree', wholeNumber(1), 4)
    .option('--app <folder>', 'where the application is', '.')
    .option('--ruby <command>', 'the Ruby to run it with', 'ruby')
    .option(...JSON_OPTION)
    .addHelpText('after', ABOUT)
    .addHelpText(
      'after',
      examples(
        'loupe require-cost',
        'loupe require-cost --least 100KB --depth 8',
        'loupe require-cost nokogiri',
      ),
    )
    .action(async (files: readonly string[]) => {
      const { limit, least, depth, app, ruby, ...options } = optionsOf<Options>(command)
      const stop = listenToStop(INTERRUPTED)
      try {
        const { env } = context.terminal
        const plan = { folder: resolve(app), env, ruby, files }
        const result = await requireCost(plan, stop.signal)
        print(result, '', context, options, (record, view) =>
          requireCostReport(record, { limit, least, depth }, view),
        )
      } catch (error) {
        if (!stop.signal.aborted) throw error
        context.setStatus(INTERRUPTED)
      } finally {
        stop.done()
      }
    })
}
