// Everything that has a name in one dump, made when first asked for.
import type { Heap } from '../heap/heap.ts'
import { classGroups, type ClassGroups } from './class-groups.ts'
import { createClassNames, type ClassNames } from './class-names.ts'
import { createEdgeNames, type EdgeNames } from './edge-name.ts'
import { createMethodNames } from './method-names.ts'
import { createNodeKinds, type NodeKinds } from './node-kinds.ts'
import { createObjectLabel } from './object-label.ts'

export interface Names {
  readonly classes: ClassNames
  readonly edges: EdgeNames
  readonly kinds: NodeKinds
  /** row -> group of the class histogram; 40 MB for ten million rows */
  readonly groups: ClassGroups
  /** The label of a node. */
  label(node: number): string
}

export function createNames(heap: Heap): Names {
  const made: { -readonly [Part in keyof Names]?: Names[Part] } = {}
  return {
    get classes() {
      return (made.classes ??= createClassNames(heap))
    },
    get edges() {
      return (made.edges ??= createEdgeNames(heap, this.classes))
    },
    get kinds() {
      return (made.kinds ??= createNodeKinds(heap, this.classes))
    },
    get groups() {
      return (made.groups ??= classGroups(heap, this.classes))
    },
    label(node) {
      made.label ??= createObjectLabel(heap, this.classes, createMethodNames(heap, this.classes))
      return made.label(node)
    },
  }
}
