// The methods of a class and of what it inherits, by their names as far as a dump has them: of those
// written in Ruby the label of their code.
// Cost: some reads for each method, up to Object.
import { createMethodNames } from '../../../naming/method-names.ts'
import { NONE, TYPE_ICLASS, TYPE_IMEMO } from '../../../base/record.ts'
import type { Heap } from '../../../heap/heap.ts'
import type { Study } from '../../study.ts'

const DEEPEST = 50
const EDGES_SEARCHED = 1000

/**
 * Whether a class, or a class or module above it and below Object, passes.
 * @param classRow that of one object, singleton classes included
 * @param passes asked with the name, '' for none, and the labels of the methods of each in turn
 */
export function someAncestor(
  { heap, names }: Study,
  classRow: number,
  passes: (name: string, labels: readonly string[]) => boolean,
): boolean {
  const methods = createMethodNames(heap, names.classes)
  const { offsets, targets } = heap.graph
  const { type } = heap.columns
  const { classes } = heap
  let row = classRow
  for (let depth = 0; depth < DEEPEST && row < heap.count; depth++) {
    const own = type[row] === TYPE_ICLASS ? targets[offsets[row]] : row
    const name = names.classes.ownName(own)
    if (name === 'Object') return false
    if (passes(name, labelsOf(own))) return true
    const entry = classes.entryOf(row)
    row = entry < 0 ? NONE : classes.superclass[entry]
  }
  return false

  function labelsOf(own: number): string[] {
    const labels: string[] = []
    for (const entry of methodEntries(heap, own, EDGES_SEARCHED)) {
      const iseq = methods.imemoAmong(entry, 'iseq')
      const label = iseq === undefined ? undefined : methods.iseqName(iseq)?.label
      if (label !== undefined) labels.push(label)
    }
    return labels
  }
}

/** Rows of what Ruby stores of the methods of a class. @param most references of it that are looked at */
export function methodEntries(
  { graph, columns, words }: Heap,
  row: number,
  most: number,
): number[] {
  const { offsets, targets } = graph
  const { type, word } = columns
  const end = Math.min(offsets[row + 1], offsets[row] + most)
  return [...targets.subarray(offsets[row], end)].filter(
    (target) => type[target] === TYPE_IMEMO && words[word[target]] === 'ment',
  )
}
