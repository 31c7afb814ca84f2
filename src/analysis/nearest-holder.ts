// The way up to the roots, one step: the breadth-first parent of a node, or an equally near holder that
// tells more. Of several shortest paths the tree has the first in the order of the dump; where that
// goes through what merely mentions an object (a method's cref, an inline constant cache, code) and
// the one before refers to a proper holder of it as well (the method's class), that is the step to
// tell. It is as near to the root, so the path is still a shortest one.
// Cost: a few reads a step, a look at the neighbours' edges at such places.
import { NO_NODE } from '../base/graph.ts'
import { TYPE_IMEMO } from '../base/record.ts'
import type { Study } from './study.ts'

const MERE_MENTIONS: ReadonlySet<string> = new Set(['cref', 'constcache', 'iseq'])
/** Neighbours with more edges than this are not searched. */
const EDGES_SEARCHED = 2000

/** node -> holder one step nearer to the root | NO_NODE for the root and for garbage */
export function nearestHolders({ heap, trees }: Study): (node: number) => number {
  const { parent } = trees.shortest
  const { type, word } = heap.columns
  const { offsets, targets, root } = heap.graph
  const mentions = Uint8Array.from(heap.words, (name) => (MERE_MENTIONS.has(name) ? 1 : 0))

  function isMention(node: number): boolean {
    return node < heap.count && type[node] === TYPE_IMEMO && mentions[word[node]] === 1
  }

  function leadsTo(source: number, target: number): boolean {
    const end = Math.min(offsets[source + 1], offsets[source] + EDGES_SEARCHED)
    for (let edge = offsets[source]; edge < end; edge++) if (targets[edge] === target) return true
    return false
  }

  return (node) => {
    const found = parent[node]
    if (found === NO_NODE || !isMention(found)) return found
    const above = parent[found]
    if (above === NO_NODE || above === root) return found
    const end = Math.min(offsets[above + 1], offsets[above] + EDGES_SEARCHED)
    for (let edge = offsets[above]; edge < end; edge++) {
      const other = targets[edge]
      if (other !== node && !isMention(other) && leadsTo(other, node)) return other
    }
    return found
  }
}
