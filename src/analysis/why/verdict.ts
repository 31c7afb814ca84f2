// Whether what is held grows on, has a limit, came once or stays as it is. Several dumps tell by how much
// it grew from each to the next, where the work in between is taken to be alike. One dump does not tell:
// what the generations say is said, and no more is made of it.
import { formatBytes, formatCount } from '../../base/format.ts'
import type { CountBytes, WhyVerdict } from '../../workbench/results.ts'
import type { Explanation } from '../rules/rule.ts'
import type { GenerationSpread } from './generations.ts'

export interface Verdict {
  readonly verdict: WhyVerdict
  /** A sentence. */
  readonly because: string
  /** Bytes from the first dump to the last; 0 with one. */
  readonly grown: number
}

/** Growth under these is none: share of all reachable bytes, bytes, and share of what is held. */
const NOISE_SHARE = 0.0005
const NOISE_BYTES = 2048
const NOISE_OWN = 0.005
/** Of entries that are as many as before, their sizes may differ by so much. */
const SAME_COUNT_NOISE = 0.05
/** The last growth, against the one before: under this it flattens. */
const FLATTER = 0.5

export function verdictOf(
  growth: readonly CountBytes[],
  total: number,
  { cap }: Pick<Explanation, 'cap'>,
  generations: GenerationSpread | undefined,
): Verdict {
  const last = growth[growth.length - 1]
  const limit = cap === undefined ? '' : `: ${cap.why}`
  if (growth.length === 1) return { ...ofOneDump(last, cap, generations), grown: 0 }
  const grown = last.bytes - growth[0].bytes
  const counts = growth.map(({ count }) => formatCount(count)).join(' → ')
  const sizes = growth.map(({ bytes }) => formatBytes(bytes)).join(' → ')
  const numbers = `${counts} (${sizes})`
  const steps = growth.slice(1).map((after, i) => stepOf(growth[i], after, total))
  const rising = steps.map((step) => step > 0)
  const said = (verdict: WhyVerdict, because: string): Verdict => ({ verdict, because, grown })

  if (!rising.includes(true)) return said('static', `It did not grow: ${numbers}.`)
  if (cap !== undefined) {
    const flat = steps[steps.length - 1] < steps[0] * 0.9 && steps.length > 1
    const slower = flat ? ', more slowly each time, and' : ', but'
    return said('plateau', `It grew, ${numbers}${slower} there is a limit${limit}.`)
  }
  if (steps.length === 1) {
    return said('growing', `It grew, ${numbers}. A third dump would tell whether it grows on.`)
  }
  const latest = steps[steps.length - 1]
  const before = steps.slice(0, -1)
  const usual = before.reduce((sum, step) => sum + step, 0) / before.length
  if (latest <= 0) {
    return said(
      rising.filter(Boolean).length === 1 ? 'one-time' : 'plateau',
      `It grew and then stopped: ${numbers}.`,
    )
  }
  if (usual <= 0) return said('one-time', `It came between the last two dumps only: ${numbers}.`)
  if (latest < usual * FLATTER) return said('plateau', `It grows less and less: ${numbers}.`)
  return said('growing', `It grew by about as much each time: ${numbers}.`)
}

/** Bytes, 0 where it is not worth to be called growth. */
function stepOf(before: CountBytes, after: CountBytes, total: number): number {
  const bytes = after.bytes - before.bytes
  if (bytes <= Math.max(NOISE_BYTES, total * NOISE_SHARE, before.bytes * NOISE_OWN)) return 0
  const many = after.count > 1
  if (many && after.count <= before.count && bytes <= before.bytes * SAME_COUNT_NOISE) return 0
  return bytes
}

function ofOneDump(
  { count }: CountBytes,
  cap: Explanation['cap'],
  generations: GenerationSpread | undefined,
): Omit<Verdict, 'grown'> {
  if (cap !== undefined) {
    return {
      verdict: 'plateau',
      because: `There are ${formatCount(count)}, and there is a limit: ${cap.why}. Whether it is reached one dump does not tell.`,
    }
  }
  if (generations === undefined) {
    return { verdict: 'unknown', because: 'One dump does not tell whether it grows.' }
  }
  const { first, last, now, shape } = generations
  const when = `garbage collections ${formatCount(first)} to ${formatCount(last)} of ${formatCount(now)}`
  if (shape === 'even') {
    return {
      verdict: 'unknown',
      because: `It was allocated evenly over ${when}, as a leak is, and a cache that is used all the time. Another dump would tell.`,
    }
  }
  if (shape === 'spike') {
    return {
      verdict: 'one-time',
      because: `Nearly all of it was allocated within a short time, as tables are that are loaded once (${when}).`,
    }
  }
  return {
    verdict: 'unknown',
    because: `It was allocated in ${when}. One dump does not tell whether it grows.`,
  }
}
