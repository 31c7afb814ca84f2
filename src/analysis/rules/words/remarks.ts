// What is true of the memory of a finding beside its cause: strings that are alike, room that is set aside,
// texts that others are pieces of. Where one of these is most of the memory it is a finding by itself
// (duplicate-strings.ts, capacity-slack.ts, shared-string.ts); else it is a sentence more on what to do.
// Cost: for each finding that is told, a sample of 20,000 objects, three times.
import type { Candidate } from '../../why/candidate.ts'
import { slackRemark } from '../capacity-slack.ts'
import { duplicatesRemark } from '../duplicate-strings.ts'
import type { RuleContext } from '../rule.ts'
import { sharedRemark } from '../shared-string.ts'

/** Rules that say who holds much, not of what sort it is. */
const OF_CONTAINERS: ReadonlySet<string> = new Set([
  'constant-container',
  'class-variable-container',
  'class-ivar-container',
  'global-container',
  'instance-container',
  'thread-local',
  'fiber-local',
  'default-proc-hash',
  'request-objects',
  'accumulation',
])

/** undefined where there is nothing to remark. */
export function remarkOn(
  rule: string,
  candidate: Candidate,
  context: Pick<RuleContext, 'study' | 'owned'>,
): string | undefined {
  if (!OF_CONTAINERS.has(rule)) return undefined
  return (
    sharedRemark(candidate, context) ??
    slackRemark(candidate, context) ??
    duplicatesRemark(candidate, context)
  )
}
