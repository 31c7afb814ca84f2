// A way through the heap: a collection of the objects on it, in order, that knows what each step is
// called. Names of references are read from the dump when they are looked at.
import { NodeCollection } from './collection.ts'
import type { Path } from './api.ts'
import type { Inside } from './inside.ts'

export class NodePath extends NodeCollection implements Path {
  readonly #inside: Inside
  #edges: readonly (string | null)[] | undefined

  constructor(inside: Inside, nodes: Uint32Array) {
    super(inside, nodes)
    this.#inside = inside
  }

  get edges(): readonly (string | null)[] {
    return (this.#edges ??= this.#named())
  }

  #named(): (string | null)[] {
    const { nodes } = this
    const { edges } = this.#inside.study.names
    return Array.from(nodes, (node, i) =>
      i === 0 ? null : (edges.nameBetween(nodes[i - 1], node) ?? null),
    )
  }
}
