// Whether there is more of what is held than there was.
import type { CountBytes } from '../../workbench/results.ts'

/** In number, from the first dump to the last. */
export function grewInNumber(growth: readonly CountBytes[]): boolean {
  return growth[growth.length - 1].count > growth[0].count
}
