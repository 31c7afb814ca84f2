/** Allocation sites: (file, line, method) interned as one number. */
export interface SiteTable {
  readonly count: number
  /** site -> index in `strings` | NONE */
  readonly file: Uint32Array
  /** site -> line, 0 where unknown; negative lines (eval) are kept */
  readonly line: Float64Array
  /** site -> index in `strings` | NONE */
  readonly method: Uint32Array
  readonly strings: readonly string[]
}
