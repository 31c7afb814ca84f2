import { InvalidArgumentError, Option } from 'commander'
import type { Command } from 'commander'
import { LoupeError } from '../../base/errors.ts'
import { diffObjectsReport } from '../../report/diff-objects.ts'
import { diffReport } from '../../report/diff.ts'
import type { View } from '../../report/screen.ts'
import type { Comparison } from '../../workbench/comparison.ts'
import { DIFF_GROUPINGS, DIFF_SETS, DIFF_SORTS } from '../../workbench/results.ts'
import type { Diff, DiffGrouping, DiffObjects, DiffSet, DiffSort } from '../../workbench/results.ts'
import { print } from '../answer.ts'
import type { AnswerOptions } from '../answer.ts'
import { examples } from '../command-list.ts'
import { optionsOf } from '../context.ts'
import type { Context } from '../context.ts'
import { NO_ANSWER } from '../failure.ts'
import { nearest } from '../nearest.ts'
import { withDumps } from '../open-dumps.ts'
import { answerOptions, collect } from '../option-values.ts'
import { parseWhere, WHERE_HELP } from '../where.ts'

interface Options extends AnswerOptions {
  readonly by?: DiffGrouping
  readonly sort?: DiffSort
  readonly where?: readonly string[]
  readonly limit?: number
  readonly objects?: DiffSet | true
}

const ABOUT = `
Two dumps of one process are compared object by object: what is new, what was
freed, what was kept. Of three, retained is what came between the first two and
is still in the third. Dumps of different processes are compared by the names of
groups. Allocation sites, gems and generations are known in dumps made with
trace_object_allocations_start.`

export function declare(command: Command, context: Context): void {
  command
    .addOption(oneOf('-b, --by <what>', 'how to group (default class)', DIFF_GROUPINGS))
    .addOption(
      oneOf(
        '-s, --sort <order>',
        'most of what first (default net; of three dumps retained)',
        DIFF_SORTS,
      ),
    )
    .option('-w, --where <condition>', 'only objects for which this holds; repeatable', collect)
    .addOption(oneOf('-o, --objects [set]', 'the objects one by one instead of groups', DIFF_SETS))
  answerOptions(command, 'how many groups or objects', 20)
    .addHelpText('after', ABOUT)
    .addHelpText('after', `\n${WHERE_HELP}`)
    .addHelpText(
      'after',
      examples(
        'loupe diff before.json after.json',
        'loupe diff before.json after.json later.json --by site',
        'loupe diff before.json after.json --by holder     (what grew inside what)',
        "loupe diff before.json after.json --objects new --where 'class=Work'",
      ),
    )
    .action(async (before: string, after: string, later: string | undefined) => {
      const { by, sort, where, limit, objects, ...options } = optionsOf<Options>(command)
      const shared = {
        ...(limit === undefined ? {} : { limit }),
        ...(where === undefined ? {} : { where: parseWhere(where) }),
      }
      const names = [before, after, ...(later === undefined ? [] : [later])]
      if (objects !== undefined) {
        if (by !== undefined || sort !== undefined) throw objectsAreNoGroups()
        const question = { ...(objects === true ? {} : { set: objects }), ...shared }
        const ask = (comparison: Comparison) => comparison.objects(question)
        const { items } = await compare(names, context, options, ask, diffObjectsReport)
        if (items.length === 0) context.setStatus(NO_ANSWER)
        return
      }
      const question = {
        ...(by === undefined ? {} : { by }),
        ...(sort === undefined ? {} : { sort }),
        ...shared,
      }
      const ask = (comparison: Comparison) => comparison.diff(question)
      const { groups } = await compare(names, context, options, ask, diffReport)
      if (groups.length === 0) context.setStatus(NO_ANSWER)
    })
}

/** Opens the dumps, asks, and prints the answer. */
async function compare<R extends Diff | DiffObjects>(
  names: readonly string[],
  context: Context,
  options: AnswerOptions,
  ask: (comparison: Comparison) => R,
  report: (result: R, view: View) => string,
): Promise<R> {
  return withDumps(names, context, options, async (dumps) => {
    const result = ask(await context.platform.compare(dumps))
    print(result, names[1] ?? '', context, options, report)
    return result
  })
}

/** An option that takes one of a few words, and says which was probably meant. */
function oneOf<Word extends string>(
  flags: string,
  description: string,
  words: readonly Word[],
): Option {
  return new Option(flags, description).choices(words).argParser((text): Word => {
    const word = words.find((each) => each === text)
    if (word !== undefined) return word
    const [near] = nearest(text, words)
    const meant = near === undefined ? '' : `Did you mean ${near}? `
    throw new InvalidArgumentError(`${meant}Allowed choices are ${words.join(', ')}.`)
  })
}

function objectsAreNoGroups(): LoupeError {
  return new LoupeError(
    'usage',
    '--objects lists objects one by one, so --by and --sort mean nothing with it.',
    "Leave them out, or narrow the list with --where, such as --where 'class=Work'.",
  )
}
