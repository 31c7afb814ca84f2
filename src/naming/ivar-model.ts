// What the instance variables of a class hold, learnt from some of its objects: for each name, which
// classes its values are of, and how often it holds nothing that the dump lists. Two models:
//
// - *strict* uses only what is certain: objects with as many references as names, and samples of a
//   capture file. A class never seen under a name keeps a share that shrinks with what was seen, and
//   without samples every name is as likely to be empty. It decides whether a name is asserted.
// - *guess* adds what names suggest, what variables of the same name hold in other classes, what
//   texts look like, and what the objects with gaps make likely when taken together (expectation
//   maximization: align them, count, align again). It decides which name to show.
//
// Cost for each class, once: strict a look at up to 512 objects a shape; guess ROUNDS alignments of
// up to GAPPED_LOOKED different objects, and a read for each String that those refer to.
import { align } from './alignment.ts'
import type { SampledList } from './captured-names.ts'
import type { IvarGroup } from './ivar-samples.ts'
import { missingByName } from './ivar-name-prior.ts'

export interface IvarModel {
  /**
   * reference * shifts + shift -> weight for `align`, of an object with these names that refers to
   * these values.
   */
  strict(names: readonly string[], values: ArrayLike<number>): Float64Array
  guess(names: readonly string[], values: ArrayLike<number>): Float64Array
}

export interface IvarEvidence {
  readonly groups: readonly IvarGroup[]
  readonly sampled: readonly SampledList[]
  /** References of an object that are its instance variables. */
  valuesOf(row: number): ArrayLike<number>
  /** Whether the dump lists what a variable of an object holds. */
  isListed(object: number, value: number): boolean
  /** The class of a value, as a number. */
  kindOf(value: number): number
  /** The same with what the value looks like. Cost: a read for a String. */
  lookOf(value: number): number
  /** How well a name fits such a value: 1 where it says nothing. */
  fitOf(name: string, look: number): number
  /** Groups of any class that have a variable of this name. */
  withName(name: string): readonly IvarGroup[]
}

class Counts {
  total = 0
  private readonly of = new Map<number, number>()

  add(key: number, weight: number): void {
    this.total += weight
    this.of.set(key, (this.of.get(key) ?? 0) + weight)
  }

  get(key: number): number {
    return this.of.get(key) ?? 0
  }

  /** How many keys were seen just once. */
  once(): number {
    let found = 0
    for (const count of this.of.values()) if (count === 1) found++
    return found
  }
}

/** What is known of one name. */
interface Learnt {
  readonly name: string
  /** How likely it is to hold nothing, by the name alone. */
  readonly emptyByName: number
  /** Kinds of values, for certain. */
  readonly kinds: Counts
  /** Samples with gaps, and those among them without a value. */
  gaps: number
  missing: number
  /** Looks of values: for certain, in the last round, in other classes. */
  readonly looks: Counts
  likely: Counts
  likelyMissing: number
  readonly elsewhere: Counts
  /** look -> likelihood by the name alone */
  readonly fits: Map<number, number>
}

const ROUNDS = 30
const GAPPED_LOOKED = 96
const EXACT_LOOKED = 48
const GROUPS_LOOKED = 32
/** Longest alignment that is worth learning from, references times shifts. */
const LEARNT_SIZE = 4096
const ELSEWHERE_OBJECTS = 6
const ELSEWHERE_GROUPS = 16
/** How many objects each kind of hint is worth. */
const ELSEWHERE_WEIGHT = 3
const NAME_WEIGHT = 2
const HINTS_WEIGHT = 3
const MISSING_WEIGHT = 6
/** Share of any one class among values whose names say nothing. */
const BASE = 0.05

