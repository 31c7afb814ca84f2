// Ruby's own lists of files, which hang on the VM without a name: $LOAD_PATH, which has a class of its own
// (for resolve_feature_path, since 2.6), and $LOADED_FEATURES, all of whose entries are files of code.
// Cost: the texts of at most twenty strings.
import { FLAG_CLASS_EDGE, TYPE_ARRAY, TYPE_STRING } from '../../../base/record.ts'
import { glanceAt } from '../../../heap/record-of.ts'
import { evenPart } from '../../even-part.ts'
import type { Study } from '../../study.ts'

const ASKED = 20
const NEARLY_ALL = 0.8
const PLACE = /^(?:\/|[A-Za-z]:[\\/])/
const CODE = /\.(?:rb|so|o|bundle|dll)$/

/** Of an array that a root refers to; undefined for all others. */
export function loadListName({ heap, names }: Study, row: number): string | undefined {
  const { type, flags } = heap.columns
  if (row >= heap.count || type[row] !== TYPE_ARRAY || (flags[row] & FLAG_CLASS_EDGE) === 0) {
    return undefined
  }
  const { offsets, targets } = heap.graph
  const entries = targets
    .subarray(offsets[row] + 1, offsets[row + 1])
    .filter((target) => target < heap.count && type[target] === TYPE_STRING)
  const texts = evenPart(entries, ASKED).subarray(0, ASKED)
  const shareOf = (pattern: RegExp): number => {
    let matching = 0
    for (const entry of texts) if (pattern.test(String(glanceAt(heap, entry)['value']))) matching++
    return matching / texts.length
  }
  if (texts.length === 0 || shareOf(PLACE) < NEARLY_ALL) return undefined
  if (shareOf(CODE) >= NEARLY_ALL) return '$LOADED_FEATURES'
  return names.classes.isSingleton(targets[offsets[row]]) ? '$LOAD_PATH' : undefined
}
