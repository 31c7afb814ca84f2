// Whether one node refers to another. Cost: the edges of the first.
import type { Graph } from '../base/graph.ts'

export function hasEdge({ offsets, targets }: Graph, source: number, target: number): boolean {
  for (let edge = offsets[source]; edge < offsets[source + 1]; edge++) {
    if (targets[edge] === target) return true
  }
  return false
}
