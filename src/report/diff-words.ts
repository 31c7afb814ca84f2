// Words that the screens of a diff share: the dumps by what they are to each other, and what a
// grouping groups by.

import type { DiffDump, DiffGrouping } from '../workbench/results.ts'

/** One group, several. */
export const GROUP_WORDS: Readonly<Record<DiffGrouping, readonly [one: string, many: string]>> = {
  class: ['class', 'classes'],
  type: ['type', 'types'],
  site: ['line', 'lines'],
  gem: ['gem', 'gems'],
  generation: ['generation', 'generations'],
  holder: ['holder', 'holders'],
  path: ['path', 'paths'],
}

/** Where the dumps of a diff are as the user typed them: for command lines. */
export function namesOf(dumps: readonly DiffDump[]): string[] {
  return dumps.map(({ name }) => name)
}

/** The last dump: it has what there is now. */
export function lastOf(dumps: readonly DiffDump[]): string {
  return dumps[dumps.length - 1]?.name ?? ''
}
