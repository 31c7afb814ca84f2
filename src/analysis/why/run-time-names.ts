// Names that were made at run time and stay for good. A symbol that has become the name of a method, a
// variable or a constant gets a place in a table of Ruby's, which never lets go of it or of its text: the
// table is arrays without a class, in rows, under the root of the VM (3.x), in 3.4 in a list of what the
// VM has registered there, or under the root of symbols (4.0). Symbols
// that are written in code are no objects and have only a text there; objects were made at run time.
// Of several dumps those are told that the first did not have, and those like them; of one, those of a
// pattern with a number in it, of which there are many. Texts are compared by their hashes.
// Cost: for each dump a pass over the rows and over the table; 600 texts of the table are read, a tenth of a
// millisecond each, and where there is a pattern up to 20,000.
import { FLAG_CLASS_EDGE, FLAG_FSTRING, FLAG_VALUE } from '../../base/record.ts'
import { TYPE_ARRAY, TYPE_DATA, TYPE_STRING, TYPE_SYMBOL } from '../../base/record.ts'
import { glanceAt } from '../../heap/record-of.ts'
import { attributed } from '../ownership/attributed.ts'
import * as K from '../ownership/owner-kinds.ts'
import { splicedTree } from '../ownership/shown-tree.ts'
import type { Study } from '../study.ts'
import { textKey } from '../text-key.ts'
import type { Candidate, CandidateStep } from './candidate.ts'
import { singleStep } from './child-groups.ts'
import type { Measured } from './filled.ts'

const ROOTS: ReadonlySet<string> = new Set(['vm', 'global_symbols'])
/** What the table is made of in Ruby's development branch. */
const LISTS = /^symbol_id_entry/
/** Fewer are no finding: with several dumps; of one pattern, and in all, with one. */
const MANY = 100
const MANY_ALIKE = 100
const MANY_OF_ONE_DUMP = 500
const MOST = 0.5
/** Of all names, those with numbers. */
const MUCH = 0.25
/** Texts that are read: to find patterns, and to find all of a pattern. */
const READ = 300
const MOST_READ = 20_000
/** Of the sample, fewer of a pattern are chance. */
const FEW_READ = 5

/** What one dump has in the table: hash of the text -> row. */
interface NameTable {
  readonly study: Study
  /** Symbols that are objects. */
  readonly symbols: ReadonlyMap<number, number>
  readonly texts: ReadonlyMap<number, number>
  /** The node that the table hangs on. */
  readonly root: number
}

/** @param told rows of symbols that something else is told to hold, and so are none of these */
export type RunTimeNames = (told: ReadonlySet<number>) => Candidate | undefined

/**
 * Reads the dumps once; what it gives is quick.
 * @param studies earliest first
 * @param least bytes: what has less is none
 */
export function runTimeNames(studies: readonly Study[], least: number): RunTimeNames {
  const tables = studies.map(nameTable)
  const last = tables[tables.length - 1]
  const added = tables.length === 1 ? numbered(last) : addedNames(tables[0], last)
  return (told) => {
    const wanted = new Set(added)
    for (const [key, row] of last.symbols) if (told.has(row)) wanted.delete(key)
    if (wanted.size < MANY) return undefined
    const candidate = candidateOf(tables, wanted)
    return candidate.bytes < least ? undefined : candidate
  }
}

/**
 * Those that the first dump has not, and those of the same pattern that it has; where that is most of the
 * symbols, all that are objects.
 */
function addedNames(first: NameTable, last: NameTable): Set<number> {
  const isNew = (key: number): boolean => !first.texts.has(key) && !first.symbols.has(key)
  const symbols = [...last.symbols.keys()]
  const added = symbols.filter(isNew)
  const plain = [...last.texts.keys()].filter((key) => isNew(key) && !last.symbols.has(key))
  const isMost = added.length >= symbols.length * MOST && added.length >= MANY
  const names = [...(isMost ? symbols : added), ...(plain.length >= MANY ? plain : [])]
  if (names.length < MANY) return new Set()
  const known = new Set(names)
  const others = keysOf(last).filter((key) => !known.has(key))
  return new Set([...names, ...alikeAmong(last, others, patternsOf(last, names).patterns)])
}

/** Those of a pattern that many have, where that is many of all names, or most of the symbols. */
function numbered(table: NameTable): Set<number> {
  for (const [keys, least] of [
    [keysOf(table), MUCH],
    [[...table.symbols.keys()], MOST],
  ] as const) {
    const { patterns, share } = patternsOf(table, keys)
    if (share < least || share * keys.length < MANY_OF_ONE_DUMP) continue
    const found = alikeAmong(table, keys, patterns)
    if (found.length >= MANY_OF_ONE_DUMP) return new Set(found)
  }
  return new Set()
}

function keysOf({ symbols, texts }: NameTable): number[] {
  return [...new Set([...symbols.keys(), ...texts.keys()])]
}

interface Patterns {
  readonly patterns: ReadonlySet<string>
  /** Of all names asked, those of such a pattern, about. */
  readonly share: number
}

