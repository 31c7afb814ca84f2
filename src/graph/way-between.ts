// The shortest way from any of some nodes to any of others: how instances of one class lead to those
// of another. A breadth-first walk from all starts at once, which stops at the first goal; walking
// from one start after the other would cost a walk for each.
// Time O(nodes + edges), memory 8 bytes a node for the time of the call.
import { bitset } from '../base/bitset.ts'
import { NO_NODE, type Graph } from '../base/graph.ts'

/** From a start to a goal, both included; undefined where there is no way. */
export function wayBetween(
  { nodeCount, offsets, targets }: Graph,
  starts: Uint32Array,
  goals: Uint32Array,
): Uint32Array | undefined {
  const wanted = bitset(nodeCount)
  for (const goal of goals) wanted[goal >>> 5] |= 1 << goal
  const before = new Uint32Array(nodeCount).fill(NO_NODE)
  const queue = new Uint32Array(nodeCount)
  const closed = bitset(nodeCount)
  let tail = 0
  for (const start of starts) {
    if ((wanted[start >>> 5] & (1 << start)) !== 0) return Uint32Array.of(start)
    if ((closed[start >>> 5] & (1 << start)) !== 0) continue
    closed[start >>> 5] |= 1 << start
    queue[tail++] = start
  }
  for (let head = 0; head < tail; head++) {
    const node = queue[head]
    for (let edge = offsets[node]; edge < offsets[node + 1]; edge++) {
      const target = targets[edge]
      const bit = 1 << target
      if ((closed[target >>> 5] & bit) !== 0) continue
      closed[target >>> 5] |= bit
      before[target] = node
      if ((wanted[target >>> 5] & bit) !== 0) return wayUp(before, target)
      queue[tail++] = target
    }
  }
  return undefined
}

function wayUp(before: Uint32Array, end: number): Uint32Array {
  const nodes: number[] = []
  for (let at = end; at !== NO_NODE; at = before[at]) nodes.push(at)
  return Uint32Array.from(nodes.reverse())
}
