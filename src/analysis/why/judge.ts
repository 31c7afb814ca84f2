// Candidates explained, measured and judged, the most telling first.
// With several dumps what grows comes before what does not, by how much of the growth it explains; what
// does not grow is told only where it is never meant. With one dump all there is to go by is how much it
// is, how rarely that is meant, and when it was allocated.
import { formatCount } from '../../base/format.ts'
import { anchorAbove, anchorWords } from '../rules/evidence/anchors.ts'
import { RULES } from '../rules/all-rules.ts'
import type { Explanation, Rule, RuleContext } from '../rules/rule.ts'
import { attributed } from '../ownership/attributed.ts'
import type { Study } from '../study.ts'
import { oneOf } from '../rules/words/words.ts'
import type { Candidate } from './candidate.ts'
import { deepened } from './deepened.ts'
import type { Measured } from './filled.ts'
import { generationSpread, type GenerationSpread } from './generations.ts'
import type { History, Place } from './growth.ts'
import { growthOfAll, mergedPlaces } from './merged-places.ts'
import type { Judged } from './judged.ts'
import { withJointHolds } from './joint-holds.ts'
import { namedSteps, type NamedStep } from './named-steps.ts'
import { isRunning } from './running.ts'
import { withSpread } from './spread-told.ts'
import type { RunTimeNames } from './run-time-names.ts'
import { withRunTimeNames } from './with-names.ts'
import { withSharedHolders } from './shared-holders.ts'
import { isSymbols, withSymbolTexts } from './symbol-texts.ts'
import { verdictOf, type Verdict } from './verdict.ts'

/** Largest candidates that are looked at. */
const MOST_CANDIDATES = 120
/** Objects inside what is held whose generation is looked at, about. */
const MOST_INSIDE = 100_000
/** Further holders that are named. */
const OTHERS = 2
/** As large as before, or nearly. */
const STILL = 1.01
/** With one dump, share times suspicion under which nothing is said. */
const LEAST_SCORE = 0.01

/**
 * @param candidates places where much has gathered
 * @param names those that were made at run time
 * @param spread what has grown a little in each of many places, told where no place explains it
 */
export function judge(
  study: Study,
  candidates: readonly Candidate[],
  history: History,
  spread: readonly Candidate[] = [],
  names: RunTimeNames = () => undefined,
): Judged[] {
  const largest = candidates.toSorted((a, b) => b.bytes - a.bytes).slice(0, MOST_CANDIDATES)
  const step = (phase: string, done: number): void =>
    study.onProgress?.({ phase, done, total: largest.length })
  const deep = largest.map((candidate, at) => {
    step('looking what has grown', at)
    return deepened(study, withSymbolTexts(study, candidate), history)
  })
  const explained = mergedPlaces(withSharedHolders(study, deep))
    .map((candidate, at) => {
      step('explaining', at)
      return judgeOne(study, candidate, history)
    })
    .filter((judged) => judged !== undefined)
  const places = withRunTimeNames(study, explained, names, (candidate) =>
    judgeOne(study, candidate, history),
  )
  const many = spread
    .map((candidate) => judgeOne(study, candidate, history))
    .filter((each) => each?.verdict.verdict === 'growing')
    .filter((each) => each !== undefined)
  const judged = withSpread(attributed(study).tree, places, many).sort(
    (a, b) => b.score - a.score || b.bytes - a.bytes,
  )
  const joined = withJointHolds(study, judged)
  const isGrowing = joined.some(
    ({ isFinding, verdict }) => isFinding && verdict.verdict === 'growing',
  )
  // Where something grows on, what came once and stays as it is only leads away from it.
  const told = isGrowing
    ? joined.map((each) => (hasStopped(each) ? { ...each, isFinding: false } : each))
    : joined
  return told.some(isOfSymbols) ? told.filter((each) => !isTableThatGrew(each)) : told
}

/** Symbols that are told with their texts explain why Ruby's table of them has grown. */
function isOfSymbols({ candidate, isFinding, verdict }: Judged): boolean {
  return isFinding && verdict.grown > 0 && (isSymbols(candidate) || candidate.isOfNames === true)
}

function isTableThatGrew({ rule, verdict }: Judged): boolean {
  return rule === 'vm-tables' && verdict.grown > 0
}

/** It grew once, is as large as in the dump before, and is no defect. */
export function hasStopped({
  verdict,
  growth,
  explanation,
}: Pick<Judged, 'verdict' | 'growth' | 'explanation'>): boolean {
  if (verdict.verdict !== 'one-time' || growth.length < 3 || explanation.isDefect === true) {
    return false
  }
  const [before, last] = growth.slice(-2)
  return last.bytes <= before.bytes * STILL && last.count <= before.count * STILL
}

function judgeOne(study: Study, candidate: Candidate, history: History): Judged | undefined {
  const context = contextOf(study, candidate, history)
  const explained = explain(candidate, context)
  if (explained === undefined) return undefined
  const { rule } = explained
  const explanation = ofPlaces(withOthers(explained.explanation, candidate, context), candidate)
  const held = explanation.held ?? candidate.held
  const holder = explanation.holder ?? candidate.holder
  const isMoved = held !== candidate.held || holder !== candidate.holder
  // A rule that points deeper means only what hangs there.
  const isNarrower = held > candidate.held && candidate.shape === 'group'
  const tops = isNarrower ? candidate.steps[held].positions : candidate.tops
  const bytes = isNarrower ? candidate.steps[held].owned : candidate.bytes
  const growth =
    isMoved && candidate.parts === undefined
      ? history.growthOf(placeOf(candidate, held, holder))
      : context.growth
  const total = history.totals[history.totals.length - 1]
  const measured = verdictOf(growth, total, explanation, context.generations)
  const verdict = isAtWork(candidate, growth) ? { ...measured, ...AT_WORK } : measured
  const share = total === 0 ? 0 : bytes / total
  const shared = { candidate, explanation, held, holder, tops, bytes, growth, verdict }
  const score = scoreOf(share, explanation, verdict, context.generations, history.totals)
  const rises = verdict.verdict === 'growing' || verdict.verdict === 'plateau' || verdict.grown > 0
  const isFinding =
    explanation.suspicion > 0 &&
    (explanation.isDefect === true ||
      (history.totals.length > 1 ? rises && verdict.verdict !== 'static' : score >= LEAST_SCORE))
  const judged = { ...shared, rule: rule.name, steps: context.steps, score, isFinding }
  if (!hasStopped(judged)) return judged
  const advice = `Nothing, if it is meant to stay: it has stopped growing. Else: ${explanation.advice.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())}`
  return { ...judged, explanation: { ...explanation, advice } }
}

