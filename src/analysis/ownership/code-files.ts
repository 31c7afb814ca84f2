// Which file each piece of compiled code (iseq) is of: its own path, traced or not. Where it was
// allocated says less: that is the line that required the file, in Zeitwerk or RubyGems for most.
// Cost: the references of each iseq; some reads for each file.
import * as R from '../../base/record.ts'
import { createMethodNames } from '../../naming/method-names.ts'
import type { Study } from '../study.ts'
import * as K from './owner-kinds.ts'

/**
 * Tells `found` the path of each iseq that has one, `/app/x.rb` or `<internal:kernel>`; not of code from
 * strings that do not say where they were.
 */
export function eachCodeFile(
  { heap, names }: Study,
  kinds: Uint8Array,
  found: (row: number, path: string) => void,
): void {
  const methods = createMethodNames(heap, names.classes)
  for (let row = 0; row < heap.count; row++) {
    if (kinds[row] !== K.ISEQ) continue
    const path = methods.iseqPath(row)
    if (path !== undefined && path !== '' && path !== '(eval)') found(row, path)
  }
}

/** The code of a method entry, or NONE. */
export function codeOf({ heap }: Study, kinds: Uint8Array, ment: number): number {
  const { offsets, targets } = heap.graph
  for (let edge = offsets[ment]; edge < offsets[ment + 1]; edge++) {
    if (kinds[targets[edge]] === K.ISEQ) return targets[edge]
  }
  return R.NONE
}
