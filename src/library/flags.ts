// The flags of an object by the names that dumps give them.
import { FLAG_AGE_MASK, FLAG_AGED, FLAG_OLD } from '../base/record.ts'
import { FLAG_NAMES } from '../analysis/where.ts'

const NAMES = Object.entries(FLAG_NAMES)
/** The age at which an object is old, in dumps that tell ages (Ruby 4.0 and later). */
const OLD_AGE = 3

export function isOld(flags: number): boolean {
  return (
    (flags & FLAG_OLD) !== 0 || ((flags & FLAG_AGED) !== 0 && (flags & FLAG_AGE_MASK) === OLD_AGE)
  )
}

export function flagNames(flags: number): string[] {
  const names: string[] = []
  for (const [name, flag] of NAMES) {
    if (flag === FLAG_OLD ? isOld(flags) : (flags & flag) !== 0) names.push(name)
  }
  return names
}
