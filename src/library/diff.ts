// Two or three dumps of one process as programs see them: what is new, what stayed, what went, as
// collections of objects. Which object is which, and so what is in each set, is decided in
// analysis/diff. Two dumps are compared when a question first needs it: a few passes over their rows.
import { members } from '../base/bitset.ts'
import { LoupeError } from '../base/errors.ts'
import { NONE } from '../base/record.ts'
import type { Matching } from '../analysis/diff/matching.ts'
import { dumpOfSet } from '../analysis/diff/sets.ts'
import { createComparison, type Comparison } from '../workbench/comparison.ts'
import type { Diff as DiffResult, DiffQuality, DiffSet } from '../workbench/results.ts'
import type {
  ClassLike,
  Collection,
  Conditions,
  Diff,
  Heap,
  HeapObject,
  TypeCollections,
} from './api.ts'
import { insideOf } from './heap.ts'
import type { Inside } from './inside.ts'
import { defineTypeCollections } from './type-collections.ts'

/** How far the comparisons of a diff can be trusted, where it has come to comparing them. */
export function comparedQualities(diff: Diff): readonly DiffQuality[] {
  return diff instanceof HeapDiff ? HeapDiff.qualitiesOf(diff) : []
}

/** What a reader of a diff must know, as `groups` says it, without its figures. */
export function comparedNotes(diff: Diff): readonly string[] {
  return diff instanceof HeapDiff ? HeapDiff.notesOf(diff) : []
}

type Which = 'before' | 'after' | 'later'

/** Heaps of `createHeap`, earliest first. Nothing is compared before it is asked for. */
export function createDiff(before: Heap, after: Heap, later: Heap | null = null): Diff {
  return new HeapDiff(before, after, later)
}

// The named collections (`strings`, `hashes` …) are put on the prototype below.
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging
export interface HeapDiff extends TypeCollections {}

// oxlint-disable-next-line typescript/no-unsafe-declaration-merging
export class HeapDiff implements Diff {
  readonly before: Heap
  readonly after: Heap
  readonly later: Heap | null
  readonly #insides: readonly Inside[]
  #comparison: Comparison | undefined
  readonly #made = new Map<DiffSet, Collection>()

  constructor(before: Heap, after: Heap, later: Heap | null) {
    this.before = before
    this.after = after
    this.later = later
    this.#insides = (later === null ? [before, after] : [before, after, later]).map(insideOf)
  }

  static qualitiesOf(diff: HeapDiff): readonly DiffQuality[] {
    return diff.#comparison?.matchings.map(({ quality }) => quality) ?? []
  }

  static notesOf(diff: HeapDiff): readonly string[] {
    return diff.#compared.notes()
  }

  get quality(): DiffQuality {
    return this.#compared.matchings[0].quality
  }

  get laterQuality(): DiffQuality | null {
    return this.later === null ? null : this.#compared.matchings[1].quality
  }

  get added(): Collection {
    return this.#collection('new', 'added')
  }

  get retained(): Collection {
    return this.#collection(this.later === null ? 'new' : 'retained', 'retained')
  }

  get objects(): Collection {
    return this.retained
  }

  get freed(): Collection {
    return this.#collection('freed', 'freed')
  }

  get kept(): Collection {
    return this.#collection('kept', 'kept')
  }

  classNamed(name: string): Collection {
    return this.retained.classNamed(name)
  }

  instancesOf(of: ClassLike): Collection {
    return this.retained.instancesOf(of)
  }

  ofType(type: string): Collection {
    return this.retained.ofType(type)
  }

  ofImemoType(kind: string): Collection {
    return this.retained.ofImemoType(kind)
  }

  where(conditions: Conditions): Collection {
    return this.retained.where(conditions)
  }

  filter(keep: (object: HeapObject, index: number) => unknown): Collection {
    return this.retained.filter(keep)
  }

  find(object: HeapObject, where: Which): HeapObject | null {
    const call = 'Diff.find(object, where)'
    const goal = this.#numberOf(where, call)
    let at = this.#insides.findIndex(({ heap }) => heap === (object as HeapObject | null)?.heap)
    if (at < 0) {
      throw new LoupeError(
        'usage',
        `${call}: this is no object of the dumps compared.`,
        `Give one of ${this.#insides.map(({ heap }) => heap.name).join(', ')}.`,
      )
    }
    if (at === goal) return object
    const { count } = this.#insides[at].study.heap
    if (object.node >= count) return rootOf(this.#insides[goal], object.address)
    let row = object.node
    for (; at < goal && row !== NONE; at++) row = this.#matching(at, 'find').laterOf[row]
    for (; at > goal && row !== NONE; at--) row = this.#matching(at - 1, 'find').earlierOf[row]
    return row === NONE ? null : this.#insides[goal].object(row)
  }

  groups(options: Parameters<Diff['groups']>[0] = {}): DiffResult {
    return this.#compared.diff(options)
  }

  async close(): Promise<void> {
    await Promise.all(this.#insides.map(({ heap }) => heap.close()))
  }

  toString(): string {
    return this.#insides.map(({ heap }) => heap.name).join(' → ')
  }

  get #compared(): Comparison {
    return (this.#comparison ??= createComparison(
      this.#insides.map(({ study, heap }) => ({ study, name: heap.name })),
    ))
  }

  #matching(pair: number, call: string): Matching {
    const matching = this.#compared.matchings[pair]
    if (matching.quality.process !== 'different') return matching
    const [earlier, later] = [this.#insides[pair].heap.name, this.#insides[pair + 1].heap.name]
    throw new LoupeError(
      'no-answer',
      `Diff.${call}: ${earlier} and ${later} are of different processes, so no object of one is an object of the other: ${matching.quality.because}`,
      "groups({ by: 'class' }) compares them by name.",
    )
  }

  #numberOf(where: Which, call: string): number {
    const number = ['before', 'after', 'later'].indexOf(where)
    if (number >= 0 && number < this.#insides.length) return number
    throw new LoupeError(
      'usage',
      where === 'later'
        ? `${call}: there is no third dump to find it in.`
        : `${call}: where is 'before', 'after' or 'later', not ${String(where)}.`,
    )
  }

  /** Errors come at once, not when it is looked at. `call`: for those. */
  #collection(set: DiffSet, call: string): Collection {
    let made = this.#made.get(set)
    if (made === undefined) {
      this.#matching(0, call)
      if (set === 'retained') this.#matching(1, call)
      const rows = () => members(this.#compared.membersOf(set))
      this.#made.set(set, (made = this.#insides[dumpOfSet(set)].collection(rows)))
    }
    return made
  }

  static {
    defineTypeCollections(HeapDiff.prototype, (diff, _, name) => diff.retained[name])
  }
}

function rootOf(inside: Inside, category: string): HeapObject | null {
  const { count, roots } = inside.study.heap
  const at = roots.findIndex((root) => root.category === category)
  return at < 0 ? null : inside.object(count + at)
}
