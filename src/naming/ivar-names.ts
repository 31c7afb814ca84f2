// Names of instance variables by the place of a reference among an object's references. Ruby 3.2 and
// later give each object a shape, and shapes give the names in order (docs/naming.md):
//
// - as many references as names: each is known;
// - fewer: some variables hold nil, numbers or other things that no dump lists. The references are
//   aligned with the names by what is known of the class (ivar-model.ts). A name that is not nearly
//   certain is marked, `@title?`, with the other candidates and how likely each is;
// - no shape (before 3.2, or too many shapes): only what a capture file's samples say.
//
// Cost: for the first uncertain name of a dump one pass over the rows, for the first of a class what
// learning takes, then one alignment an object. Nothing before.
import * as R from '../base/record.ts'
import type { Heap } from '../heap/heap.ts'
import { glanceAt } from '../heap/record-of.ts'
import { align } from './alignment.ts'
import type { CapturedNames, SampledList } from './captured-names.ts'
import type { ClassNames } from './class-names.ts'
import { fitByName, LOOKS, lookOfText, type Look } from './ivar-name-prior.ts'
import { learnIvars, type IvarModel } from './ivar-model.ts'
import { ivarHolder, sampleIvars, type IvarSamples } from './ivar-samples.ts'

export interface Candidate {
  readonly name: string
  /** Share of all ways to explain the object, 0 … 1. */
  readonly likely: number
}

export interface IvarName {
  readonly name: string
  /** False where it is only the likeliest one. */
  readonly certain: boolean
  /** 1 where the order leaves no choice. */
  readonly likely: number
  /** What else it may be, likeliest first; empty where certain. */
  readonly others: readonly Candidate[]
}

export interface IvarNames {
  /** Names in the order of the shape; empty where there is no shape, or none that names. */
  ofShape(row: number): readonly string[]
  /**
   * The name of reference `at` of the `total` references of a row that are values of instance
   * variables, the first of which is edge `first`.
   */
  nameAt(row: number, at: number, total: number, first: number): IvarName | undefined
  /** The same with names that are known otherwise, such as members of a Struct. */
  alignTo(
    row: number,
    names: readonly string[],
    total: number,
    first: number,
  ): readonly (IvarName | undefined)[]
}

/** Weights of the strict model must leave less than this for every other way. */
const DOUBT = 0.003
/** An object with more references times missing names is not aligned. */
const LARGEST = 100_000
/** Of names that the guess calls all but certain, 93 % were right (docs/naming.md). */
const TRUST = 0.94
const OTHERS = 3
const LOOKS_KEPT = 100_000
const LEAST_LIKELY = 0.02

