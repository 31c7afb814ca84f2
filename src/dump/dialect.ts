// Which Ruby wrote a dump. Exact from RUBY_DESCRIPTION, a STRING in every full dump; otherwise a
// lower bound from the keys and flags that only newer Rubies write (docs/dump-format.md).
import * as R from '../base/record.ts'

export interface Dialect {
  /** 'ruby 3.3.8 (2025-04-09 revision b200bad6cd) [x86_64-linux-gnu]', where found. */
  readonly description: string | undefined
  /** '3.3.8' when exact, else '>= 3.3' or 'unknown'. */
  readonly version: string
  readonly exact: boolean
  /** major * 100 + minor, e.g. 303; the lower bound where not exact; 0 unknown. */
  readonly number: number
  readonly bits: 32 | 64
  /** Any line had a `file` or a generation, so allocation sites are known for some objects. */
  readonly traced: boolean
}

/** Feature -> the first Ruby that writes it, newest first. */
const SINCE: readonly (readonly [feature: number, number: number])[] = [
  [R.FEATURE_FREE_IMMEDIATELY, 401],
  [R.FEATURE_AGE, 400],
  [R.FEATURE_CHILLED, 304],
  [R.FEATURE_OBJECT_EMBEDDED, 303],
  [R.FEATURE_CALLED_ID, 303],
  [R.FEATURE_SHAPE_ID, 302],
  [R.FEATURE_SLOT_SIZE, 302],
  [R.FEATURE_CODERANGE, 302],
  [R.FEATURE_SUPERCLASS, 301],
  [R.FEATURE_CALLCACHE, 300],
  [R.FEATURE_IMEMO_TYPE, 205],
  [R.FEATURE_LONG_LIVED, 202],
  [R.FEATURE_INFANT, 201],
]

/** `descriptions`: strings of the dump that look like RUBY_DESCRIPTION. */
export function detectDialect(
  features: number,
  descriptions: readonly string[],
  highestAddress: number,
): Dialect {
  const least = SINCE.find(([feature]) => (features & feature) !== 0)?.[1] ?? 0
  const bits = highestAddress < 4294967296 ? 32 : 64
  const traced = (features & R.FEATURE_TRACED) !== 0
  const votes = new Map<string, { count: number; version: string; number: number }>()
  for (const text of descriptions) {
    // `3.1.7p261` is 3.1.7; `4.1.0dev` and `3.4.0preview2` say more than 4.1.0 and 3.4.0 would.
    const match =
      /^ruby ((\d+)\.(\d+)\.\d+(?:dev|rc\d*|preview\d*)?)(?:p\d+)? ?\(.*\)(?: .*)? \[.*\]$/.exec(
        text,
      )
    if (!match) continue
    const number = Number(match[2]) * 100 + Number(match[3])
    // A string of some other Ruby's version lies about the format.
    if (number < least && !(number === 400 && least === 401)) continue
    const vote = votes.get(text) ?? { count: 0, version: match[1], number }
    vote.count++
    votes.set(text, vote)
  }
  const best = [...votes].sort((a, b) => b[1].count - a[1].count)[0]
  if (best) {
    const [description, { version, number }] = best
    return { description, version, exact: true, number, bits, traced }
  }
  const version = least === 0 ? 'unknown' : `>= ${Math.floor(least / 100)}.${least % 100}`
  return { description: undefined, version, exact: false, number: least, bits, traced }
}
