// Objects by what a person knows of them: an address, a class's name, a symbol, or text. A name, a
// glob or a /regexp/ is looked for among classes first: the class objects and all their instances.
// What no class is called is looked for in the text of strings and symbols; quotes ("Work"), a colon
// (:work) or a condition on the type say that text is meant from the start.
// Cost: classes one pass over the rows; text one pass over the dump (search-text.ts).
import { bitset, countBits, keepCommon, type Bitset } from '../base/bitset.ts'
import { TYPE_CLASS, TYPE_MODULE, TYPE_STRING, TYPE_SYMBOL } from '../base/record.ts'
import { LoupeError } from '../base/errors.ts'
import { RESULT_VERSION } from '../workbench/results.ts'
import type { Find, Where } from '../workbench/results.ts'
import { namePattern, regexpOf } from './name-pattern.ts'
import { searchText } from './search-text.ts'
import { objectRef, type Study } from './study.ts'
import { findTarget } from './targets.ts'
import { rowsWhere } from './where.ts'

export interface FindOptions {
  readonly limit?: number
  readonly where?: Where
}

const LIMIT = 20

export function find(study: Study, pattern: string, options: FindOptions = {}): Find {
  if (pattern === '') throw new LoupeError('usage', 'there is nothing to find in an empty pattern.')
  const { count, graph } = study.heap
  const only = options.where === undefined ? undefined : rowsWhere(study, options.where)
  const found = matches(study, pattern, options.where, only)
  if (only !== undefined) keepCommon(found, only)
  const limit = options.limit ?? LIMIT
  const rows: number[] = []
  for (let row = 0; row < count && rows.length < limit; row++) {
    if ((found[row >>> 5] & (1 << row)) !== 0 && row < graph.nodeCount) rows.push(row)
  }
  return {
    kind: 'find',
    version: RESULT_VERSION,
    pattern,
    total: countBits(found),
    items: rows.map((row) => objectRef(study, row)),
  }
}

function matches(
  study: Study,
  pattern: string,
  where: Where | undefined,
  only: Bitset | undefined,
): Bitset {
  const { nodeCount } = study.heap.graph
  if (/^(0x[0-9a-f]+|@\d+)$/i.test(pattern)) return oneObject(study, pattern)
  const symbol = /^:(?:"(.+)"|([^:].*))$/s.exec(pattern)
  if (symbol !== null) {
    return searchText(
      study.heap,
      { equals: symbol[1] ?? symbol[2] },
      isOf(study, [TYPE_SYMBOL], only),
    )
  }
  const text = /^"(.*)"$/s.exec(pattern)
  const textTypes = [TYPE_STRING, TYPE_SYMBOL]
  if (text !== null)
    return searchText(study.heap, { contains: text[1] }, isOf(study, textTypes, only))
  const onlyText = /^(T_)?(STRING|SYMBOL)$/i.test(where?.type ?? '')
  const named = onlyText ? bitset(nodeCount) : byClass(study, pattern)
  if (named.some((word) => word !== 0)) return named
  const expression = regexpOf(pattern)
  const wanted = expression === undefined ? { contains: pattern } : { matches: expression }
  return searchText(study.heap, wanted, isOf(study, textTypes, only))
}

function oneObject(study: Study, text: string): Bitset {
  const rows = bitset(study.heap.graph.nodeCount)
  try {
    const { node } = findTarget(study, text)
    if (node < study.heap.count) rows[node >>> 5] |= 1 << node
  } catch (error) {
    if (!(error instanceof LoupeError && error.code === 'no-answer')) throw error
  }
  return rows
}

/** Classes and modules that are called so, and the instances of such classes. */
function byClass({ heap, names }: Study, text: string): Bitset {
  const pattern = namePattern(text)
  const { groupOf, names: groups } = names.groups
  const { type } = heap.columns
  const rows = bitset(heap.graph.nodeCount)
  const wanted = Uint8Array.from(groups, (name) => (pattern.matches(name) ? 1 : 0))
  if (wanted.includes(1)) {
    for (let row = 0; row < heap.count; row++) {
      if (wanted[groupOf[row]] === 1) rows[row >>> 5] |= 1 << row
    }
  }
  for (const row of heap.classes.row) {
    if (type[row] !== TYPE_CLASS && type[row] !== TYPE_MODULE) continue
    if (pattern.matches(names.classes.nameOf(row))) rows[row >>> 5] |= 1 << row
  }
  return rows
}

function isOf(
  { heap }: Study,
  types: readonly number[],
  only: Bitset | undefined,
): (row: number) => boolean {
  const { type } = heap.columns
  return (row) =>
    types.includes(type[row]) && (only === undefined || (only[row >>> 5] & (1 << row)) !== 0)
}
