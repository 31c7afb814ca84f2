// Sizes of nodes as every file here takes them: 32 bits a node, with a side table for the few
// objects of 4 GiB and more. Nodes past the end of the array (roots) have no size.

/** node -> bytes, where the size column says 0xffffffff */
export type Giants = ReadonlyMap<number, number>

const GIANT = 0xffffffff

export function nodeSize(size: Uint32Array, giants: Giants, node: number): number {
  if (node >= size.length) return 0
  const bytes = size[node]
  return bytes === GIANT ? (giants.get(node) ?? GIANT) : bytes
}
