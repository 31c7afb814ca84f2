// Places in backtraces (caller_locations, backtrace_locations) that are kept without an error: each keeps
// the whole backtrace that it is from. What to do instead, for whatever rule explains the rest.
import type { CountBytes } from '../../../workbench/results.ts'

const PLACE = 'Thread::Backtrace::Location'
/** Of what is held, so many have to have one. */
const MANY = 0.5

/** A sentence for the advice; undefined where it is about something else. */
export function backtraceAdvice(
  rule: string,
  held: CountBytes,
  classes: readonly { readonly name: string; readonly count: number }[],
): string | undefined {
  if (rule === 'tracker-exception') return undefined
  const places = classes.find(({ name }) => name === PLACE)
  if (places === undefined || places.count < held.count * MANY) return undefined
  return `Each ${PLACE} (caller_locations) keeps a whole backtrace: keep its path and lineno, or to_s, instead.`
}
