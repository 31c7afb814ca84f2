// One object that is large by itself: its size in words, and why it is so large.
// Cost: a few reads.
import { formatBytes, formatCount } from '../../../base/format.ts'
import { TYPE_ARRAY, TYPE_HASH, TYPE_STRING } from '../../../base/record.ts'
import { shallowSize, type Study } from '../../study.ts'
import type { Candidate, CandidateStep } from '../../why/candidate.ts'
import type { Anchor } from '../evidence/anchors.ts'
import { isDataContainer } from '../evidence/core-data.ts'
import { contentEdges } from '../evidence/hash-keys.ts'
import { isOfSet } from '../evidence/key-copies.ts'
import type { RuleContext } from '../rule.ts'
import { kindWords, oneOf } from './words.ts'

/** A default, a class, what was in it by the way: fewer references are none of its entries. */
const SOME_OBJECTS = 10
const MOST = 0.5

interface LargeWords {
  /** 'a large hash of 90,000 entries' */
  readonly what: string
  /** ' in @entries', or nothing */
  readonly name: string
  readonly because: string
  readonly label: string
}

/** @param candidate of the shape 'single' */
export function largeWords(
  candidate: Candidate,
  { study }: RuleContext,
  anchor: Anchor,
): LargeWords {
  const { steps, held } = candidate
  // A Set of before Ruby 3.5 has a hash inside it, which is nobody's business.
  const label = isOfSet(candidate) ? '#<Set>' : steps[held].label
  const step = { ...steps[held], label }
  const own = anchor.kind === 'instance' || anchor.kind === 'class-ivar' ? anchor.name : undefined
  return {
    what: `${oneOf(label).replace(/^an? /, 'a large ')}${sizeOf(step, study)}`,
    name: own === undefined ? '' : ` in ${own}`,
    because: whyLarge(step, study),
    label,
  }
}

/** An array, a hash or a set whose own table is most of what it is. */
export function isLargeContainer({ shape, steps, held }: Candidate, study: Study): boolean {
  const { node, owned } = steps[held]
  return shape === 'single' && isContainer(node, study) && shallowSize(study, node) >= owned * MOST
}

function whyLarge({ node, owned, label }: CandidateStep, study: Study): string {
  const sort = kindWords(1, label)
  if (node < study.heap.count && shallowSize(study, node) < owned * MOST) {
    return `It is large with what only this ${sort} holds: see what is inside.`
  }
  if (!isContainer(node, study)) return `The ${sort} itself is large, not what it refers to.`
  const [first, end] = contentEdges(study, node)
  return end - first < SOME_OBJECTS
    ? `The ${sort} itself is large: its entries are small numbers, symbols, true, false or nil, which are no objects of their own.`
    : `The ${sort} itself is large: its entries are numbers, symbols or nil, or objects that others hold too, which do not count here.`
}

function isContainer(row: number, { heap }: Study): boolean {
  const type = row < heap.count ? heap.columns.type[row] : 0
  return type === TYPE_HASH || type === TYPE_ARRAY || isDataContainer(heap, row)
}

/** ' of 90,000 entries', for what has a length. */
function sizeOf({ node }: CandidateStep, { heap }: Study): string {
  if (node >= heap.count) return ''
  const length = heap.columns.length[node]
  switch (heap.columns.type[node]) {
    case TYPE_HASH:
      return ` of ${formatCount(length)} entries`
    case TYPE_ARRAY:
      return ` of ${formatCount(length)} elements`
    case TYPE_STRING:
      return length === 0 ? '' : ` of ${formatBytes(length)}`
    default:
      return ''
  }
}
