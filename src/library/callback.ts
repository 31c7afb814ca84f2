// Functions that callers give, refused where they are none before anything is looked at: otherwise an
// empty collection would take anything, and others fail in words from inside.
import { LoupeError } from '../base/errors.ts'
import { described } from './accepts.ts'

/** `method`: of a collection, 'filter'. */
export function needFunction(given: unknown, method: string): void {
  if (typeof given === 'function') return
  throw new LoupeError(
    'usage',
    `Collection.${method}(…): a function is wanted, not ${described(given)}.`,
    method === 'filter' || method === 'reject'
      ? 'For example filter((object) => object.memsize > 1000); where({ … }) takes conditions.'
      : `For example ${method}((object) => object.memsize).`,
  )
}
