// When what is held was allocated, by the collections of garbage before it: evenly over the life of the
// program, as leaks are and caches that turn over, or all at once, as tables that are loaded.
// Cost: one pass over the rows of what is held.
import { NONE } from '../../base/record.ts'
import type { Study } from '../study.ts'
import { lastGeneration, staleGenerations } from '../stale-generations.ts'

export interface GenerationSpread {
  /** The first and last with objects, and the last of the dump. */
  readonly first: number
  readonly last: number
  readonly now: number
  /** Share of the objects in the fullest tenth of `first` to `last`, at least 0.1. */
  readonly peak: number
  /** 'even': made all the time, until now. 'spike': nearly all at once. 'other': neither. */
  readonly shape: 'even' | 'spike' | 'other'
}

const BUCKETS = 10
const FEW = 20
const EVEN = 0.35
const SPIKE = 0.9
const GENERATIONS = 6

/** @param nodes what is held
 * @returns undefined where nothing can be said: untraced, stale, or too few objects */
export function generationSpread(study: Study, nodes: Uint32Array): GenerationSpread | undefined {
  const { generation } = study.heap.columns
  if (generation.length === 0 || staleGenerations(study.heap) !== undefined) return undefined
  const found: number[] = []
  for (const node of nodes) {
    if (node < generation.length && generation[node] !== NONE) found.push(generation[node])
  }
  if (found.length < FEW) return undefined
  let first = Infinity
  let last = -1
  for (const each of found) {
    if (each < first) first = each
    if (each > last) last = each
  }
  const now = lastGeneration(generation)
  const counts = new Float64Array(BUCKETS)
  for (const each of found)
    counts[Math.min(BUCKETS - 1, Math.floor(((each - first) / (last - first + 1)) * BUCKETS))]++
  const peak = Math.max(...counts) / found.length
  const wide = last - first + 1
  let shape: GenerationSpread['shape'] = 'other'
  if (wide <= 2 || peak >= SPIKE) shape = 'spike'
  else if (wide >= GENERATIONS && peak <= EVEN && last >= now - Math.max(3, (now - first) / 5))
    shape = 'even'
  return { first, last, now, peak, shape }
}
