// What Ruby and sheap call members of the library, beside their own names in Ruby's spelling: the
// aliases that are installed (ruby-names.ts), and what help and completion take for the same.

import { snakeCase } from './aliases.ts'

/** alias -> member of Collection */
export const OF_COLLECTIONS = {
  select: 'filter',
  find_all: 'filter',
  collect: 'map',
  detect: 'find',
  any: 'some',
  all: 'every',
  to_a: 'toArray',
  include: 'has',
  difference: 'minus',
  subtract: 'minus',
  intersection: 'intersect',
  icasses: 'iclasses',
  inverse_references: 'referrers',
} as const

/** alias -> member of HeapObject */
export const OF_OBJECTS = {
  type_str: 'type',
  inverse_references: 'referrers',
  class: 'klass',
  class_name: 'className',
  retained: 'retainedSize',
  retained_bytes: 'retainedSize',
  dominates: 'dominated',
  to_s: 'toString',
  eql: 'equals',
} as const

/** Nearly the same, and written out where they are installed. */
const ALMOST = {
  each: 'forEach',
  each_with_index: 'forEach',
  size: 'length',
  inject: 'reduce',
} as const

const SYNONYMS = new Map<string, string>(
  Object.entries({ ...OF_OBJECTS, ...OF_COLLECTIONS, ...ALMOST }),
)

/** The entry that a name in either spelling means, or what it is a synonym of. */
export function entryNamed<Entry extends { readonly name: string }>(
  entries: readonly Entry[],
  typed: string,
): Entry | undefined {
  const synonym = SYNONYMS.get(typed)
  return (
    entries.find(({ name }) => name === typed || snakeCase(name) === typed) ??
    entries.find(({ name }) => name === synonym)
  )
}
