// Names of a hash's references: keys, and values by their keys. A dump lists key, value, key, value in
// order of insertion, then the default, and leaves out what is no object: symbols, small numbers, nil.
// So pairs are certain only where nothing was left out, or where all keys can be told from all values:
// a String that a hash takes as its key becomes a frozen, interned copy.
// Cost: one pass over a hash's references when it is first asked for.
import * as R from '../base/record.ts'
import { glanceAt } from '../heap/record-of.ts'
import { unsure, type EdgeContext, type Named } from './edge-context.ts'
import { quoted } from './preview.ts'

/** Larger hashes are not looked through. */
const REFERENCES_CHECKED = 2_000_000
const REMEMBERED = 1000

/** How the references of a hash are to be read. */
interface Form {
  /**
   * pairs: key, value, key, value; string-keys: each interned String is a key, what follows is its
   * value; lone: one reference an entry, the rest is no object; mixed: nothing is known
   */
  readonly sort: 'pairs' | 'string-keys' | 'lone' | 'mixed'
  readonly certain: boolean
  /** Whether the last reference is the default. */
  readonly hasDefault: boolean
}

export function createHashReferences({
  heap,
  firstReference,
}: EdgeContext): (row: number, at: number, first: number, total: number) => Named {
  const { offsets, targets } = heap.graph
  const { type, flags, length } = heap.columns
  const forms = new Map<number, Form>()

  function isString(node: number): boolean {
    return node < heap.count && type[node] === R.TYPE_STRING
  }

  function isFrozen(node: number): boolean {
    return (flags[node] & (R.FLAG_FROZEN | R.FLAG_FSTRING)) !== 0
  }

  function isInterned(node: number): boolean {
    return isString(node) && (flags[node] & R.FLAG_FSTRING) !== 0
  }

  /** @param first edge of the first entry; @param total references from there */
  function formOf(row: number, first: number, total: number): Form {
    const known = forms.get(row)
    if (known !== undefined) return known
    if (forms.size >= REMEMBERED) forms.clear()
    const form = readForm(row, first, total)
    forms.set(row, form)
    return form
  }

  function readForm(row: number, first: number, total: number): Form {
    const entries = length[row]
    const none: Form = { sort: 'mixed', certain: false, hasDefault: false }
    if (entries === 0) return { ...none, hasDefault: total > 0 }
    if (total > REFERENCES_CHECKED) return none
    const proc = glanceAt(heap, row)['default'] !== undefined
    const inside = proc ? total - 1 : total
    if (inside === entries * 2 + 1 && !proc) {
      // Everything there is, and a default value.
      return { sort: 'pairs', certain: true, hasDefault: true }
    }
    if (inside === entries * 2) {
      // With a default value among them, one key or value would be no object.
      const clean = keysAlike(first, entries)
      if (clean !== 'no') return { sort: 'pairs', certain: clean === 'yes', hasDefault: proc }
    }
    if (inside > entries && inside < entries * 2) {
      let interned = 0
      for (let i = 0; i < inside; i++) if (isInterned(targets[first + i])) interned++
      if (interned === entries && isInterned(targets[first]) && noThirds(first, inside)) {
        return { sort: 'string-keys', certain: inside >= entries + 2, hasDefault: proc }
      }
    }
    return inside === entries ? { sort: 'lone', certain: false, hasDefault: proc } : none
  }

  /** Whether every second reference can be a key, all of one type. */
  function keysAlike(first: number, entries: number): 'yes' | 'perhaps' | 'no' {
    let thawed = 0
    for (let i = 0; i < entries; i++) {
      const key = targets[first + 2 * i]
      if (type[key] !== type[targets[first]]) return 'no'
      if (isString(key) && !isFrozen(key)) thawed++
    }
    // With compare_by_identity a hash takes Strings as they are.
    return thawed === 0 ? 'yes' : thawed === entries && entries > 1 ? 'perhaps' : 'no'
  }

  /** A key has one value: no two references in a row that are no keys. */
  function noThirds(first: number, total: number): boolean {
    for (let i = 1; i < total; i++) {
      if (!isInterned(targets[first + i]) && !isInterned(targets[first + i - 1])) return false
    }
    return true
  }

  function valueOf(key: number): string {
    if (type[key] === R.TYPE_STRING || type[key] === R.TYPE_SYMBOL) {
      const text = glanceAt(heap, key)['value']
      if (typeof text === 'string') {
        return type[key] === R.TYPE_STRING ? `[${quoted(text)}]` : `[:${text}]`
      }
    }
    return 'value'
  }

  return (row, at, first, total) => {
    const { sort, certain, hasDefault } = formOf(row, first, total)
    const edge = first + at
    if (hasDefault && at === total - 1 && edge === offsets[row + 1] - 1) return 'its default'
    const mark = (name: string): Named => (certain ? name : unsure(name))
    const target = targets[edge]
    switch (sort) {
      case 'pairs':
        return mark(at % 2 === 0 ? 'key' : valueOf(targets[edge - 1]))
      case 'string-keys':
        return mark(isInterned(target) ? 'key' : valueOf(targets[edge - 1]))
      case 'lone':
        // Symbols are the usual keys; an interned String may be one as well.
        return isInterned(target) && allInterned(row, first, total) ? undefined : unsure('value')
      case 'mixed':
        // No hash but an identity hash takes a String that is not frozen as a key.
        return isString(target) && !isFrozen(target) ? unsure('value') : undefined
    }
  }

  function allInterned(row: number, first: number, total: number): boolean {
    const end = first + total - (glanceAt(heap, row)['default'] === undefined ? 0 : 1)
    for (let edge = Math.max(first, firstReference(row)); edge < end; edge++) {
      if (!isInterned(targets[edge])) return false
    }
    return true
  }
}
