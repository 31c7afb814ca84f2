// Everything that has a name in one dump, made when first asked for.
import type { CaptureFacts } from '../heap/capture-facts.ts'
import type { Heap } from '../heap/heap.ts'
import { createCapturedNames, type CapturedNames } from './captured-names.ts'
import { classGroups, type ClassGroups } from './class-groups.ts'
import { createClassNames, type ClassNames } from './class-names.ts'
import { createEdgeNames, type EdgeNames } from './edge-name.ts'
import { createMethodNames } from './method-names.ts'
import { createRowAt } from './row-at.ts'
import { createNodeKinds, type NodeKinds } from './node-kinds.ts'
import { createObjectLabel } from './object-label.ts'

export interface Names {
  readonly classes: ClassNames
  readonly edges: EdgeNames
  readonly kinds: NodeKinds
  /** row -> group of the class histogram; 40 MB for ten million rows */
  readonly groups: ClassGroups
  /** What a capture file beside the dump says, where there is one that belongs to it. */
  readonly captured: CapturedNames | undefined
  /** The label of a node. */
  label(node: number): string
}

/** `facts`: of the capture file beside the dump. */
export function createNames(heap: Heap, facts?: CaptureFacts): Names {
  let captured: { readonly names: CapturedNames | undefined } | undefined
  const rowAt = createRowAt(heap)
  const made: { -readonly [Part in keyof Names]?: Names[Part] } = {}
  return {
    get classes() {
      return (made.classes ??= createClassNames(heap))
    },
    get edges() {
      return (made.edges ??= createEdgeNames(heap, this.classes, () => this.captured))
    },
    get kinds() {
      return (made.kinds ??= createNodeKinds(heap, this.classes))
    },
    get groups() {
      return (made.groups ??= classGroups(heap, this.classes))
    },
    get captured() {
      captured ??= { names: facts && createCapturedNames(heap, facts, rowAt) }
      return captured.names
    },
    label(node) {
      made.label ??= createObjectLabel(
        heap,
        this.classes,
        createMethodNames(heap, this.classes),
        rowAt,
        () => this.captured,
      )
      return made.label(node)
    },
  }
}
