// A rule knows one mechanism by which Ruby programs keep what they no longer need. It is given a
// candidate and says in plain words what it is, why Ruby keeps it and what to do, or nothing where
// it is another mechanism. Rules are asked in the order of all-rules.ts; the first that knows explains.
import type { CountBytes, WhyConfidence } from '../../workbench/results.ts'
import type { Candidate } from '../why/candidate.ts'
import type { GenerationSpread } from '../why/generations.ts'
import type { NamedStep } from '../why/named-steps.ts'
import type { Attributed } from '../ownership/attributed.ts'
import type { Study } from '../study.ts'

export interface RuleContext {
  /** The last dump. */
  readonly study: Study
  readonly owned: Attributed
  /** As `candidate.steps`, with the names of the references between them. */
  readonly steps: readonly NamedStep[]
  /** When what is held was allocated; undefined where untraced. */
  readonly generations: GenerationSpread | undefined
  /** What is held, in each dump, earliest first; one entry with one dump. */
  readonly growth: readonly CountBytes[]
}

export interface Explanation {
  /** What is held by what, in the words of somebody who writes Rails applications. */
  readonly title: string
  /** Who holds it, as 'is held by' goes on, where that is not what the path has a name for. */
  readonly place?: string
  /** Why Ruby keeps it. */
  readonly because: string
  readonly advice: string
  /** Ruby versions concerned, in words; absent: all. */
  readonly rubies?: string
  readonly confidence: WhyConfidence
  readonly surer?: string
  /** 0 to 1: how rarely something of this sort is meant, by what one dump says. */
  readonly suspicion: number
  /** Never meant, however it grows: no heap with it is healthy. */
  readonly isDefect?: boolean
  /** There cannot be more than `most` of what is held, and why, as a sentence goes on. */
  readonly cap?: { readonly most: number; readonly why: string }
  /** Index in `steps` of what is held and of what holds it, where not those of the candidate. */
  readonly held?: number
  readonly holder?: number
}

export interface Rule {
  /** The mechanism, part of `--json` and of signatures: never changed. */
  readonly name: string
  /** undefined: it is something else. Must be quick: asked for each candidate. */
  explain(candidate: Candidate, context: RuleContext): Explanation | undefined
}
