// Which classes of two dumps are the same ones, settled before all other objects, which are told
// apart by their classes. Beside what holds for any object:
// - a class that has a name keeps it; one without may get one later (so may a temporary name, 3.3);
// - a class keeps its superclass, and a singleton class the object that it belongs to;
// - an object may get a singleton class in its life, but never loses it or changes it for another.
// Cost: some reads a class.
import { FLAG_REPAIRED, NONE, TYPE_ICLASS } from '../../base/record.ts'
import type { Study } from '../study.ts'
import type { ObjectRules } from './object-rules.ts'
import * as V from './verdict.ts'

export interface ClassMatching {
  /** Verdict on a CLASS or MODULE row of the later dump that has a candidate. */
  verdictOf(laterRow: number): number
  /** Whether objects with these raw classes (rows | NONE) can be the same. */
  sameClass(earlierRaw: number, laterRaw: number): boolean
}

/** Metaclasses of metaclasses go no deeper in real heaps. */
const DEEPEST = 8
const CONSTANT = /^\p{Lu}/u

/** @param joined later row -> earlier row at the same address | NONE */
export function matchClasses(
  earlier: Study,
  later: Study,
  joined: Uint32Array,
  rules: ObjectRules,
): ClassMatching {
  const before = earlier.names.classes
  const after = later.names.classes
  const flagsBefore = earlier.heap.columns.flags
  const flagsAfter = later.heap.columns.flags
  const superclassesKnown = earlier.heap.dialect.number >= 301 && later.heap.dialect.number >= 301
  // Where lines are missing, so may the class be.
  const whole = isWhole(earlier) && isWhole(later)
  /** later row of a CLASS or MODULE -> verdict + 1, 0 while unknown */
  const verdicts = new Uint8Array(later.heap.count)
  /** earlier raw class row -> the later row of the class proper, or a number of its own */
  const realBefore = new Uint32Array(earlier.heap.count)
  /** later raw class row -> the row of the class proper */
  const realAfter = new Uint32Array(later.heap.count)
  /** earlier raw class row -> later row of the same singleton class | NONE if it is lost | 0 for classes proper */
  const singleton = new Uint32Array(earlier.heap.count)

  for (const row of later.heap.classes.row) {
    if (later.heap.columns.type[row] === TYPE_ICLASS) continue
    verdictAt(row, 0)
    realAfter[row] = after.realClass(row)
  }
  const laterOf = new Map<number, number>()
  for (const row of later.heap.classes.row) {
    if (verdicts[row] !== 0 && V.isSame(verdicts[row] - 1)) laterOf.set(joined[row], row)
  }
  for (const row of earlier.heap.classes.row) {
    if (earlier.heap.columns.type[row] === TYPE_ICLASS) continue
    const real = before.realClass(row)
    realBefore[row] = laterOf.get(real) ?? NONE
    if (before.isSingleton(row)) singleton[row] = (laterOf.get(row) ?? NONE - 1) + 1
  }

  function verdictAt(row: number, depth: number): number {
    if (verdicts[row] !== 0) return verdicts[row] - 1
    const candidate = joined[row]
    if (candidate === NONE) return V.ALIKE
    let verdict = rules.byType(candidate, row)
    if (verdict === V.ALIKE && isOtherClass(candidate, row, depth)) verdict = V.BY_CLASS
    if (verdict === V.ALIKE) verdict = rules.byRecord(candidate, row)
    verdicts[row] = verdict + 1
    return verdict
  }

  function isOtherClass(candidate: number, row: number, depth: number): boolean {
    // A damaged line may have lost its name, and with it all instances.
    if (((flagsBefore[candidate] | flagsAfter[row]) & FLAG_REPAIRED) !== 0) return false
    if (before.isSingleton(candidate) !== after.isSingleton(row)) return true
    if (after.isSingleton(row)) return isOtherSingleton(candidate, row, depth)
    const name = before.ownName(candidate)
    if (name !== after.ownName(row)) return CONSTANT.test(name) || isOtherSuper(candidate, row)
    return name === '' && isOtherSuper(candidate, row)
  }

  function isOtherSingleton(candidate: number, row: number, depth: number): boolean {
    const attached = after.attachedTo(row)
    const attachedBefore = before.attachedTo(candidate)
    if (attached === NONE || attachedBefore === NONE) return isOtherSuper(candidate, row)
    if (joined[attached] !== attachedBefore) return true
    if (later.heap.classes.entryOf(attached) < 0) {
      const verdict = rules.byType(attachedBefore, attached)
      const record = verdict === V.ALIKE ? rules.byRecord(attachedBefore, attached) : verdict
      return !V.isSame(record)
    }
    if (depth >= DEEPEST) return false
    return !V.isSame(verdictAt(attached, depth + 1))
  }

  function isOtherSuper(candidate: number, row: number): boolean {
    if (!superclassesKnown) return false
    const above = after.superclassOf(row)
    const aboveBefore = before.superclassOf(candidate)
    return above !== NONE && aboveBefore !== NONE && joined[above] !== aboveBefore
  }

  return {
    verdictOf: (row) => verdicts[row] - 1,
    sameClass(raw, rawLater) {
      if (raw === NONE || rawLater === NONE) return raw === rawLater || !whole
      if (realBefore[raw] !== realAfter[rawLater]) return false
      return singleton[raw] === 0 || singleton[raw] - 1 === rawLater
    },
  }
}

function isWhole({ heap }: Study): boolean {
  return heap.roots.length > 0 && heap.damage.badLines === 0 && !heap.damage.truncated
}
