// Opening the dumps of a comparison: one after the other, so that each has both cores and most of the
// memory to itself; progress, notes and errors say which dump they are of.

import { LoupeError } from '../base/errors.ts'
import type { Context, GlobalOptions } from './context.ts'
import { tellNotes, withProgress } from './open.ts'
import type { ComparedDump, OpenedDump } from './platform.ts'

/** Opens the dumps for as long as `use` takes; closing them may finish their indexes. */
export async function withDumps<T>(
  names: readonly string[],
  context: Context,
  options: GlobalOptions,
  use: (dumps: readonly ComparedDump[]) => Promise<T>,
): Promise<T> {
  const dumps = await openDumps(names, context, options)
  try {
    return await use(dumps)
  } finally {
    await closeDumps(dumps, context, options)
  }
}

/** Opens all or none; throws LoupeError. */
export async function openDumps(
  names: readonly string[],
  context: Context,
  options: GlobalOptions,
): Promise<ComparedDump[]> {
  if (names.filter((name) => name === '-').length > 1) {
    throw new LoupeError(
      'usage',
      'only one of the dumps can come from stdin.',
      'Give the others as files.',
    )
  }
  const dumps: ComparedDump[] = []
  try {
    for (const name of names) dumps.push({ name, opened: await openOne(name, context, options) })
    return dumps
  } catch (error) {
    await closeDumps(dumps, context, options)
    throw error
  }
}

/** Finishes their indexes too, and tells what went wrong with those. */
export async function closeDumps(
  dumps: readonly ComparedDump[],
  context: Context,
  options: GlobalOptions,
): Promise<void> {
  for (const { name, opened } of dumps) tellOf(name, await opened.close(), context, options)
}

async function openOne(
  name: string,
  context: Context,
  options: GlobalOptions,
): Promise<OpenedDump> {
  try {
    const opened = await withProgress(name, context, options, (open) => {
      const { onProgress } = open
      return context.platform.openDump(name, {
        ...open,
        ...(onProgress === undefined
          ? {}
          : {
              onProgress: (progress) =>
                onProgress({ ...progress, phase: `${shortName(name)}: ${progress.phase}` }),
            }),
      })
    })
    tellOf(name, opened.notes, context, options)
    return opened
  } catch (error) {
    if (!(error instanceof LoupeError) || name === '-' || error.message.includes(name)) throw error
    throw new LoupeError(error.code, `${name}: ${error.message}`, error.next)
  }
}

function tellOf(
  name: string,
  notes: readonly string[],
  context: Context,
  options: GlobalOptions,
): void {
  tellNotes(
    notes.map((note) => (note.includes(name) ? note : `${shortName(name)}: ${note}`)),
    context,
    options,
  )
}

/** The file without its folders, which would fill a line of progress. */
function shortName(name: string): string {
  return name === '-' ? 'stdin' : name.replace(/^.*[/\\](?=[^/\\])/, '')
}
