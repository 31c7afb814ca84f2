// One question, one answer: open the dump, ask, print the result as a screen or as the record
// itself, close.

import type { View } from '../report/screen.ts'
import { safeJson } from '../report/safe-text.ts'
import type { Questions } from '../workbench/questions.ts'
import type { Result } from '../workbench/results.ts'
import { viewOf } from './context.ts'
import type { Context, GlobalOptions } from './context.ts'
import { openDump, tellNotes, whileAsking } from './open.ts'

export interface AnswerOptions extends GlobalOptions {
  readonly json?: boolean
}

export async function answer<R extends Result>(
  dump: string,
  context: Context,
  options: AnswerOptions,
  ask: (questions: Questions) => R,
  report: (result: R, view: View) => string,
): Promise<R> {
  const opened = await openDump(dump, context, options)
  try {
    const result = await whileAsking(context, options, () => ask(opened.questions))
    print(result, dump, context, options, report)
    return result
  } finally {
    tellNotes(await opened.close(), context, options)
  }
}

/** With `--json` exactly the record, as one document on one line; else the screen. */
export function print<R extends object>(
  result: R,
  dump: string,
  context: Context,
  options: AnswerOptions,
  report: (result: R, view: View) => string,
): void {
  const text =
    options.json === true ? jsonDocument(result) : report(result, viewOf(context, options, dump))
  context.terminal.out(text)
}

/** A result record as one line of JSON. */
export function jsonDocument(result: object): string {
  return `${safeJson(JSON.stringify(result))}\n`
}
