// Growth that no finding explains. Memory may gather in very many places, a little in each: then there is
// no place to be told, but the heap grows all the same, and it must not be called healthy.
// What findings and the tracer's table have grown by is taken off the heap of each dump. What is left is
// told where it grew each time, about as much, and by more than findings explain that did not come once.
// Cost: nothing where that is not so; else two passes over the rows of the first dump and of the last.
import { NONE } from '../../base/record.ts'
import { formatBytes, formatCount } from '../../base/format.ts'
import type { CountBytes, NamedBytes, WhyFinding } from '../../workbench/results.ts'
import { growthHolders } from '../diff/growth-holders.ts'
import { earliestOf, type Matching } from '../diff/matching.ts'
import { kindWords, plainWords } from '../rules/words/words.ts'
import { objectRef, shallowSize, type Study } from '../study.ts'
import type { Judged } from './judged.ts'
import { signatureOf } from './signature.ts'

/** Growth of a heap from dump to dump under these is none: share of the first, and bytes. */
const NOISE_SHARE = 0.03
const NOISE_BYTES = 64 * 1024
/** The last growth, against those before: under this it flattens. */
const FLATTER = 0.5
const TOLD = 6
/** A class or holder is named where so much of the growth is of it. */
const MUCH = 0.2

export interface Grown {
  readonly studies: readonly Study[]
  readonly matchings: readonly Matching[]
  /** Reachable bytes of each dump. */
  readonly totals: readonly number[]
  /** Names of the dumps, for commands. */
  readonly names: readonly string[]
}

/**
 * @param known what is told, and the tracer's table
 * @returns undefined where there is none, and of fewer than three dumps, which do not show it
 */
export function unexplainedGrowth(grown: Grown, known: readonly Judged[]): WhyFinding | undefined {
  const { studies, totals, names } = grown
  if (totals.length < 3) return undefined
  const left = restOf(totals, known)
  const growth = left[left.length - 1] - left[0]
  if (!isEven(left, totals[0]) || growth < explainedBy(known)) return undefined
  const last = studies[studies.length - 1]
  const total = totals[totals.length - 1]
  const counts = studies.map(({ trees }) => trees.dominators.reachable)
  const classes = grownClasses(studies[0], last)
  const holder = largestHolder(grown)
  const within =
    holder === undefined || holder.bytes < growth * MUCH
      ? ''
      : ` The largest part of it, ${formatBytes(holder.bytes)}, is in ${holder.words}.`
  const most = classes[0]
  const kinds =
    most === undefined || most.bytes < growth * MUCH
      ? ''
      : ` Most of it is ${formatCount(most.count)} ${classWords(most.name)} (${formatBytes(most.bytes)}).`
  return {
    rank: 1,
    signature: signatureOf('unexplained-growth', []),
    rule: 'unexplained-growth',
    title: `The heap grew by ${formatBytes(growth)}, and no single place explains it`,
    verdict: 'growing',
    verdictBecause: 'It grew by about as much each time.',
    confidence: 'possible',
    count: counts[counts.length - 1] - counts[0],
    bytes: growth,
    share: total === 0 ? 0 : growth / total,
    holder: objectRef(last, holder?.node ?? last.heap.graph.root),
    path: [],
    contents: classes,
    sites: [],
    because: `Not known: it is in many places, a little in each.${kinds}${within}`,
    advice:
      'See in what it grew with the commands below. Take the next dumps further apart: what grows is larger then, and the rest is not.' +
      (last.heap.dialect.traced
        ? ''
        : ' With allocation tracing (loupe capture --trace) they know the lines, too.'),
    growth: left.map((bytes, i) => ({ count: counts[i] - counts[0], bytes: bytes - left[0] })),
    evidence: [
      { words: ['diff', ...names, '--by', 'holder'], why: 'what grew, by what it is in' },
      { words: ['diff', ...names], why: 'what grew, by class' },
    ],
  }
}

/** Bytes of each dump without what is known. */
function restOf(totals: readonly number[], known: readonly Judged[]): number[] {
  return totals.map((total, i) =>
    known.reduce((rest, { growth }) => rest - (growth[i].bytes - growth[0].bytes), total),
  )
}

/** Bytes of what is told and did not grow only once. */
function explainedBy(known: readonly Judged[]): number {
  const told = known.filter((each) => each.isFinding && each.verdict.verdict !== 'one-time')
  return told.reduce((sum, { verdict }) => sum + Math.max(0, verdict.grown), 0)
}

function isEven(bytes: readonly number[], first: number): boolean {
  const steps = bytes.slice(1).map((after, i) => after - bytes[i])
  const latest = steps[steps.length - 1]
  const before = steps.slice(0, -1)
  const usual = before.reduce((sum, step) => sum + step, 0) / before.length
  const noise = Math.max(NOISE_BYTES, first * NOISE_SHARE)
  return steps.every((step) => step > noise) && latest >= usual * FLATTER
}

/** What there is more of that roots reach, by class, most bytes first. */
function grownClasses(first: Study, last: Study): NamedBytes[] {
  const before = byClass(first)
  const grown: NamedBytes[] = []
  for (const [name, { count, bytes }] of byClass(last)) {
    const earlier = before.get(name) ?? { count: 0, bytes: 0 }
    if (bytes <= earlier.bytes) continue
    grown.push({ name, count: Math.max(0, count - earlier.count), bytes: bytes - earlier.bytes })
  }
  return grown.sort((a, b) => b.bytes - a.bytes).slice(0, TOLD)
}

function byClass(study: Study): Map<string, CountBytes> {
  const { nodeAt, reachable } = study.trees.dominators
  const { groupOf, names } = study.names.groups
  const counts = new Float64Array(names.length)
  const bytes = new Float64Array(names.length)
  for (let position = 0; position < reachable; position++) {
    const node = nodeAt[position]
    if (node >= study.heap.count) continue
    counts[groupOf[node]]++
    bytes[groupOf[node]] += shallowSize(study, node)
  }
  const tallies = names.map((name, i) => [name, { count: counts[i], bytes: bytes[i] }] as const)
  return new Map(tallies.filter(([, { count }]) => count > 0))
}

/** `String` are strings; what Ruby keeps for itself has a kind only. */
function classWords(name: string): string {
  const [, imemo] = /^IMEMO (\w+)$/.exec(name) ?? []
  return imemo === undefined ? `objects of ${name}` : kindWords(2, imemo)
}

/** What all dumps have, in which there is the most that the first had not. */
function largestHolder({ studies, matchings }: Grown) {
  const last = studies[studies.length - 1]
  const firstOf = Uint32Array.from({ length: last.heap.count }, (_, row) =>
    earliestOf(matchings, row),
  )
  const holderOf = growthHolders(last, firstOf)
  const bytes = new Float64Array(last.heap.graph.nodeCount)
  let node = -1
  for (let row = 0; row < last.heap.count; row++) {
    const holder = holderOf[row]
    // New at a root, or in no root's reach: no place.
    if (firstOf[row] !== NONE || holder >= last.heap.count) continue
    bytes[holder] += shallowSize(last, row)
    if (node < 0 || bytes[holder] > bytes[node]) node = holder
  }
  if (node < 0) return undefined
  const { kinds } = last.names
  const words = plainWords({ count: 1, label: kinds.labelOf(kinds.kindOf(node)) })
  return { node, bytes: bytes[node], words }
}