export function learnIvars(evidence: IvarEvidence): IvarModel {
  const { kindOf, lookOf, fitOf, valuesOf } = evidence
  const learnt = new Map<string, Learnt>()
  const groups = evidence.groups.slice(0, GROUPS_LOOKED)
  let guessing = false

  function of(name: string): Learnt {
    let known = learnt.get(name)
    if (known === undefined) {
      known = {
        name,
        emptyByName: missingByName(name),
        kinds: new Counts(),
        gaps: 0,
        missing: 0,
        looks: new Counts(),
        likely: new Counts(),
        likelyMissing: 0,
        elsewhere: guessing ? elsewhere(name) : new Counts(),
        fits: new Map(),
      }
      learnt.set(name, known)
    }
    return known
  }

  learnCertain()

  function learnCertain(): void {
    for (const { names, exact } of groups) {
      const own = names.map(of)
      for (const row of exact) {
        const values = valuesOf(row)
        own.forEach((name, at) => name.kinds.add(kindOf(values[at]), 1))
      }
    }
    for (const { ivars, rows } of evidence.sampled) {
      const own = ivars.map(of)
      for (const sample of rows) {
        const listed = own.map((_, at) => evidence.isListed(sample[0], sample[at + 1]))
        // Only objects with gaps tell what is missing where there are gaps.
        const gapped = listed.includes(false)
        own.forEach((name, at) => {
          if (gapped) name.gaps++
          if (!listed[at]) name.missing++
          else name.kinds.add(kindOf(sample[at + 1]), 1)
        })
      }
    }
  }

  function strictFit({ kinds }: Learnt, kind: number): number {
    const seen = kinds.get(kind)
    if (seen > 0) return seen / (kinds.total + 1)
    // Good and Turing: what was seen once tells how much was not seen yet.
    return (kinds.once() + 1) / (kinds.total + 2)
  }

  function strictOdds({ gaps, missing }: Learnt): number {
    return (gaps - missing + 0.5) / (missing + 0.5)
  }

  function guessedFit(name: Learnt, look: number): number {
    let fit = name.fits.get(look)
    if (fit === undefined) {
      fit = BASE * fitOf(name.name, look)
      name.fits.set(look, fit)
    }
    const { looks, likely, elsewhere: others } = name
    const hint =
      (others.get(look) * ELSEWHERE_WEIGHT + fit * NAME_WEIGHT) /
      (others.total * ELSEWHERE_WEIGHT + NAME_WEIGHT)
    return (
      (looks.get(look) + likely.get(look) + hint * HINTS_WEIGHT) /
      (looks.total + likely.total + HINTS_WEIGHT)
    )
  }

  function guessedOdds({ emptyByName, gaps, missing, likely, likelyMissing }: Learnt): number {
    const seen = gaps + likely.total + likelyMissing
    const gone = missing + likelyMissing
    const share = (gone + emptyByName * MISSING_WEIGHT) / (seen + MISSING_WEIGHT)
    const bounded = Math.min(0.98, Math.max(0.02, share))
    return (1 - bounded) / bounded
  }

  function weights(
    names: readonly string[],
    keys: readonly number[],
    fit: (name: Learnt, key: number) => number,
    odds: (name: Learnt) => number,
  ): Float64Array {
    const shifts = names.length - keys.length + 1
    const own = names.map(of)
    const held = own.map(odds)
    const made = new Float64Array(keys.length * shifts)
    for (let j = 0; j < keys.length; j++) {
      for (let d = 0; d < shifts; d++) {
        made[j * shifts + d] = fit(own[j + d], keys[j]) * held[j + d]
      }
    }
    return made
  }

  function guess(names: readonly string[], values: ArrayLike<number>): Float64Array {
    if (!guessing) learnLikely()
    return weights(names, Array.from(values, lookOf), guessedFit, guessedOdds)
  }

  return {
    strict: (names, values) => weights(names, Array.from(values, kindOf), strictFit, strictOdds),
    guess,
  }

  /** What variables of this name hold in other classes. */
  function elsewhere(name: string): Counts {
    const counts = new Counts()
    let left = ELSEWHERE_GROUPS
    for (const group of evidence.withName(name)) {
      if (groups.includes(group)) continue
      if (left-- === 0) break
      const at = group.names.indexOf(name)
      const objects = group.exact.slice(0, ELSEWHERE_OBJECTS)
      // Each class counts as one witness, however many objects it has.
      for (const row of objects) counts.add(lookOf(valuesOf(row)[at]), 1 / objects.length)
    }
    return counts
  }

  function learnLikely(): void {
    guessing = true
    for (const [name, known] of learnt) learnt.set(name, { ...known, elsewhere: elsewhere(name) })
    const each = (most: number) => Math.max(8, Math.floor(most / Math.max(1, groups.length)))
    for (const { names, exact } of groups) {
      const own = names.map(of)
      for (const row of exact.slice(0, each(EXACT_LOOKED))) {
        const values = valuesOf(row)
        own.forEach((name, at) => name.looks.add(lookOf(values[at]), 1))
      }
    }
    for (const { ivars, rows } of evidence.sampled) {
      const own = ivars.map(of)
      for (const sample of rows) {
        own.forEach((name, at) => {
          const value = sample[at + 1]
          if (evidence.isListed(sample[0], value)) name.looks.add(lookOf(value), 1)
        })
      }
    }
    const objects = differentObjects(each(GAPPED_LOOKED))
    for (let round = 0; round < ROUNDS; round++) countLikely(objects)
  }

  interface Example {
    readonly names: readonly string[]
    readonly looks: readonly number[]
    count: number
  }

  /** Objects that look alike are one witness, only a little stronger for their number. */
  function differentObjects(most: number): Example[] {
    const examples: Example[] = []
    for (const { names, gapped } of groups) {
      const alike = new Map<string, Example>()
      for (const row of gapped.slice(0, most)) {
        const looks = Array.from(valuesOf(row), lookOf)
        if (looks.length * (names.length - looks.length + 1) > LEARNT_SIZE) continue
        const key = looks.join(' ')
        const known = alike.get(key)
        if (known === undefined) alike.set(key, { names, looks, count: 1 })
        else known.count++
      }
      examples.push(...alike.values())
    }
    return examples
  }

  function countLikely(examples: readonly Example[]): void {
    const aligned = examples.map(({ names, looks }) =>
      align(
        weights(names, looks, guessedFit, guessedOdds),
        looks.length,
        names.length - looks.length + 1,
      ),
    )
    for (const name of learnt.values()) {
      name.likely = new Counts()
      name.likelyMissing = 0
    }
    examples.forEach(({ names, looks, count }, i) => {
      const posterior = aligned[i]?.posterior
      if (posterior === undefined) return
      const shifts = names.length - looks.length + 1
      const weight = 0.5 * Math.sqrt(count)
      const present = new Float64Array(names.length)
      for (let j = 0; j < looks.length; j++) {
        for (let d = 0; d < shifts; d++) {
          const share = posterior[j * shifts + d]
          if (share < 1e-4) continue
          present[j + d] += share
          of(names[j + d]).likely.add(looks[j], share * weight)
        }
      }
      names.forEach((name, at) => (of(name).likelyMissing += (1 - present[at]) * weight))
    })
  }
}
