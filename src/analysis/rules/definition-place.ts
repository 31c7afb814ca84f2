// Where the methods of a class were written: 'lib/x.rb:24', or 'lib/x.rb' where the line is not known.
// Lines come from tracing: the code of a method is allocated where it is compiled.
import { createMethodNames } from '../../naming/method-names.ts'
import { TYPE_IMEMO } from '../../base/record.ts'
import type { Study } from '../study.ts'

const EDGES_SEARCHED = 400

/** Of the first method of a class that tells; undefined where none does. */
export function definitionPlace({ heap, names }: Study, classRow: number): string | undefined {
  const methods = createMethodNames(heap, names.classes)
  const { offsets, targets } = heap.graph
  const { type, word } = heap.columns
  const entries: number[] = []
  const end = Math.min(offsets[classRow + 1], offsets[classRow] + EDGES_SEARCHED)
  for (let edge = offsets[classRow]; edge < end; edge++) {
    const target = targets[edge]
    if (target >= heap.count || type[target] !== TYPE_IMEMO) continue
    if (heap.words[word[target]] === 'ment') entries.push(target)
  }
  let file: string | undefined
  for (const ment of entries) {
    for (const row of [methods.imemoAmong(ment, 'iseq'), ment]) {
      if (row === undefined) continue
      const place = names.classes.siteOf(row)
      if (place !== '' && !place.startsWith('(eval')) return place
      const path = row === ment ? undefined : methods.iseqName(row)?.path
      if (path !== undefined && path !== '') file ??= path
    }
  }
  const own = names.classes.siteOf(classRow)
  return file ?? (own === '' ? undefined : own)
}
