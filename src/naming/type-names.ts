// Ruby's own names for the kinds of objects, as the dump's `type` has them.
import * as R from '../base/record.ts'
import { TYPE_NAMES } from '../base/type-names.ts'

/** TYPE_* -> the class that its objects have in Ruby code, where it is always the same one. */
export const BUILTIN_CLASSES: Readonly<Record<number, string>> = {
  [R.TYPE_FLOAT]: 'Float',
  [R.TYPE_STRING]: 'String',
  [R.TYPE_REGEXP]: 'Regexp',
  [R.TYPE_ARRAY]: 'Array',
  [R.TYPE_HASH]: 'Hash',
  [R.TYPE_STRUCT]: 'Struct',
  [R.TYPE_BIGNUM]: 'Integer',
  [R.TYPE_FILE]: 'File',
  [R.TYPE_MATCH]: 'MatchData',
  [R.TYPE_SYMBOL]: 'Symbol',
  [R.TYPE_RATIONAL]: 'Rational',
  [R.TYPE_COMPLEX]: 'Complex',
  [R.TYPE_OBJECT]: 'Object',
}

/** 'STRING' -> TYPE_STRING; undefined for what is no type. */
export function typeNumber(name: string): number | undefined {
  const number = TYPE_NAMES.indexOf(name)
  return number < 0 ? undefined : number
}
