// Which Ruby wrote a dump. Exact from RUBY_DESCRIPTION, a STRING in every full dump; otherwise a
// lower bound from the keys and flags that only newer Rubies write (docs/dump-format.md).

export interface Dialect {
  /** 'ruby 3.3.8 (2025-04-09 revision b200bad6cd) [x86_64-linux-gnu]', where found. */
  readonly description: string | undefined
  /** '3.3.8' when exact, else '>= 3.3' or 'unknown'. */
  readonly version: string
  readonly exact: boolean
  /** major * 100 + minor, e.g. 303; the lower bound where not exact; 0 unknown. */
  readonly number: number
  readonly bits: 32 | 64
  /** Any line had a `file`, so allocation sites are known for some objects. */
  readonly traced: boolean
}
