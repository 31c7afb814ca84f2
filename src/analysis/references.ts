// What an object refers to and what refers to it: each other object once, with how many times and,
// where it is known, through what. The dump's order is kept for references; referrers come in the
// order of the dump. Cost: referrers are one pass over all edges (graph/reverse.ts), no more.
import { bitset, bitsetOf } from '../base/bitset.ts'
import { retainedByGroup } from '../graph/retained-groups.ts'
import { referrersOf } from '../graph/reverse.ts'
import { RESULT_VERSION } from '../workbench/results.ts'
import type { Group, Reference, ReferenceList, References } from '../workbench/results.ts'
import { isPartial, objectRef, type Study } from './study.ts'
import { findTarget } from './targets.ts'
import { groupRecord, sortedGroups, tallyGroups } from './top.ts'
import { groupsBy } from './groupings.ts'

export interface ReferencesOptions {
  readonly limit?: number
  readonly group?: boolean
}

const LIMIT = 20

export function references(
  study: Study,
  text: string,
  options: ReferencesOptions = {},
): References {
  const { node } = findTarget(study, text)
  return answer(study, 'references', node, referencesOf(study, node), options)
}

export function referrers(study: Study, text: string, options: ReferencesOptions = {}): References {
  const { node } = findTarget(study, text)
  return answer(study, 'referrers', node, referrersOfNode(study, node), options)
}

function answer(
  study: Study,
  kind: References['kind'],
  node: number,
  others: Others,
  { limit, group }: ReferencesOptions,
): References {
  const items = group === true ? [] : list(study, kind, node, others, limit ?? LIMIT).items
  return {
    kind,
    version: RESULT_VERSION,
    of: objectRef(study, node),
    total: others.nodes.length,
    items,
    ...(group === true ? { groups: grouped(study, others.nodes).slice(0, limit ?? LIMIT) } : {}),
  }
}

/** Other ends of a node's edges. */
interface Others {
  /** Each once, in order of first appearance. */
  readonly nodes: Uint32Array
  /** With repeats, in order. */
  readonly all: Uint32Array
}

export function referencesOf({ heap }: Study, node: number): Others {
  const { offsets, targets } = heap.graph
  return distinct(heap.graph.nodeCount, targets.subarray(offsets[node], offsets[node + 1]))
}

export function referrersOfNode({ heap }: Study, node: number): Others {
  const { sources } = referrersOf(heap.graph, Uint32Array.of(node))
  // That the super root lists the root categories is no news.
  const kept = sources.filter((source) => source !== heap.graph.root)
  return distinct(heap.graph.nodeCount, kept)
}

/** More than these are told apart by a bit for each node of the graph, which a line of a list is not worth. */
const FEW = 1000

function distinct(nodeCount: number, all: Uint32Array): Others {
  if (all.length <= FEW) return { nodes: Uint32Array.from(new Set(all)), all }
  const seen = bitset(nodeCount)
  const nodes = all.filter((node) => {
    const fresh = (seen[node >>> 5] & (1 << node)) === 0
    seen[node >>> 5] |= 1 << node
    return fresh
  })
  return { nodes, all }
}

export function list(
  study: Study,
  kind: References['kind'],
  node: number,
  others: Others,
  limit: number,
): ReferenceList {
  const shown = others.nodes.subarray(0, limit)
  const times = new Map<number, number>(Array.from(shown, (other) => [other, 0]))
  if (others.nodes.length < others.all.length) {
    for (const other of others.all) {
      const seen = times.get(other)
      if (seen !== undefined) times.set(other, seen + 1)
    }
  }
  const items = Array.from(shown, (other): Reference => {
    const [source, target] = kind === 'references' ? [node, other] : [other, node]
    const edge = study.names.edges.nameBetween(source, target)
    const often = times.get(other) ?? 0
    return {
      ...objectRef(study, other),
      ...(edge === undefined ? {} : { edge }),
      ...(often > 1 ? { times: often } : {}),
    }
  })
  return { total: others.nodes.length, items }
}

function grouped(study: Study, nodes: Uint32Array): Group[] {
  const only = bitsetOf(study.heap.graph.nodeCount, nodes)
  const groups = groupsBy(study, 'class')
  const tally = tallyGroups(study, groups.groupOf, groups.count, only)
  const retained = isPartial(study)
    ? undefined
    : retainedByGroup(study.trees.dominators, groups.groupOf, groups.count, { only })
  const sort = retained === undefined ? 'bytes' : 'retained'
  const result = sortedGroups(groups, tally, retained, sort).map((group) =>
    groupRecord(groups, tally, retained, group),
  )
  // Root categories are of no class.
  for (const node of nodes) {
    if (node >= study.heap.count) {
      result.push({ name: objectRef(study, node).label, count: 1, bytes: 0 })
    }
  }
  return result
}
