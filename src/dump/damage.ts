// What was wrong with a dump: every damaged line is counted, the first few are described.

export interface DamageNote {
  /** Byte offset of the line's start in the uncompressed dump. */
  readonly byte: number
  readonly why: string
  /** The line's first bytes, escaped, at most 80 characters. */
  readonly excerpt: string
  /** False: nothing could be read from the line. */
  readonly repaired: boolean
}

export interface DamageReport {
  /** Lines that gave no record. */
  readonly badLines: number
  /** Lines whose record was recovered. */
  readonly repaired: number
  /** The last line was cut off. */
  readonly truncated: boolean
  /** Ascending by byte, at most DAMAGE_NOTES. */
  readonly notes: readonly DamageNote[]
}

export const DAMAGE_NOTES = 20