const AT_WORK = { verdict: 'unknown', because: '', grown: 0 } as const
/** Words of a stack come and go by so much. */
const SAME_WORK = 1.25

/** What a thread refers to itself, about as much as before: that is what its methods work with now. */
function isAtWork({ shape, steps, holder }: Candidate, growth: readonly Measured[]): boolean {
  if (growth.length === 1 || shape !== 'container') return false
  const first = growth[0].count
  return isRunning(steps[holder]) && growth[growth.length - 1].count <= first * SAME_WORK
}

/** What a rule pointed to, as it lies in the tree. */
function placeOf(candidate: Candidate, held: number, holder: number): Place {
  const { place } = candidate
  if (place === undefined) return { ...candidate, held, holder }
  const inserted = candidate.held - place.held
  return { ...place, held: held - inserted, holder: Math.min(place.holder, held - inserted) }
}

/** Names the further holders: all of them have to let go. */
function withOthers(
  explanation: Explanation,
  { sharedWith = [] }: Candidate,
  context: RuleContext,
): Explanation {
  if (sharedWith.length === 0) return explanation
  const words = sharedWith.slice(0, OTHERS).map((way) => {
    const steps = namedSteps(context.study, way)
    const own = { study: context.study, owned: context.owned, steps }
    const anchor = anchorAbove(own, way.length - 1)
    return `${oneOf(way[way.length - 1].label)} of ${anchorWords(own, anchor)}`
  })
  const because = `${explanation.because} All of it is also held by ${[...new Set(words)].join(' and ')}: it goes when none holds it any more.`
  return { ...explanation, because }
}

/** That many places are one leak. */
function ofPlaces(explanation: Explanation, { places }: Candidate): Explanation {
  if (places === undefined) return explanation
  const number = formatCount(places.length)
  return {
    ...explanation,
    because: `${explanation.because} There are ${number} such places, with a little in each: none is large, together they are.`,
    advice: `${explanation.advice} The same goes for each of the ${number} places: look for the code that they share.`,
  }
}

function explain(
  candidate: Candidate,
  context: RuleContext,
): { rule: Rule; explanation: Explanation } | undefined {
  for (const rule of RULES) {
    const explanation = rule.explain(candidate, context)
    if (explanation !== undefined) return { rule, explanation }
  }
  return undefined
}

function contextOf(study: Study, candidate: Candidate, history: History): RuleContext {
  const owned = attributed(study)
  let steps: readonly NamedStep[] | undefined
  let growth: readonly Measured[] | undefined
  let spread: { readonly of: GenerationSpread | undefined } | undefined
  return {
    study,
    owned,
    get steps() {
      return (steps ??= namedSteps(study, candidate.steps))
    },
    get growth() {
      return (growth ??= growthOfAll(candidate, history))
    },
    get generations() {
      spread ??= { of: spreadOf(study, owned, candidate.steps[candidate.held].positions) }
      return spread.of
    },
  }
}

/** Lists made at once may be filled all the time: then it is what they hold that tells. */
function spreadOf(
  study: Study,
  { tree }: RuleContext['owned'],
  positions: Uint32Array,
): GenerationSpread | undefined {
  const { nodeAt, subtree } = tree
  const spread = generationSpread(
    study,
    positions.map((at) => nodeAt[at]),
  )
  if (spread?.shape !== 'spike') return spread
  let all = 0
  for (const at of positions) all += subtree[at]
  // Every `stride`th of a subtree, the first aside.
  const stride = Math.max(1, Math.floor(all / MOST_INSIDE))
  const inside: number[] = []
  for (const at of positions) {
    for (let below = at + 1; below < at + subtree[at]; below += stride) inside.push(nodeAt[below])
  }
  const deeper = generationSpread(study, Uint32Array.from(inside))
  return deeper === undefined || deeper.shape === 'spike' ? spread : deeper
}

function scoreOf(
  share: number,
  { suspicion, isDefect }: Explanation,
  { verdict, grown }: Verdict,
  generations: GenerationSpread | undefined,
  totals: readonly number[],
): number {
  const weighed = share * suspicion
  if (totals.length === 1) {
    if (generations?.shape === 'even') return weighed * 1.5
    return generations?.shape === 'spike' ? weighed * 0.5 : weighed
  }
  const all = Math.max(totals[totals.length - 1] - totals[0], totals[0] * 0.01)
  const part = Math.min(1, Math.max(0, grown) / all)
  switch (verdict) {
    case 'growing':
      return 1 + part * (0.5 + suspicion / 2)
    case 'plateau':
    case 'one-time':
      return isDefect === true ? 1 + part : 0.3 * part + weighed * 0.1
    case 'unknown':
      return 0.3 * part + weighed * 0.1
    case 'static':
      return weighed * (isDefect === true ? 0.5 : 0.05)
  }
}
