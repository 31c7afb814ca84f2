// How often the names of instance variables are right, counted over every reference of every object
// that the truth knows.
import * as R from '../../src/base/record.ts'
import { memorySource } from '../../src/dump/memory-source.ts'
import type { CaptureFacts } from '../../src/heap/capture-facts.ts'
import type { Heap } from '../../src/heap/heap.ts'
import { readHeap } from '../../src/heap/read-heap.ts'
import { createNames } from '../../src/naming/names.ts'
import { factsWithSamples, type Truth } from './truth.ts'

export interface Score {
  references: number
  right: number
}

export interface Accuracy {
  /** Objects with as many references as instance variables. */
  readonly exact: Score
  /** Objects without names of their own: before 3.2, or of too many shapes. */
  readonly shapeless: Score
  /** Objects with fewer: every reference counts, named or not; the likeliest name is taken. */
  readonly aligned: Score
  /** Of those the names without a question mark. */
  readonly asserted: Score
  /** All names without a question mark, of both sorts. */
  readonly allAsserted: Score
  /** Wrong names without a mark, as `Class @wrong for @right`. */
  readonly mistakes: ReadonlyMap<string, number>
  /** class name -> score of its aligned references */
  readonly byClass: ReadonlyMap<string, { aligned: Score; asserted: Score }>
}

export function heapOf(truth: Truth): Heap {
  return readHeap(memorySource(truth.dump))
}

/** @param samples of each class and list; 0: no capture file */
export function measure(heap: Heap, truth: Truth, samples: number): Accuracy {
  const { offsets, targets } = heap.graph
  const { type, flags } = heap.columns
  const plain = createNames(heap)
  const addressOf = (row: number) => heap.pages.addressOf(heap.columns.code[row])
  const rows = new Map<string, number>()
  for (let row = 0; row < heap.count; row++) rows.set(addressOf(row), row)
  const classOf = (address: string): string | undefined => {
    const row = rows.get(address) ?? R.NONE
    const raw = row === R.NONE ? R.NONE : plain.classes.rawClassOf(row)
    const ownType = type[row]
    const left = [R.TYPE_STRING, R.TYPE_ARRAY, R.TYPE_HASH, R.TYPE_CLASS, R.TYPE_MODULE]
    return raw === R.NONE || left.includes(ownType)
      ? undefined
      : addressOf(plain.classes.realClass(raw))
  }
  const facts: CaptureFacts | undefined =
    samples === 0 ? undefined : factsWithSamples(truth, samples, classOf)
  const names = createNames(heap, facts)
  const result = {
    exact: score(),
    shapeless: score(),
    aligned: score(),
    asserted: score(),
    allAsserted: score(),
    mistakes: new Map<string, number>(),
    byClass: new Map<string, { aligned: Score; asserted: Score }>(),
  }
  const sampled = new Set(
    facts?.objects.flatMap((group) => group.samples.map(([object]) => object)),
  )
  for (const [address, ivars] of truth.ivars) {
    const row = rows.get(address)
    // What the capture file lists itself proves nothing.
    if (row === undefined || sampled.has(address) || type[row] !== R.TYPE_OBJECT) continue
    let from = row
    const first = offsets[row] + ((flags[row] & R.FLAG_CLASS_EDGE) === 0 ? 0 : 1)
    // Head keeps variables that do not fit in an IMEMO.
    const only = targets[first]
    if (offsets[row + 1] - first === 1 && heap.words[heap.columns.word[only]] === 'fields')
      from = only
    const start = offsets[from] + ((flags[from] & R.FLAG_CLASS_EDGE) === 0 ? 0 : 1)
    const raw = plain.classes.rawClassOf(row)
    const own = raw === R.NONE ? '' : addressOf(raw)
    const expected = ivars.filter(([, value]) => value !== null && value !== own && rows.has(value))
    // Exceptions and the like have variables that Ruby code does not see.
    if (expected.length !== offsets[from + 1] - start) continue
    const whole = expected.length === ivars.length
    const shape = heap.columns.shape[from]
    const known = shape === R.NONE ? undefined : heap.shapes.ivarsOf(shape)
    const shapeless = known === undefined || known.length < expected.length
    const className = raw === R.NONE ? '' : plain.classes.nameOf(plain.classes.realClass(raw))
    let byClass = result.byClass.get(className)
    if (byClass === undefined) {
      byClass = { aligned: score(), asserted: score() }
      result.byClass.set(className, byClass)
    }
    expected.forEach(([name, value], at) => {
      if (addressOf(targets[start + at]) !== value) throw new Error(`${address} is not as it was`)
      const found = names.edges.detailOf(from, start + at)
      const right = found?.name === name ? 1 : 0
      const scores = shapeless
        ? [result.shapeless]
        : whole
          ? [result.exact]
          : [result.aligned, byClass.aligned]
      if (found?.certain === true) {
        scores.push(result.allAsserted)
        if (!whole && !shapeless) scores.push(result.asserted, byClass.asserted)
        if (right === 0) {
          const mistake = `${className} ${found.name} for ${name}`
          result.mistakes.set(mistake, (result.mistakes.get(mistake) ?? 0) + 1)
        }
      }
      for (const each of scores) {
        each.references++
        each.right += right
      }
    })
  }
  return result
}

function score(): Score {
  return { references: 0, right: 0 }
}
