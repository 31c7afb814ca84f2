// The hot part of resolving: address codes of references become row numbers, in place. Rows are
// independent of each other, so several threads can each take a stretch of them; what leads nowhere
// is left as NONE, listed, and taken out afterwards if there was any.
// Cost: 14 ns a reference, most of it one memory access (address-rank.ts).
import { NONE } from '../base/record.ts'
import { rowAt } from './address-rank.ts'
import type { AddressRank } from './address-rank.ts'

/** Rows [before, rowEnd) whose references still have the page numbers of the part they came in. */
export interface Segment {
  readonly rowEnd: number
  /** page of the part -> global page << 14; undefined: the numbers are global already */
  readonly pages: Uint32Array | undefined
}

export interface ResolveJob {
  /** Rows [rowStart, rowEnd) of the table. */
  readonly rowStart: number
  readonly rowEnd: number
  /** row -> its first entry in `refs`; one entry more than rows */
  readonly offsets: Uint32Array
  readonly refs: Uint32Array
  /** All segments of the table. */
  readonly segments: readonly Segment[]
  readonly rank: AddressRank
}

/** Returns the entries of `refs` that lead nowhere, ascending; they are NONE now. */
export function resolveRows(job: ResolveJob): Uint32Array {
  const { rowStart, rowEnd, offsets, refs, segments, rank } = job
  const unresolved: number[] = []
  let from = rowStart
  for (const segment of segments) {
    if (segment.rowEnd <= from) continue
    if (from >= rowEnd) break
    const to = Math.min(segment.rowEnd, rowEnd)
    resolveCodes(refs, offsets[from], offsets[to], segment.pages, rank, unresolved)
    from = to
  }
  return Uint32Array.from(unresolved)
}

function resolveCodes(
  refs: Uint32Array,
  from: number,
  to: number,
  pages: Uint32Array | undefined,
  rank: AddressRank,
  unresolved: number[],
): void {
  const { pairs, shift } = rank
  const pageAt = pages ? localPages(pages, rank.pageAt) : rank.pageAt
  for (let i = from; i < to; i++) {
    const code = refs[i]
    const at = code === NONE ? -1 : pageAt[code >>> 12]
    let row = NONE
    if (at >= 0) {
      const unit = code & 0xfff
      const slot = unit >>> shift
      const word = at + ((slot >>> 5) << 1)
      const bit = 1 << (slot & 31)
      const bits = pairs[word]
      if ((bits & bit) !== 0 && slot << shift === unit) {
        // Inlined popcount: a call here costs a third of the loop.
        let n = bits & (bit - 1)
        n = n - ((n >>> 1) & 0x55555555)
        n = (n & 0x33333333) + ((n >>> 2) & 0x33333333)
        row = pairs[word + 1] + (Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24)
      }
    } else if (at < -1) {
      row = rowAt(rank, pages ? pages[code >>> 14] | (code & 0x3fff) : code)
    }
    refs[i] = row
    if (row === NONE) unresolved.push(i)
  }
}

/** `pageAt` for a part's own page numbers. */
function localPages(pages: Uint32Array, pageAt: Int32Array): Int32Array {
  const local = new Int32Array(pages.length * 4)
  for (let i = 0; i < pages.length; i++) {
    const global = (pages[i] >>> 14) * 4
    for (let quarter = 0; quarter < 4; quarter++) local[i * 4 + quarter] = pageAt[global + quarter]
  }
  return local
}

/** Page numbers of all segments made global, for what needs plain codes. */
export function globalCodes(
  offsets: Uint32Array,
  refs: Uint32Array,
  segments: readonly Segment[],
): void {
  let row = 0
  for (const { rowEnd, pages } of segments) {
    if (pages) {
      for (let i = offsets[row]; i < offsets[rowEnd]; i++) {
        const code = refs[i]
        if (code !== NONE) refs[i] = pages[code >>> 14] | (code & 0x3fff)
      }
    }
    row = rowEnd
  }
}
