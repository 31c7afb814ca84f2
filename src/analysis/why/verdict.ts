// Whether what is held grows on, has a limit, came once or stays as it is. Several dumps tell by how much
// it grew from each to the next, where the work in between is taken to be alike. One dump does not tell:
// what the generations say is said, and no more is made of it.
import { formatCount } from '../../base/format.ts'
import type { CountBytes, WhyVerdict } from '../../workbench/results.ts'
import type { Explanation } from '../rules/rule.ts'
import { countSteps, isLeaping, lengthSteps, type Measured } from './filled.ts'
import type { GenerationSpread } from './generations.ts'

export interface Verdict {
  readonly verdict: WhyVerdict
  /** A sentence or two without the figures; '' where the verdict says it all. */
  readonly because: string
  /** Bytes from the first dump to the last; 0 with one. */
  readonly grown: number
}

/** Growth under these is none: share of all reachable bytes, bytes, and share of what is held. */
const NOISE_SHARE = 0.0005
const NOISE_BYTES = 2048
const NOISE_OWN = 0.005
/** Of entries that are as many as before, their sizes may differ by so much: of them, of the heap. */
const SAME_COUNT_NOISE = 0.05
const SAME_COUNT_SHARE = 0.002
/** The last growth, against the one before: under this it flattens. */
const FLATTER = 0.5
/** Over this it speeds up. */
const FASTER = 1.5
/** Of a single text or table, growth under both is as likely that of a buffer which is emptied when full. */
const LITTLE_BYTES = 256 * 1024
const LITTLE_SHARE = 0.05
/** Where bytes and lengths do not tell the same. */
const BY_LENGTH = 'Judged by how much is in it: the room for that is made in leaps.'

export function verdictOf(
  growth: readonly Measured[],
  total: number,
  { cap }: Pick<Explanation, 'cap'>,
  generations: GenerationSpread | undefined,
): Verdict {
  const last = growth[growth.length - 1]
  if (growth.length === 1) return { ...ofOneDump(cap, generations), grown: 0 }
  const grown = last.bytes - growth[0].bytes
  const steps = growth.slice(1).map((after, i) => stepOf(growth[i], after, total))
  const rising = steps.map((step) => step > 0)
  const said = (verdict: WhyVerdict, because: string): Verdict => ({ verdict, because, grown })

  if (!rising.includes(true)) return said('static', '')
  if (cap !== undefined) {
    const flat = steps[steps.length - 1] < steps[0] * 0.9 && steps.length > 1
    const slower = flat ? ', more slowly each time,' : ','
    return said('plateau', `It grew${slower} and there is a limit: ${cap.why}.`)
  }
  if (isBuffer(growth) && grown < Math.min(LITTLE_BYTES, total * LITTLE_SHARE)) {
    return said(
      'unknown',
      'It grew, but by little: what fills up and is emptied when it is full looks the same.',
    )
  }
  if (steps.length === 1) {
    return said('growing', 'It grew. A third dump would tell whether it grows on.')
  }
  if (isLeaping(growth)) {
    return steps[steps.length - 1] > 0
      ? said('growing', 'It grows in steps, as a table does that is made larger when it is full.')
      : said(
          'unknown',
          'It grew in one step, as a table does that is made larger when it is full. Whether it fills up again a later dump would tell.',
        )
  }
  const lengths = lengthSteps(growth)
  const counts = countSteps(growth)
  if (lengths?.some((step) => step > 0) === true) {
    const isRoomier = steps.some((step, i) => step > 0 !== lengths[i] > 0)
    return ofSteps(lengths, (verdict, because) =>
      said(verdict, isRoomier ? `${because} ${BY_LENGTH}` : because),
    )
  }
  if (counts !== undefined && isSteady(counts)) return ofSteps(counts, said)
  return ofSteps(steps, said)
}

/** One object, whose text or table is the memory; the number of entries would tell more. */
function isBuffer(growth: readonly Measured[]): boolean {
  return growth.every(({ count, filled }) => {
    if (count === 0) return true
    return count === 1 && (filled?.of === 'bytes' || filled?.of === 'unknown')
  })
}

/** More each time, and at the end not much less than before. */
function isSteady(steps: readonly number[]): boolean {
  return steps.every((step) => step > 0) && steps[steps.length - 1] >= usualOf(steps) * FLATTER
}

/** The mean of all but the last. */
function usualOf(steps: readonly number[]): number {
  const before = steps.slice(0, -1)
  return before.reduce((sum, step) => sum + step, 0) / before.length
}

/** @param steps growth from each dump to the next, 0 for none; some are more */
function ofSteps(
  steps: readonly number[],
  said: (verdict: WhyVerdict, because: string) => Verdict,
): Verdict {
  const latest = steps[steps.length - 1]
  const usual = usualOf(steps)
  if (latest <= 0) {
    const once = steps.filter((step) => step > 0).length === 1
    return said(once ? 'one-time' : 'plateau', 'It grew and then stopped.')
  }
  if (usual <= 0) return said('one-time', 'It came between the last two dumps only.')
  if (latest < usual * FLATTER)
    return said('plateau', 'It grows less and less, if as much was done each time.')
  const isFaster = latest > usual * FASTER
  return said('growing', isFaster ? 'It grows faster.' : 'It grew by about as much each time.')
}

/** Bytes, 0 where it is not worth to be called growth. */
function stepOf(before: CountBytes, after: CountBytes, total: number): number {
  const bytes = after.bytes - before.bytes
  if (bytes <= Math.max(NOISE_BYTES, total * NOISE_SHARE, before.bytes * NOISE_OWN)) return 0
  const many = after.count > 1
  const same = Math.max(before.bytes * SAME_COUNT_NOISE, total * SAME_COUNT_SHARE)
  if (many && after.count <= before.count && bytes <= same) return 0
  return bytes
}

function ofOneDump(
  cap: Explanation['cap'],
  generations: GenerationSpread | undefined,
): Omit<Verdict, 'grown'> {
  if (cap !== undefined) {
    return {
      verdict: 'plateau',
      because: `There is a limit: ${cap.why}.`,
    }
  }
  if (generations === undefined) {
    return { verdict: 'unknown', because: '' }
  }
  const { first, last, now, shape } = generations
  const when = `garbage collections ${formatCount(first)} to ${formatCount(last)} of ${formatCount(now)}`
  if (shape === 'even') {
    return {
      verdict: 'unknown',
      because: `It was allocated evenly over ${when}. So is a leak, and so is a busy cache.`,
    }
  }
  if (shape === 'spike') {
    return {
      verdict: 'one-time',
      because: `Nearly all of it was allocated within a short time (${when}), as tables are that are loaded once.`,
    }
  }
  return {
    verdict: 'unknown',
    because: `It was allocated in ${when}.`,
  }
}
