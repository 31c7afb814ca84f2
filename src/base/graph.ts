// A directed graph in compressed sparse rows. The shape that `heap` builds and `graph`
// works on, without either knowing the other: nodes are numbers, sizes
// are numbers, and every result is a typed array.

/** "No node" in every array of node numbers. */
export const NO_NODE = 0xffffffff

export interface Graph {
  readonly nodeCount: number
  /** node -> its first edge in `targets`; `nodeCount + 1` entries. */
  readonly offsets: Uint32Array
  /** edge -> the node it leads to. Repeats and self references occur. */
  readonly targets: Uint32Array
  /** The super root: every reachable node is reachable from it. */
  readonly root: number
}
