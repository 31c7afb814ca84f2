// A candidate explained by a rule, measured in each dump and judged.
import type { Explanation } from '../rules/rule.ts'
import type { Candidate } from './candidate.ts'
import type { Measured } from './filled.ts'
import type { NamedStep } from './named-steps.ts'
import type { Verdict } from './verdict.ts'

export interface Judged {
  readonly candidate: Candidate
  readonly rule: string
  readonly explanation: Explanation
  readonly steps: readonly NamedStep[]
  readonly holder: number
  readonly held: number
  readonly tops: Uint32Array
  readonly bytes: number
  readonly growth: readonly Measured[]
  readonly verdict: Verdict
  readonly score: number
  /** Worth to be told as one; else it is one of those that are large but not suspicious. */
  readonly isFinding: boolean
}
