// The class of an object and the classes above it, by name.
// Cost: a few reads for each.
import type { Study } from '../study.ts'

const DEEPEST = 50

/** The nearest first; those without a name are left out. None of a root. */
export function superclassNames({ heap, names: { classes } }: Study, node: number): string[] {
  const names: string[] = []
  if (node >= heap.count) return names
  let row = classes.rawClassOf(node)
  for (let step = 0; step < DEEPEST && row < heap.count; step++) {
    const name = classes.ownName(row)
    if (name !== '') names.push(name)
    row = classes.superclassOf(row)
  }
  return names
}
