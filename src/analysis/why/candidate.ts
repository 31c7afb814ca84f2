// A candidate: a place where memory has gathered, before anybody says whether that is bad. It is a way
// down the attributed tree, root first, on which objects of one sort under one sort are one step, and
// the subtrees that are held. Rules (../rules/) explain candidates; findings are explained ones.
import type { CountBytes } from '../../workbench/results.ts'

/**
 * 'container': one object holds very many. 'group': very many of a sort are held side by side by what
 * holds everything (a root, a class). 'chain': objects of a sort hold each other in a long row.
 * 'single': one object that is large by itself or with its few parts.
 */
export type CandidateShape = 'container' | 'group' | 'chain' | 'single'

/** Objects of one sort at one place. */
export interface CandidateStep {
  /** Of their kind: `#<Work>`, `String`, `callcache`, `Cache (class)`, `ROOT vm`. */
  readonly label: string
  /** Positions in the attributed tree. Shared: not to be written to. */
  readonly positions: Uint32Array
  readonly count: number
  /** Bytes that all of them own. */
  readonly owned: number
  /** The one that owns the most. */
  readonly node: number
}

export interface Candidate {
  readonly shape: CandidateShape
  /** Root category first, then down to what is held and what that holds for the most part. */
  readonly steps: readonly CandidateStep[]
  /** Index in `steps`: what has gathered it. */
  readonly holder: number
  /** Index in `steps`: the first step of what has gathered; `holder` itself for 'single'. */
  readonly held: number
  /** Positions whose subtrees, which are disjoint, make up the candidate. */
  readonly tops: Uint32Array
  /** Bytes of those subtrees, without what is apart. */
  readonly bytes: number
  /** Positions of subtrees inside those that are looked at by themselves, and no part of it. */
  readonly apart?: ReadonlySet<number>
  /** Further holders of all of it, each with the way down to it. */
  readonly sharedWith?: readonly (readonly CandidateStep[])[]
  /** As it lies in the tree, where the way to a holder was put in. */
  readonly place?: Candidate
  /** The texts of the symbols that it holds belong to it (symbol-texts.ts). */
  readonly texts?: boolean
  /** Nodes of the last dump that hold it, each a little: found again one by one (spread.ts). */
  readonly places?: Uint32Array
  /** Names that Ruby keeps for good (run-time-names.ts). */
  readonly isOfNames?: boolean
  /** What is held in each dump, earliest first, where it is not found again by the way. */
  readonly measured?: readonly CountBytes[]
  /** The candidates that this one is made of, where several are told as one. */
  readonly parts?: readonly Candidate[]
}