/** Patterns that many of some names have, by the texts of a sample. */
function patternsOf(table: NameTable, keys: readonly number[]): Patterns {
  const stride = Math.max(1, Math.floor(keys.length / READ))
  const counts = new Map<string, number>()
  let asked = 0
  for (let at = 0; at < keys.length; at += stride, asked++) {
    const pattern = patternOf(table, keys[at])
    if (pattern !== undefined) counts.set(pattern, (counts.get(pattern) ?? 0) + 1)
  }
  const many = [...counts].filter(([, count]) => count >= FEW_READ && count * stride >= MANY_ALIKE)
  const share = many.reduce((sum, [, count]) => sum + count, 0) / Math.max(1, asked)
  return { patterns: new Set(many.map(([pattern]) => pattern)), share }
}

/** All that have one of these patterns; none where there are too many to be read. */
function alikeAmong(
  table: NameTable,
  keys: readonly number[],
  patterns: ReadonlySet<string>,
): number[] {
  if (patterns.size === 0 || keys.length > MOST_READ) return []
  return keys.filter((key) => patterns.has(patternOf(table, key) ?? ''))
}

/** `stub_#` of 'stub_1234'; undefined where there is no number in it. */
function patternOf({ study, symbols, texts }: NameTable, key: number): string | undefined {
  const row = symbols.get(key) ?? texts.get(key)
  const text = row === undefined ? undefined : glanceAt(study.heap, row)['value']
  if (typeof text !== 'string') return undefined
  const pattern = text.replace(/[0-9a-f]*\d[0-9a-f]*/gi, '#')
  return pattern === text ? undefined : pattern
}

function candidateOf(tables: readonly NameTable[], wanted: ReadonlySet<number>): Candidate {
  const { study, symbols, texts, root } = tables[tables.length - 1]
  const { tree } = attributed(study)
  const positionsOf = (rows: ReadonlyMap<number, number>): number[] =>
    [...rows].filter(([key]) => wanted.has(key)).map(([, row]) => tree.positionOf[row])
  const own = positionsOf(symbols)
  const tops = Uint32Array.from([...own, ...positionsOf(texts)]).sort()
  const isOfSymbols = own.length >= wanted.size * MOST
  const held = isOfSymbols ? Uint32Array.from(own).sort() : tops
  const measured = tables.map((table) => measure(table, wanted, isOfSymbols))
  const { bytes } = measured[measured.length - 1]
  const step: CandidateStep = {
    label: isOfSymbols ? 'Symbol' : 'String',
    positions: held,
    count: held.length,
    owned: bytes,
    node: tree.nodeAt[held[0]],
  }
  const above = singleStep(study, splicedTree(study), tree.positionOf[root])
  return {
    shape: 'group',
    steps: [above, step],
    holder: 0,
    held: 1,
    tops,
    bytes,
    measured,
    isOfNames: true,
  }
}

/** @param isOfSymbols symbols are counted, else names */
function measure(
  { study, symbols, texts }: NameTable,
  wanted: ReadonlySet<number>,
  isOfSymbols: boolean,
): Measured {
  const { retained } = attributed(study).tree
  let count = 0
  let bytes = 0
  for (const key of wanted) {
    const [symbol, text] = [symbols.get(key), texts.get(key)]
    if (symbol !== undefined || (text !== undefined && !isOfSymbols)) count++
    if (symbol !== undefined) bytes += retained[symbol]
    if (text !== undefined) bytes += retained[text]
  }
  return { count, bytes }
}

function nameTable(study: Study): NameTable {
  const { heap } = study
  const { type, word, flags } = heap.columns
  const { offsets, targets } = heap.graph
  const { tree, ranks } = attributed(study)
  const isTable = new Map<number, boolean>()
  const symbols = new Map<number, number>()
  const texts = new Map<number, number>()
  let root = heap.graph.root
  for (let row = 0; row < heap.count; row++) {
    if (!isHidden(row) || !isInTable(row)) continue
    for (let edge = offsets[row]; edge < offsets[row + 1]; edge++) {
      const target = targets[edge]
      if (target >= heap.count || (flags[target] & FLAG_VALUE) === 0) continue
      const key = textKey(heap, target)
      if (type[target] === TYPE_SYMBOL) symbols.set(key, target)
      else if (isText(target)) texts.set(key, target)
    }
  }
  return { study, symbols, texts, root }

  /** Hidden arrays, lists of their own after 4.0: what hangs in a hidden hash goes when it is not used. */
  function isHidden(row: number): boolean {
    if (type[row] === TYPE_DATA) return LISTS.test(heap.words[word[row]])
    return type[row] === TYPE_ARRAY && (flags[row] & FLAG_CLASS_EDGE) === 0
  }

  /** What something else owns, code or a symbol, is told with that. */
  function isText(row: number): boolean {
    if (type[row] !== TYPE_STRING || (flags[row] & FLAG_FSTRING) === 0) return false
    const holder = tree.dominator[row]
    return holder >= heap.count || isHidden(holder)
  }

  function isInTable(row: number): boolean {
    const known = isTable.get(row)
    if (known !== undefined) return known
    const above = tree.dominator[row]
    const category = heap.roots[above - heap.count]?.category
    let found: boolean
    if (above < heap.count && ranks.kinds[above] === K.ROOT_LIST) {
      found = true
      root = tree.dominator[above]
    } else if (above < heap.count) found = isHidden(above) && isInTable(above)
    else if (category === undefined) found = above === heap.graph.root
    else {
      found = ROOTS.has(category)
      if (found) root = above
    }
    isTable.set(row, found)
    return found
  }
}
