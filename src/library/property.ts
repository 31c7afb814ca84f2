// Properties by name, where columns do not have them: read from the objects. A name that objects do
// not have would read as undefined and be sorted, counted and summed without a word.
import { LoupeError } from '../base/errors.ts'
import { nearestNames } from '../analysis/nearest-names.ts'
import { described } from './accepts.ts'
import type { HeapObject } from './api.ts'
import type { Inside } from './inside.ts'

/** `by` as a function. `call`: 'Collection.sortBy'. */
export function reader<Value>(
  { object }: Inside,
  nodes: Uint32Array,
  by: keyof HeapObject | ((object: HeapObject) => Value),
  call: string,
): (object: HeapObject) => unknown {
  if (typeof by === 'function') return by
  if (nodes.length > 0) checkProperty(object(nodes[0]), by, call)
  return (each) => each[by]
}

function checkProperty(object: HeapObject, name: unknown, call: string): void {
  const prototype = Object.getPrototypeOf(object) as object
  const names = ['node', ...Object.getOwnPropertyNames(prototype)].filter((own) => !isMethod(own))
  if (typeof name === 'string' && names.includes(name)) return
  const near = typeof name === 'string' ? nearestNames(name, names, 1) : []
  throw new LoupeError(
    'usage',
    `${call}(${described(name)}): objects have no such property.`,
    near.length > 0 ? `Did you mean ${near[0]}?` : 'A function can ask for anything.',
  )

  function isMethod(own: string): boolean {
    return typeof Object.getOwnPropertyDescriptor(prototype, own)?.value === 'function'
  }
}
