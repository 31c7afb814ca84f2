// Keys that are stored again and again because a hash does not find them again: objects of a class
// without `hash` and `eql?` of its own, a hash that compares by identity, and keys that were changed
// after they were put in. Known by what keys contain: strings by their texts, arrays and objects by what
// they refer to. Small numbers and most symbols are not in a dump, so of objects that may have some it
// takes more to say so: they are much alike, and their class has no `hash` and `eql?`. Of arrays that may
// have some nothing is said: an array is found by them. Cost: a sample of 2,000 keys, a few reads each.
import { FLAG_VALUE, TYPE_ARRAY, TYPE_HASH, TYPE_OBJECT } from '../../../base/record.ts'
import { TYPE_STRING, TYPE_STRUCT } from '../../../base/record.ts'
import { formatCount } from '../../../base/format.ts'
import type { Study } from '../../study.ts'
import type { Candidate } from '../../why/candidate.ts'
import { someAncestor } from './class-methods.ts'
import { contentEdges, keySample } from './hash-keys.ts'
import type { Explanation } from '../rule.ts'
import { className, kindWords } from '../words/words.ts'

/** Fewer keys tell nothing. */
const FEW = 50
/** Keys to each content, on average, where all of it is in the dump, and where some may not be. */
const TIMES = 2
const TIMES_UNSURE = 5
const DEEPEST = 3

export interface KeyCopies {
  readonly keys: number
  readonly different: number
  /** The very same objects are in it several times. */
  readonly isSame: boolean
  /** Of most keys: `#<Query>`, `Array`. */
  readonly label: string
}

/** undefined where keys differ, as they should, or are not known. */
function keyCopies(study: Study, row: number, isSet: boolean): KeyCopies | undefined {
  const keys = keySample(study, row, isSet)
  if (keys.length < FEW) return undefined
  const { kinds } = study.names
  const label = kinds.labelOf(kinds.kindOf(keys[0]))
  const same = new Set(keys).size
  const found = { keys: keys.length, label }
  if (same * TIMES <= keys.length) return { ...found, different: same, isSame: true }
  const contents = new Set<string>()
  let times = TIMES
  for (const key of keys) {
    const content = contentOf(study, key)
    if (content === undefined) return undefined
    if (!content.isWhole) times = TIMES_UNSURE
    contents.add(content.text)
  }
  const different = contents.size
  if (times === TIMES_UNSURE && !isByIdentity(study, keys[0])) return undefined
  return different * times <= keys.length ? { ...found, different, isSame: false } : undefined
}

/** A key is itself alone: an object of a class that does not say by what two are the same. */
function isByIdentity(study: Study, key: number): boolean {
  if (study.heap.columns.type[key] !== TYPE_OBJECT) return false
  const row = study.names.classes.rawClassOf(key)
  return !someAncestor(study, row, (_, labels) => labels.some((label) => SAMENESS.test(label)))
}

/** Also of code that defines them: 'block in define_hash_method'. */
const SAMENESS = /hash|eql/i

/** undefined where it has no text by which it could be told from others. */
function contentOf(
  study: Study,
  key: number,
): { readonly text: string; readonly isWhole: boolean } | undefined {
  const { heap } = study
  const { type, flags, length, hashLow, hashHigh } = heap.columns
  let isWhole = true
  let texts = 0
  const write = (row: number, depth: number): string => {
    if (row >= heap.count) return `#${row}`
    switch (type[row]) {
      case TYPE_STRING:
        if ((flags[row] & FLAG_VALUE) === 0) return `#${row}`
        texts++
        return `${length[row]}:${hashHigh[row]}:${hashLow[row]}`
      case TYPE_ARRAY:
      case TYPE_HASH:
      case TYPE_OBJECT:
      case TYPE_STRUCT:
        break
      default:
        return `#${row}`
    }
    if (depth === DEEPEST) return `#${row}`
    const [first, end] = contentEdges(study, row)
    const places = type[row] === TYPE_HASH ? length[row] * 2 : length[row]
    if (end - first < places || type[row] === TYPE_STRUCT) isWhole = false
    const parts: string[] = []
    for (let edge = first; edge < end; edge++) {
      parts.push(write(heap.graph.targets[edge], depth + 1))
    }
    return `${study.names.kinds.kindOf(row)}(${length[row]},${parts.join(',')})`
  }
  const text = write(key, 0)
  return texts === 0 ? undefined : { text, isWhole }
}

const known = new WeakMap<Candidate, { readonly copies: KeyCopies | undefined }>()

/** Of the hash or set that is the holder of a candidate, or that is large by itself. */
export function copiesIn(candidate: Candidate, study: Study): KeyCopies | undefined {
  let found = known.get(candidate)
  if (found === undefined) {
    const { steps, holder, held, shape } = candidate
    const isOne = steps[holder].count === 1 && (shape === 'container' || shape === 'single')
    const copies = isOne ? keyCopies(study, steps[holder].node, isOfSet(candidate)) : undefined
    // What it holds is then as many, not the few that differ.
    const isMany = shape === 'single' || steps[held].count >= (copies?.different ?? 0) * TIMES
    known.set(candidate, (found = { copies: isMany ? copies : undefined }))
  }
  return found.copies
}

/** A Set's own table, or the Set itself where it is DATA. */
export function isOfSet({ steps, holder }: Candidate): boolean {
  return steps[holder].label === '#<Set>' || steps[holder - 1]?.label === '#<Set>'
}

/** undefined where keys are not copies. `title` goes behind what holds how many. */
export function copiesWords(
  candidate: Candidate,
  study: Study,
): Pick<Explanation, 'title' | 'because' | 'advice' | 'confidence'> | undefined {
  const copies = copiesIn(candidate, study)
  if (copies === undefined) return undefined
  const { keys, different, isSame, label } = copies
  const isSet = isOfSet(candidate)
  const confidence = 'likely'
  const own = isSet ? 'elements' : 'keys'
  const [all, few] = [formatCount(keys), formatCount(different)]
  const objects = kindWords(2, label)
  if (isSame) {
    return {
      confidence,
      title: `, the same few ${own} again and again`,
      because: `Of ${all} ${own} looked at only ${few} ${different === 1 ? 'is a different object' : 'are different objects'} (${kindWords(different, label)}): the same object is in it many times. That happens when it is changed after it was put in: it is then not found any more, and put in again.`,
      advice: `Do not change what is ${isSet ? 'in a set' : 'a key of a hash'}: put in a frozen copy (dup.freeze), or something that stays, such as an id.`,
    }
  }
  const isObject = label.startsWith('#<')
  return {
    confidence,
    title: `, by ${own} many of which are alike`,
    because: isObject
      ? `Of ${all} ${own} looked at (${objects}) only ${few} differ in what they contain, as far as the dump shows. Without hash and eql? methods of its own each ${className(label)} object is another key, so that what is stored is not found again, and stored once more.`
      : `Of ${all} ${own} looked at (${objects}) only ${few} differ in what they contain, as far as the dump shows. So what is stored is not found again, and stored once more: the hash compares by identity (compare_by_identity), or what is in the ${own} has no hash and eql? of its own.`,
    advice: isObject
      ? `Define hash and eql? in ${className(label)}, by what makes two of them the same, or use ${own} that have both: a string, a symbol, an array of such.`
      : `Use ${own} that are found again: strings or symbols, or arrays of such, in a hash that compares by content.`,
  }
}
