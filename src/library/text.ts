// What is read from an object's line: its record, the line itself, its text. A root category has one
// line or several in the dump, of which only the references are kept, so its record is made from those.
// Cost: one read of the line; of many in the order of the dump, one for each block (line-blocks.ts).
import * as R from '../base/record.ts'
import type { Heap } from '../heap/heap.ts'
import { lineBlocks } from '../heap/line-blocks.ts'
import { lineOf, wholeRecordOf } from '../heap/line-of.ts'
import type { Fields } from '../heap/record-of.ts'

export function recordOfNode(heap: Heap, node: number): Fields {
  return node < heap.count ? recordOfRow(heap, node) : rootRecord(heap, node)
}

export function lineOfNode(heap: Heap, node: number): string {
  if (node < heap.count) return lineBlocks(heap).lineAt(node)?.text ?? lineOf(heap, node)
  // With the blanks that Ruby writes.
  const { root, references } = rootRecord(heap, node)
  const list = references.map((address) => `"${address}"`).join(', ')
  return `{"type":"ROOT", "root":${JSON.stringify(root)}, "references":[${list}]}`
}

function recordOfRow(heap: Heap, row: number): Fields {
  return lineBlocks(heap).lineAt(row)?.fields ?? wholeRecordOf(heap, row)
}

function rootRecord(
  { graph, count, roots, columns, pages }: Heap,
  node: number,
): { type: string; root: string; references: string[] } {
  const targets = graph.targets.subarray(graph.offsets[node], graph.offsets[node + 1])
  return {
    type: 'ROOT',
    root: roots[node - count]?.category ?? '',
    references: Array.from(targets, (row) => pages.addressOf(columns.code[row])),
  }
}

/**
 * The text of a string or symbol, the digits of a float, as the dump has them; null where it has
 * none: only 7-bit text is written out, and no digits of large integers. Reads nothing for objects
 * whose columns tell that there is nothing.
 */
export function valueOf(heap: Heap, node: number): string | null {
  if (node >= heap.count || !mayHaveValue(heap, node)) return null
  if (hasText(heap, node)) {
    const text = lineBlocks(heap).valueAt(node)
    if (text !== undefined) return text
    // Ruby 3.2 and later write no value of an empty string.
  } else if (isEmptyString(heap, node)) return ''
  const value = recordOfRow(heap, node)['value']
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return value
  return isEmptyString(heap, node) ? '' : null
}

/** Strings and symbols whose text is in the dump, as their columns tell; one that had to be mended
 * is not among them. */
export function hasText({ columns }: Heap, row: number): boolean {
  return (columns.flags[row] & (R.FLAG_VALUE | R.FLAG_REPAIRED)) === R.FLAG_VALUE
}

/** Whether reading the line may give a text or digits. */
export function mayHaveValue(heap: Heap, row: number): boolean {
  switch (heap.columns.type[row]) {
    case R.TYPE_STRING:
      return (heap.columns.flags[row] & R.FLAG_VALUE) !== 0 || isEmptyString(heap, row)
    case R.TYPE_SYMBOL:
    case R.TYPE_FLOAT:
    case R.TYPE_BIGNUM:
      return true
  }
  return false
}

function isEmptyString({ columns }: Heap, row: number): boolean {
  return (
    columns.type[row] === R.TYPE_STRING &&
    columns.length[row] === 0 &&
    (columns.flags[row] & (R.FLAG_SHARED | R.FLAG_REPAIRED)) === 0
  )
}
