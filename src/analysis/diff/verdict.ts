// What is found out about two objects at one address of two dumps.

/** Nothing tells them apart. */
export const ALIKE = 0
// What told them apart: keys of DiffQuality.toldBy, in the order in which they are asked.
export const BY_TYPE = 1
export const BY_CLASS = 2
export const BY_GENERATION = 3
export const BY_SITE = 4
export const BY_AGE = 5
export const BY_SHAPE = 6
export const BY_CONTENT = 7
export const BY_REFERENCES = 8
/** One object, by its generation. */
export const PROVED = 9

export const VERDICTS = 10

export function isSame(verdict: number): boolean {
  return verdict === ALIKE || verdict === PROVED
}
