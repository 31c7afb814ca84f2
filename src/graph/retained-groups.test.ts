import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bitsetOf } from '../base/bitset.ts'
import { NO_NODE } from '../base/graph.ts'
import { buildDominatorTree } from './dominator-tree.ts'
import { retainedByGroup } from './retained-groups.ts'
import { anyGraph } from './testing/graphs.ts'
import { slowDominators } from './testing/slow-dominators.ts'

test('counts each byte once for a group, whatever is nested in it', () => {
  const property = fc.property(
    anyGraph(),
    fc.array(fc.constantFrom(0, 1, 2, NO_NODE), { maxLength: 14 }),
    fc.constantFrom('reachable', 'garbage', 'all' as const),
    fc.option(fc.array(fc.nat(13)), { nil: undefined }),
    (graph, groups, nodes, only) => {
      const size = Uint32Array.from({ length: graph.nodeCount }, (_, node) => 2 ** node)
      const tree = buildDominatorTree(graph, size, new Map())
      const slow = slowDominators(graph)
      const expected = [0, 0, 0].map((_, group) => {
        // bytes of all nodes that some member of the group dominates
        let bytes = 0
        for (let node = 0; node < graph.nodeCount; node++) {
          const reachable = slow.reachable.has(node)
          if (nodes !== 'all' && reachable !== (nodes === 'reachable')) continue
          const above = [...slow.dominatorsOf[node]!]
          const isMember = (v: number) => groups[v] === group && (only?.includes(v) ?? true)
          if (above.some(isMember)) bytes += size[node]!
        }
        return bytes
      })
      const groupOf = Uint32Array.from(groups.slice(0, graph.nodeCount))
      const inGraph = only?.filter((node) => node < graph.nodeCount)
      const options =
        inGraph === undefined ? { nodes } : { nodes, only: bitsetOf(graph.nodeCount, inGraph) }
      expect([...retainedByGroup(tree, groupOf, 3, options)]).toEqual(expected)
    },
  )
  fc.assert(property, { numRuns: 1000 })
})
