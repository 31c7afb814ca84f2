// Which edges lead to some nodes: a pass over all edges, 32 at a time, as sets of edges are kept. What is
// hit is put into a word, so that the loop over the edges has no branch to be guessed wrong. Another
// thread may take a part of it.
// Time: a nanosecond or two an edge. Memory: a bit an edge.
import { bitset, type Bitset } from '../base/bitset.ts'
import type { Graph } from '../base/graph.ts'
import type { Helper } from './merging-predecessors.ts'
import { joinStretches, newClaims, takeStretches, type Claims } from './shared-loop.ts'

/** Plain data, to be sent to another thread. */
export interface EdgesToJob {
  readonly kind: 'edges-to'
  readonly claims: Claims
  readonly targets: Uint32Array
  /** node -> is asked about */
  readonly wanted: Bitset
  /** edge -> leads to one of these; to be filled */
  readonly found: Bitset
}

/**
 * @param wanted node -> is asked about
 * @param helper is made use of where the graph lies in shared memory
 * @returns edge -> leads to one of these
 */
export function edgesTo(
  { offsets, targets, nodeCount }: Graph,
  wanted: Bitset,
  helper?: Helper<EdgesToJob>,
): Bitset {
  const used = targets.subarray(0, offsets[nodeCount])
  const isShared = helper !== undefined && targets.buffer instanceof SharedArrayBuffer
  const claims = newClaims(isShared)
  const own = { kind: 'edges-to', claims, targets: used } as const
  if (!isShared) {
    const job = { ...own, wanted, found: bitset(used.length) }
    takeStretches(claims, job.found.length, 'back', (start, end) => findBetween(job, start, end))
    return job.found
  }
  const asked = helper.memory.u32(wanted.length)
  asked.set(wanted)
  const job = { ...own, wanted: asked, found: helper.memory.u32((used.length + 31) >>> 5) }
  helper.share(job)
  takeStretches(claims, job.found.length, 'back', (start, end) => findBetween(job, start, end))
  joinStretches(claims)
  return job.found
}

/**
 * The helper's part of a job: until nothing is left of it.
 * @param most parts of it to take at most
 */
export function helpFind(job: EdgesToJob, most?: number): void {
  const run = (start: number, end: number) => findBetween(job, start, end)
  takeStretches(job.claims, job.found.length, 'front', run, most)
}

/** Fills words [start, end). */
function findBetween({ targets, wanted, found }: EdgesToJob, start: number, end: number): void {
  const { length } = targets
  for (let word = start; word < end; word++) {
    const first = word * 32
    const some = Math.min(32, length - first)
    let hits = 0
    for (let i = 0; i < some; i++) {
      const target = targets[first + i]
      hits |= ((wanted[target >>> 5] >>> target) & 1) << i
    }
    found[word] = hits
  }
}
