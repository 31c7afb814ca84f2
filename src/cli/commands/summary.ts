import type { Command } from 'commander'
import { summaryReport } from '../../report/summary.ts'
import { streamSummaryReport } from '../../report/stream-summary.ts'
import { answer, print } from '../answer.ts'
import type { AnswerOptions } from '../answer.ts'
import { examples } from '../command-list.ts'
import { optionsOf } from '../context.ts'
import type { Context } from '../context.ts'
import { BAD_USE } from '../failure.ts'
import { withProgress } from '../open.ts'
import { answerOptions, wholeNumber } from '../option-values.ts'

interface Options extends AnswerOptions {
  readonly limit?: number
  readonly stream?: boolean
  readonly verify?: boolean
  readonly verifySample?: number
}

/** Enough to catch a wrong rule, and still a matter of seconds. */
const VERIFIED = 100

export function declare(command: Command, context: Context): void {
  answerOptions(command, 'how many holders and classes', 10)
    .option('--verify', 'recompute holders and retained sizes of a sample the slow way')
    .option('--verify-sample <N>', `of how many objects (default ${VERIFIED})`, wholeNumber(1))
    .option('--stream', 'only counts and bytes, in flat memory, for dumps of any size')
    .addHelpText(
      'after',
      examples(
        'loupe summary heap.json',
        'loupe heap.json.gz                    (the same question)',
        'gunzip -c heap.json.gz | loupe summary -',
        'loupe summary heap.json --json | jq .holders',
      ),
    )
    .action(async (dump: string) => {
      const { limit, stream, verify, verifySample, ...options } = optionsOf<Options>(command)
      const limited = limit === undefined ? {} : { limit }
      if (stream === true) {
        const result = await withProgress(dump, context, options, (open) =>
          context.platform.streamSummary(dump, { ...open, ...limited }),
        )
        print(result, dump, context, options, streamSummaryReport)
        return
      }
      const checks = verify === true || verifySample !== undefined
      const verified = checks ? { verify: verifySample ?? VERIFIED } : {}
      const result = await answer(
        dump,
        context,
        options,
        (questions) => questions.summary({ ...limited, ...verified }),
        summaryReport,
      )
      if ((result.verification?.failures.length ?? 0) > 0) context.setStatus(BAD_USE)
    })
}
