// Places that are one in the eyes of a reader: containers of one kind in one container, which the tree
// has apart since something else, such as a stack, refers to one of them as well. They are told once,
// with the sum of what they hold. Cost: a look at each candidate; no node is read.
import type { CountBytes } from '../../workbench/results.ts'
import type { Candidate, CandidateStep } from './candidate.ts'
import type { History } from './growth.ts'

/** In the order in which they came, those that are one at the place of the first. */
export function mergedPlaces(candidates: readonly Candidate[]): Candidate[] {
  const places = new Map<string, Candidate[]>()
  candidates.forEach((candidate, i) => {
    const key = keyOf(candidate) ?? `${i}`
    const known = places.get(key)
    if (known === undefined) places.set(key, [candidate])
    else known.push(candidate)
  })
  return [...places.values()].map((all) => (all.length === 1 ? all[0] : oneOf(all)))
}

/** What is held in each dump; of several places the sum. */
export function growthOfAll({ parts, place, ...own }: Candidate, history: History): CountBytes[] {
  if (own.measured !== undefined) return [...own.measured]
  if (parts === undefined) return history.growthOf(place ?? own)
  const all = parts.map((part) => growthOfAll(part, history))
  return all[0].map((_, dump) => ({
    count: all.reduce((sum, each) => sum + each[dump].count, 0),
    bytes: all.reduce((sum, each) => sum + each[dump].bytes, 0),
  }))
}

/** undefined for what is not merged. */
function keyOf({ shape, steps, holder, held, apart }: Candidate): string | undefined {
  if (shape !== 'container' || apart !== undefined || holder < 2 || held !== holder + 1) {
    return undefined
  }
  const above = steps.slice(0, holder)
  if (above.some(({ count }) => count !== 1)) return undefined
  // Of different variables of one object each is a place of its own.
  if (!/^(?:Array|Hash)\b/.test(above[holder - 1].label)) return undefined
  return [above[holder - 1].node, steps[holder].label, steps[held].label].join('\n')
}

function oneOf(all: readonly Candidate[]): Candidate {
  const [first] = all
  const { holder, held } = first
  const steps = first.steps.map((step, i) =>
    i < holder ? step : together(all.map((each) => each.steps[i]).filter((each) => each)),
  )
  return {
    ...first,
    steps: steps.slice(0, held + 1),
    tops: Uint32Array.from(all.flatMap(({ tops }) => [...tops])),
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    parts: all,
  }
}

/** Steps of one label as one. */
function together(steps: readonly CandidateStep[]): CandidateStep {
  const [first] = steps.toSorted((a, b) => b.owned - a.owned)
  return {
    ...first,
    positions: Uint32Array.from(steps.flatMap(({ positions }) => [...positions])),
    count: steps.reduce((sum, { count }) => sum + count, 0),
    owned: steps.reduce((sum, { owned }) => sum + owned, 0),
  }
}
