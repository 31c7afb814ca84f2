// Names that were made at run time (run-time-names.ts) among all that is judged. Where methods are made one
// after the other the names are theirs: told with them, and not once more. Symbols that a list or hash of
// the program's own is told to hold are that one's.
// Cost: a look at each judged place.
import { formatCount } from '../../base/format.ts'
import { attributed } from '../ownership/attributed.ts'
import type { Study } from '../study.ts'
import type { Candidate } from './candidate.ts'
import type { Judged } from './judged.ts'
import type { RunTimeNames } from './run-time-names.ts'
import { CLASSES } from './class-step.ts'
import { isSymbols } from './symbol-texts.ts'

/** Rules about methods and classes that are made again and again. */
const OF_METHODS: ReadonlySet<string> = new Set([
  'closure',
  'eval-code',
  'singleton-classes',
  'anonymous-classes',
])
/** Names to a method or class; so much may differ where they are told as one. */
const MOST_NAMES = 40
const ABOUT = 0.1
/** Every so many of the names are looked for in a table. */
const ASKED = 16

export function withRunTimeNames(
  study: Study,
  places: readonly Judged[],
  names: RunTimeNames,
  judge: (candidate: Candidate) => Judged | undefined,
): Judged[] {
  const { nodeAt, subtree } = attributed(study).tree
  const told = new Set<number>()
  const rest: Judged[] = []
  const ofRoots: Judged[] = []
  for (const place of places) {
    const { candidate } = place
    if (!isSymbols(candidate)) rest.push(place)
    else if (isOfRoot(candidate)) ofRoots.push(place)
    else {
      rest.push(place)
      const { positions } = candidate.steps[candidate.held]
      if (place.isFinding) for (const position of positions) told.add(nodeAt[position])
    }
  }
  const candidate = names(told)
  const judged = candidate === undefined ? undefined : judge(candidate)
  if (judged === undefined || !judged.isFinding) return [...places]
  const methods = rest
    .filter((place) => place.isFinding && isOfMethods(place) && isOfAsMany(place, judged))
    .toSorted((a, b) => b.score - a.score)[0]
  // The table itself is told with what is in it.
  const others = rest.filter((place) => place.rule !== 'vm-tables' || !isAround(place))
  if (methods === undefined) return [...others, judged]
  return others.map((place) => (place === methods ? withNames(methods, judged) : place))

  function isAround({ tops }: Judged): boolean {
    const asked = judged?.tops.filter((_, i) => i % ASKED === 0) ?? []
    return tops.some((top) => asked.some((at) => at > top && at < top + subtree[top]))
  }
}

function withNames(methods: Judged, names: Judged): Judged {
  const { explanation } = methods
  const number = formatCount(names.growth[names.growth.length - 1].count)
  const because = `${explanation.because} Their names, ${number} in all, stay in Ruby's table of symbols for good; they are counted here.`
  return withMore({ ...methods, explanation: { ...explanation, because } }, names)
}

/** Both as one: what the second holds is a part of the first. */
export function withMore(judged: Judged, more: Judged): Judged {
  const growth = judged.growth.map((each, i) => ({
    count: each.count,
    bytes: each.bytes + more.growth[i].bytes,
  }))
  const grown = judged.verdict.grown + more.verdict.grown
  return {
    ...judged,
    tops: Uint32Array.from([...judged.tops, ...more.tops]).sort(),
    bytes: judged.bytes + more.bytes,
    growth,
    verdict: { ...judged.verdict, grown },
  }
}

/** Symbols that many things at once hold, so that they hang on a root. */
function isOfRoot({ steps, held }: Candidate): boolean {
  const { label } = steps[Math.max(0, held - 1)]
  return label.startsWith('ROOT ') || label === 'roots'
}

/** Or of classes that have names of their own. */
function isOfMethods({ rule, steps, held }: Judged): boolean {
  return OF_METHODS.has(rule) || steps[held].step.label === CLASSES
}

/** A whole number of names to each method or class, in each dump. */
function isOfAsMany({ growth }: Judged, names: Judged): boolean {
  const made = added(growth)
  const named = added(names.growth)
  const each = Math.round(named[named.length - 1] / made[made.length - 1])
  if (!(each >= 1 && each <= MOST_NAMES)) return false
  return made.every((count, i) => Math.abs(named[i] - count * each) <= named[i] * ABOUT)
}

/** From each dump to the next; of one dump what there is. */
function added(growth: Judged['growth']): number[] {
  if (growth.length === 1) return [growth[0].count]
  return growth.slice(1).map(({ count }, i) => count - growth[i].count)
}
