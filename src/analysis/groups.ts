/** What every way to group objects gives. */
export interface Groups {
  /** row -> group | NONE */
  readonly groupOf: Uint32Array
  readonly count: number
  nameOf(group: number): string
  /** Each name costs a read from the dump: not to be asked for all groups. */
  readonly namesAreRead?: boolean
}