export function createIvarNames(
  heap: Heap,
  classNames: ClassNames,
  captured: () => CapturedNames | undefined,
): IvarNames {
  const { words } = heap
  const { offsets, targets } = heap.graph
  const { type, flags, word, shape, length } = heap.columns
  const shapes = new Map<number, readonly string[]>()
  const models = new Map<number, IvarModel>()
  const orders = new Map<number, Order | undefined>()
  /** node -> look */
  const looks = new Map<number, number>()
  let samples: IvarSamples | undefined
  let lastRow = -1
  let lastNames: readonly (IvarName | undefined)[] = []

  function ofShape(row: number): readonly string[] {
    if (shape[row] === R.NONE || (flags[row] & R.FLAG_TOO_COMPLEX) !== 0) return []
    let names = shapes.get(shape[row])
    if (names === undefined) shapes.set(shape[row], (names = heap.shapes.ivarsOf(shape[row]) ?? []))
    return names
  }

  function nameAt(row: number, at: number, total: number, first: number): IvarName | undefined {
    if (row !== lastRow) {
      lastNames = namesOf(row, total, first)
      lastRow = row
    }
    return lastNames[at]
  }

  function namesOf(row: number, total: number, first: number): readonly (IvarName | undefined)[] {
    const bySample = sampled(row, total, first)
    if (bySample !== undefined) return bySample
    let names = ofShape(row)
    let sure = true
    if (names.length === 0) {
      const order = orderOf(classOf(row))
      if (order === undefined) return []
      names = order.names
      sure = order.whole
    }
    return alignTo(row, names, total, first, sure)
  }

  function alignTo(
    row: number,
    names: readonly string[],
    total: number,
    first: number,
    sure = true,
  ): readonly (IvarName | undefined)[] {
    if (names.length < total || total === 0) return []
    if (names.length === total && sure) {
      return names.map((name) => ({ name, certain: true, likely: 1, others: [] }))
    }
    return aligned(row, names, total, first, sure)
  }

  function classOf(row: number): number {
    return ivarHolder(heap, classNames, row)
  }

  /** An object that the capture file lists, where its references are those listed. */
  function sampled(row: number, total: number, first: number): IvarName[] | undefined {
    const owner =
      type[row] === R.TYPE_IMEMO && (flags[row] & R.FLAG_CLASS_EDGE) !== 0
        ? targets[offsets[row]]
        : row
    const values = captured()?.sampleOf(owner)
    if (values === undefined) return undefined
    const raw = classNames.rawClassOf(owner)
    const listed = values.filter(([, value]) => value !== R.NONE && value !== raw)
    if (listed.length !== total) return undefined
    if (listed.some(([, value], at) => targets[first + at] !== value)) return undefined
    return listed.map(([name]) => ({ name, certain: true, likely: 1, others: [] }))
  }

  interface Order {
    readonly names: readonly string[]
    /** Whether no object of the class can have a variable that is not among them. */
    readonly whole: boolean
  }

  /** Where there are no shapes: the order of a class's variables, from samples of its objects. */
  function orderOf(holder: number): Order | undefined {
    if (!orders.has(holder)) {
      const lists = holder < heap.count ? (captured()?.samplesOf(holder) ?? []) : []
      const names = lists.length === 0 ? undefined : mergedOrder(lists.map(({ ivars }) => ivars))
      const looked = lists.reduce((sum, { seen }) => sum + seen, 0)
      const all = lists.every(({ instances }) => instances <= looked)
      orders.set(holder, names && { names, whole: all && lists.length === 1 })
    }
    return orders.get(holder)
  }

  function aligned(
    row: number,
    names: readonly string[],
    total: number,
    first: number,
    sure: boolean,
  ): readonly (IvarName | undefined)[] {
    const shifts = names.length - total + 1
    if (total * shifts > LARGEST) return []
    const model = modelOf(classOf(row))
    const values = targets.subarray(first, first + total)
    const guess = align(model.guess(names, values), total, shifts)
    const strict = sure ? align(model.strict(names, values), total, shifts) : undefined
    if (guess === undefined) return []
    return Array.from(values, (_, j): IvarName => {
      const shift = guess.best[j]
      const likely = guess.posterior[j * shifts + shift]
      const certain =
        strict !== undefined &&
        strict.posterior[j * shifts + shift] >= 1 - DOUBT &&
        likely >= 1 - DOUBT * 10
      const others: Candidate[] = []
      if (!certain) {
        for (let d = 0; d < shifts; d++) {
          const share = guess.posterior[j * shifts + d]
          if (d !== shift && share >= LEAST_LIKELY)
            others.push({ name: names[j + d], likely: share * TRUST })
        }
        others.sort((a, b) => b.likely - a.likely)
      }
      return {
        name: names[j + shift],
        certain,
        likely: certain ? likely : likely * TRUST,
        others: others.slice(0, OTHERS),
      }
    })
  }

  function modelOf(holder: number): IvarModel {
    let model = models.get(holder)
    if (model === undefined) {
      const found = (samples ??= sampleIvars(heap, classNames))
      const lists: readonly SampledList[] =
        holder < heap.count ? (captured()?.samplesOf(holder) ?? []) : []
      model = learnIvars({
        groups: found.ofHolder(holder),
        sampled: lists,
        valuesOf(row) {
          const edge = offsets[row] + ((flags[row] & R.FLAG_CLASS_EDGE) === 0 ? 0 : 1)
          return targets.subarray(edge, offsets[row + 1])
        },
        isListed: (object, value) =>
          value !== R.NONE && (object >= heap.count || classNames.rawClassOf(object) !== value),
        kindOf,
        lookOf,
        fitOf: (name, look) =>
          fitByName(name, kindName(Math.floor(look / LOOKS.length)), LOOKS[look % LOOKS.length]),
        withName: found.withName,
      })
      models.set(holder, model)
    }
    return model
  }

  /** Real class of an object; what has none, and classes themselves, by their type and word. */
  function kindOf(node: number): number {
    if (node >= heap.count) return -1
    const own = type[node]
    const classLike = own === R.TYPE_CLASS || own === R.TYPE_MODULE || own === R.TYPE_ICLASS
    const raw = classLike ? R.NONE : classNames.rawClassOf(node)
    if (raw !== R.NONE) return classNames.realClass(raw)
    return heap.count + word[node] * 64 + own
  }

  /** Kind and look; the same values are asked for again and again while a class is learnt. */
  function lookOf(node: number): number {
    let look = looks.get(node)
    if (look === undefined) {
      if (looks.size >= LOOKS_KEPT) looks.clear()
      look = kindOf(node) * LOOKS.length + LOOKS.indexOf(looksLike(node))
      looks.set(node, look)
    }
    return look
  }

  function looksLike(node: number): Look {
    if (node >= heap.count || type[node] === R.TYPE_OBJECT) return 'plain'
    if (type[node] === R.TYPE_ARRAY || type[node] === R.TYPE_HASH) {
      return length[node] === 0 ? 'empty' : 'plain'
    }
    if (type[node] !== R.TYPE_STRING) return 'plain'
    const text = glanceAt(heap, node)['value']
    if (typeof text === 'string') return lookOfText(text)
    return length[node] === 0 && (flags[node] & R.FLAG_SHARED) === 0 ? 'empty' : 'plain'
  }

  function kindName(kind: number): string {
    if (kind < 0) return ''
    if (kind < heap.count) return classNames.nameOf(kind)
    const own = (kind - heap.count) % 64
    if (own === R.TYPE_CLASS) return 'Class'
    return own === R.TYPE_MODULE ? 'Module' : (words[(kind - heap.count - own) / 64] ?? '')
  }

  return { ofShape, nameAt, alignTo }
}

/**
 * One order that all lists are a part of, or undefined where they contradict each other. Up to Ruby
 * 3.1 a class has one order of all the variables that any of its objects ever had.
 */
export function mergedOrder(lists: readonly (readonly string[])[]): readonly string[] | undefined {
  const after = new Map<string, Set<string>>()
  const waiting = new Map<string, number>()
  for (const list of lists) {
    list.forEach((name, at) => {
      if (!after.has(name)) {
        after.set(name, new Set())
        waiting.set(name, waiting.get(name) ?? 0)
      }
      const before = at === 0 ? undefined : after.get(list[at - 1])
      if (before !== undefined && !before.has(name)) {
        before.add(name)
        waiting.set(name, (waiting.get(name) ?? 0) + 1)
      }
    })
  }
  const order: string[] = []
  const ready = [...after.keys()].filter((name) => waiting.get(name) === 0)
  for (let name = ready.shift(); name !== undefined; name = ready.shift()) {
    order.push(name)
    for (const next of after.get(name) ?? []) {
      const left = (waiting.get(next) ?? 1) - 1
      waiting.set(next, left)
      if (left === 0) ready.push(next)
    }
  }
  return order.length === after.size ? order : undefined
}
