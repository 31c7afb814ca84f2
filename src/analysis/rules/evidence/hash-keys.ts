// The keys of a hash, and the elements of a set: a sample from all over. A dump lists key, value, key,
// value, and leaves out what is no object, so keys are known only where nothing was left out, or where
// there are no values: in a set. Cost: a read for each key of the sample.
import { FLAG_CLASS_EDGE, TYPE_HASH } from '../../../base/record.ts'
import type { Study } from '../../study.ts'
import { isDataContainer } from './core-data.ts'

const MOST = 2000
const GOLDEN = (Math.sqrt(5) - 1) / 2

/** Edges of a row but for its class: [first, end). */
export function contentEdges({ heap }: Study, row: number): readonly [number, number] {
  const { offsets } = heap.graph
  const isFirstClass = (heap.columns.flags[row] & FLAG_CLASS_EDGE) !== 0
  return [offsets[row] + (isFirstClass ? 1 : 0), offsets[row + 1]]
}

/**
 * @param isSet the hash is that of a Set (up to Ruby 3.4)
 * @returns rows, at most 2,000; empty where keys are not known from values
 */
export function keySample(study: Study, row: number, isSet: boolean): Uint32Array {
  const { heap } = study
  const { type } = heap.columns
  const none = new Uint32Array(0)
  if (row >= heap.count) return none
  const [first, end] = contentEdges(study, row)
  const references = end - first
  let apart = 1
  let count = references
  if (type[row] === TYPE_HASH) {
    const entries = heap.columns.length[row]
    const isPairs = references === entries * 2 || references === entries * 2 + 1
    if (isPairs) apart = 2
    else if (!isSet || references < entries) return none
    count = entries
  } else if (!isDataContainer(heap, row)) return none
  const keys = new Uint32Array(Math.min(count, MOST))
  for (let i = 0; i < keys.length; i++) {
    // Not at even distances, as what comes in turn would be met, or missed, each time.
    const at = count <= MOST ? i : Math.floor(((i * GOLDEN) % 1) * count)
    keys[i] = heap.graph.targets[first + at * apart]
  }
  // Where a value is no object and a default is one, what comes second would be taken for keys.
  return apart === 1 || keys.every((key) => type[key] === type[keys[0]]) ? keys : none
}
