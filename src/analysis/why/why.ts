// What holds the memory, and why: the answer in one command. Candidates are where memory has gathered in
// the last dump (accumulation.ts), each explained by the first rule that knows it, measured in the dumps
// before, judged, and ranked: what explains the growth first, then what holds much and is rarely meant.
// Bytes are those that the attributed tree gives to what is held, less what an earlier finding has told.
// Cost: the attributed tree of each dump, the matching of neighbours, the children of what is large.
import type { DiffDump, Why, WhyFinding } from '../../workbench/results.ts'
import { RESULT_VERSION } from '../../workbench/results.ts'
import { LoupeError } from '../../base/errors.ts'
import { describeDump, needAllRoots, type NamedStudy } from '../diff/compared.ts'
import { matchHeaps, type Matching } from '../diff/matching.ts'
import { attributed } from '../ownership/attributed.ts'
import { needRoots, type Study } from '../study.ts'
import { accumulations } from './accumulation.ts'
import { createClaims } from './claims.ts'
import { contentsOf } from './contents.ts'
import { doubtsOf } from './doubts.ts'
import { findingOf } from './finding.ts'
import { createHistory } from './growth.ts'
import { causeWords } from './cause-words.ts'
import { judge } from './judge.ts'
import type { Judged } from './judged.ts'
import { missingFacts } from './missing.ts'
import { withOwnGrowth } from './own-growth.ts'
import { runTimeNames } from './run-time-names.ts'
import { whySentence } from './sentence.ts'
import { spreadCandidates } from './spread.ts'
import { unexplainedGrowth } from './unexplained.ts'
import { unsuspicious } from './unsuspicious.ts'

export interface WhyOptions {
  /** At most so many findings, 7 where not said. */
  readonly limit?: number
}

const LIMIT = 7
/** What owns less of the reachable bytes is passed over: with one dump, with several. */
const SHARE_ONE = 0.01
const SHARE_SEVERAL = 0.002
/** A finding of which others have told more than this is theirs. */
const TOLD = 0.5

/**
 * @param dumps one or more, earliest first
 * @throws LoupeError 'no-roots' where a dump cannot tell who holds what
 */
export function why(dumps: readonly NamedStudy[], options: WhyOptions = {}): Why {
  if (dumps.length === 0) throw new LoupeError('usage', 'no dump was given.')
  const studies = dumps.map(({ study }) => study)
  if (dumps.length === 1) needRoots(studies[0], 'why its objects are held')
  needAllRoots({ dumps, matchings: [] }, 'what grew, nor why it is held')
  const last = studies[studies.length - 1]
  const matchings = studies.slice(1).map((_, i) => matched(studies, i))
  const history = createHistory(studies, matchings)
  const { tree } = attributed(last)
  const total = tree.retained[last.heap.graph.root]

  const share = studies.length === 1 ? SHARE_ONE : SHARE_SEVERAL
  last.onProgress?.({ phase: 'looking where memory has gathered', done: 0, total: 0 })
  const spread = spreadCandidates(studies, matchings)
  const made = runTimeNames(studies, total * share)
  const judged = judge(last, accumulations(last, share), history, spread, made)
  const claims = createClaims(tree)
  const findings: WhyFinding[] = []
  let healthy = true
  /** Of the first finding. */
  let cause = ''
  const others: Judged[] = []
  const told: Judged[] = []
  for (const [at, each] of judged.entries()) {
    last.onProgress?.({ phase: 'looking what is inside', done: at, total: judged.length })
    if (!each.isFinding || findings.length >= (options.limit ?? LIMIT)) {
      if (!claims.has(each.tops[0])) others.push(each)
      continue
    }
    const { apart } = each.candidate
    const contents = contentsOf(last, claims.unclaimed(each.tops, apart))
    if (contents.bytes < each.bytes * TOLD) continue
    const own = withOwnGrowth(tree, each, told, total)
    if (!own.isFinding) continue
    claims.claim(each.tops, apart)
    told.push(own)
    if (own.verdict.verdict === 'growing' || own.explanation.isDefect === true) healthy = false
    if (findings.length === 0) cause = causeWords(last, own)
    findings.push(findingOf(last, own, contents, total, findings.length + 1))
  }
  const names = dumps.map(({ name }) => name)
  const grown = { studies, matchings, totals: history.totals, names }
  const limit = Math.max(2, options.limit ?? LIMIT)
  const known = [...told, ...others.filter(({ rule }) => rule === 'tracer')]
  // It is told where it is more than all findings explain, and so before them.
  const rest = unexplainedGrowth(grown, known)
  if (rest !== undefined) {
    healthy = false
    cause = 'growth that no single place explains'
    const after = findings.splice(0, limit - 1)
    findings.splice(0, findings.length, rest)
    findings.push(...after.map((each, at) => ({ ...each, rank: at + 2 })))
  }
  const besides = others.map((each) => withOwnGrowth(tree, each, told, total))
  const doubts = doubtsOf({ dumps, matchings }, history.totals)
  const described: DiffDump[] = dumps.map((dump) => describeDump(dump))
  return {
    kind: 'why',
    version: RESULT_VERSION,
    dumps: described,
    sentence: whySentence(total, findings, studies.length, cause),
    healthy,
    ...(doubts.length === 0 ? {} : { doubts }),
    findings,
    unsuspicious: unsuspicious(
      rest === undefined ? besides : besides.filter(isStill),
      history.totals,
    ),
    missing: missingFacts(
      dumps,
      described.map(({ bytes }) => bytes),
    ),
  }
}

/** Where growth is not explained, nothing is said not to matter that grew. */
function isStill({ rule, verdict }: Judged): boolean {
  return rule === 'tracer' || verdict.grown <= 0
}

function matched(studies: readonly Study[], before: number): Matching {
  const [earlier, later] = [studies[before], studies[before + 1]]
  later.onProgress?.({ phase: 'matching objects', done: before, total: studies.length - 1 })
  return matchHeaps(earlier, later)
}
