// `where({ value: … })`: text as `value` gives it. It is not in memory, so the dump is read for what is
// left: each object on its own where there are few, else strings and symbols in one pass over the
// dump (analysis/search-text.ts).
import { bitsetOf } from '../base/bitset.ts'
import { FLAG_VALUE } from '../base/record.ts'
import { searchText, type Wanted } from '../analysis/search-text.ts'
import type { Study } from '../analysis/study.ts'
import type { Heap } from '../heap/heap.ts'
import { acceptsText, type AcceptsText } from './accepts.ts'
import { fitting } from './set-algebra.ts'
import { mayHaveValue, valueOf } from './text.ts'
import type { Holds } from './text-test.ts'

/** Up to here, a read each costs less than a pass over all that lies between them. */
const FEW = 1000

export function nodesWithText(
  { heap }: Study,
  nodes: Uint32Array,
  wanted: unknown,
  where: string,
): Uint32Array {
  const accepts = acceptsText('value', wanted, where)
  const none = accepts(null)
  const one = (node: number): boolean => accepts(valueOf(heap, node))
  const dumped = wanted === null ? new Uint32Array(0) : nodes.filter((node) => isDumped(heap, node))
  const many = dumped.length > FEW ? inOnePass(heap, dumped, wanted, accepts) : one
  const kept = new Uint32Array(nodes.length)
  let count = 0
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i]
    let holds = none
    if (isDumped(heap, node)) holds = wanted !== null && many(node)
    else if (mayHaveValue(heap, node)) holds = one(node)
    if (holds) kept[count++] = node
  }
  return fitting(kept, count)
}

/** Strings and symbols whose text is in the dump, as their columns tell. */
function isDumped({ count, columns }: Heap, node: number): boolean {
  return node < count && (columns.flags[node] & FLAG_VALUE) !== 0
}

function inOnePass(
  heap: Heap,
  candidates: Uint32Array,
  wanted: unknown,
  accepts: AcceptsText,
): Holds {
  const isCandidate = bitsetOf(heap.graph.nodeCount, candidates)
  const test: Wanted = typeof wanted === 'string' ? { equals: wanted } : { satisfies: accepts }
  const found = searchText(heap, test, (row) => (isCandidate[row >>> 5] & (1 << row)) !== 0)
  return (node) => (found[node >>> 5] & (1 << node)) !== 0
}
