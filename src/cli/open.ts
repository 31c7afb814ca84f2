// Opening a dump for a command: options to the platform, progress to the terminal, Ctrl-C at once.

import { LoupeError } from '../base/errors.ts'
import type { OnProgress } from '../base/progress.ts'
import { safeText } from '../report/safe-text.ts'
import { paintFor } from './context.ts'
import type { Context, GlobalOptions } from './context.ts'
import type { OpenedDump, OpenOptions } from './platform.ts'
import { progressLineOn } from './progress-line.ts'
import type { ProgressLine } from './progress-line.ts'
import { colorFor } from './terminal.ts'

/** Opens `path` and tells on stderr what the user should know about the opening. */
export async function openDump(
  path: string,
  context: Context,
  options: GlobalOptions,
): Promise<OpenedDump> {
  const opened = await withProgress(path, context, options, (open) =>
    context.platform.openDump(path, open),
  )
  tellNotes(opened.notes, context, options)
  return opened
}

/** Remarks go to stderr, so that a pipe gets the answer alone. */
export function tellNotes(
  notes: readonly string[],
  context: Context,
  options: GlobalOptions,
): void {
  const paint = paintFor(colorFor(context.terminal, options.color, context.terminal.errIsTTY))
  for (const note of notes) context.terminal.err(`${paint.dim(`note: ${safeText(note)}`)}\n`)
}

/** The progress line of a command while it asks something of its dumps. */
const asking = new WeakMap<Context, ProgressLine>()

/** Asks what may take long, with a progress line that is gone afterwards, however it ends. */
export async function whileAsking<T>(
  context: Context,
  options: GlobalOptions,
  ask: () => T | Promise<T>,
): Promise<T> {
  const line = progressLineOn(context.terminal)
  if (isWatched(context, options)) asking.set(context, line)
  try {
    return await ask()
  } finally {
    asking.delete(context)
    line.clear()
  }
}

function isWatched({ terminal }: Context, options: GlobalOptions): boolean {
  return options.progress && terminal.errIsTTY
}

/** Runs a long operation on a dump with a progress line that is gone afterwards, however it ends. */
export async function withProgress<T>(
  path: string,
  context: Context,
  options: GlobalOptions,
  operation: (open: OpenOptions) => Promise<T>,
): Promise<T> {
  const { terminal } = context
  if (path === '-' && terminal.inIsTTY) {
    throw new LoupeError(
      'usage',
      'nothing is piped into loupe.',
      'Try: gunzip -c dump.json.gz | loupe summary -',
    )
  }
  const line = progressLineOn(terminal)
  const watched = isWatched(context, options)
  const onQuestion: OnProgress = (progress) => asking.get(context)?.onProgress(progress)
  try {
    return await operation({
      index: options.index,
      spill: options.allowSpill === true || options.spill,
      ...(options.workers === undefined ? {} : { workers: options.workers }),
      ...(watched ? { onProgress: line.onProgress, onQuestion } : {}),
      ...(path === '-' ? { stream: terminal.stdin } : {}),
    })
  } finally {
    line.clear()
  }
}
