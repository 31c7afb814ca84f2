// The largest holders: the objects to look at first, by what would be freed with them. What only
// passes through to a single child is left out in favour of that child, and so are the roots. Objects
// of one kind that the roots hold side by side (call caches, procs, instances of one class) are one
// holder where no single one of them is most of it: a leak of many equal parts is one leak.
// A best-first walk down the dominator tree: O(children of what is listed).
import * as R from '../base/record.ts'
import { addressOfNode, handleOf, typeOfNode } from '../naming/node-kind.ts'
import { formatCount } from '../base/format.ts'
import type { Holder } from '../workbench/results.ts'
import { objectRef, shallowSize, type Study } from './study.ts'

export const TRACER = 'ObjectTracing/allocation_info_tracer'

/** A child that keeps this much of its parent is where to look instead. */
const PASS_THROUGH = 0.9
/** Less than this of all that is reachable is nobody's problem. */
const TELLING_SHARE = 1 / 2000
const FEW = 10
/** Steps of a group's common chain that are followed. */
const CHAIN = 12

/** What the roots hold side by side, by group of the class histogram. */
interface RootGroups {
  readonly count: Uint32Array
  readonly bytes: Float64Array
  readonly retained: Float64Array
  /** group -> the node of it that retains the most */
  readonly best: Uint32Array
  /** Positions of those that retain enough to be looked at one by one. */
  readonly large: readonly number[]
}

/** Up to `limit` of them; beyond the first ten only such as hold a telling share. */
export function holders(study: Study, limit: number): Holder[] {
  const total = study.trees.dominators.retained[study.heap.graph.root]
  const enough = Math.min(limit, FEW)
  for (let least = total * TELLING_SHARE; ; least = least < 1 ? 0 : least / 16) {
    const found = search(study, rootGroups(study, least), limit, least)
    if (found.length >= enough || least === 0) return found
  }
}

/** Positions of the super root and the root categories: what hangs on them has no one holder. */
function rootPositions({ heap, trees }: Study): number[] {
  const { positionOf } = trees.dominators
  const nodes = [heap.graph.root]
  for (let i = 0; i < heap.roots.length; i++) nodes.push(heap.count + i)
  return nodes.map((node) => positionOf[node])
}

function rootGroups(study: Study, least: number): RootGroups {
  const { heap, trees, names } = study
  const { nodeAt, subtree, retained } = trees.dominators
  const { groupOf, names: groupNames } = names.groups
  const groups = {
    count: new Uint32Array(groupNames.length),
    bytes: new Float64Array(groupNames.length),
    retained: new Float64Array(groupNames.length),
    best: new Uint32Array(groupNames.length),
  }
  const large: number[] = []
  const grouped = groupedRows(study)
  for (const position of rootPositions(study)) {
    const end = position + subtree[position]
    for (let child = position + 1; child < end; child += subtree[child]) {
      const node = nodeAt[child]
      if (node >= heap.count) continue
      const held = retained[node]
      if (held >= least && !isTracer(study, node)) large.push(child)
      if (!grouped(node)) continue
      const group = groupOf[node]
      if (groups.count[group] === 0 || held > retained[groups.best[group]])
        groups.best[group] = node
      groups.count[group]++
      groups.bytes[group] += shallowSize(study, node)
      groups.retained[group] += held
    }
  }
  return { ...groups, large }
}

function search(study: Study, groups: RootGroups, limit: number, least: number): Holder[] {
  const { trees, names } = study
  const { nodeAt, subtree, retained } = trees.dominators
  const { groupOf } = names.groups
  const grouped = groupedRows(study)
  /** A position, or -1 - group. */
  const queue = new LargestFirst()

  /** Queues the children; returns what the largest of them retains. */
  function expand(position: number): number {
    let largest = 0
    const end = position + subtree[position]
    for (let child = position + 1; child < end; child += subtree[child]) {
      const node = nodeAt[child]
      const held = retained[node]
      if (held > largest) largest = held
      if (held >= least && !isTracer(study, node)) queue.push(held, child)
    }
    return largest
  }

  for (const child of groups.large) {
    const node = nodeAt[child]
    if (grouped(node) && isOneHolder(study, groups, groupOf[node])) continue
    queue.push(retained[node], child)
  }
  for (let group = 0; group < groups.count.length; group++) {
    if (groups.retained[group] >= least && isOneHolder(study, groups, group)) {
      queue.push(groups.retained[group], -1 - group)
    }
  }
  const found: Holder[] = []
  while (found.length < limit) {
    const next = queue.pop()
    if (next === undefined) break
    if (next < 0) {
      found.push(groupHolder(study, groups, -1 - next))
      continue
    }
    const node = nodeAt[next]
    const largest = expand(next)
    if (largest < retained[node] * PASS_THROUGH) found.push(objectRef(study, node))
  }
  return found
}

/** No single member is most of it, and it is more than what the members take themselves. */
function isOneHolder(
  { trees }: Study,
  { count, bytes, retained, best }: RootGroups,
  group: number,
): boolean {
  if (count[group] < 2) return false
  const largest = trees.dominators.retained[best[group]]
  return largest <= retained[group] / 2 && retained[group] >= bytes[group] * 2
}

function isTracer({ heap }: Study, node: number): boolean {
  const { type, word } = heap.columns
  return type[node] === R.TYPE_DATA && heap.words[word[node]] === TRACER
}

/** Kinds whose members side by side are one story; strings or hashes are many. */
function groupedRows(study: Study): (row: number) => boolean {
  const { type, word } = study.heap.columns
  const callcache = study.heap.words.indexOf('callcache')
  return (row) => {
    switch (type[row]) {
      case R.TYPE_OBJECT:
      case R.TYPE_STRUCT:
        return true
      case R.TYPE_DATA:
        return !isTracer(study, row)
      case R.TYPE_IMEMO:
        return word[row] === callcache
    }
    return false
  }
}

function groupHolder(study: Study, groups: RootGroups, group: number): Holder {
  const { heap, names } = study
  const node = groups.best[group]
  const own = names.kinds.labelOf(names.kinds.kindOf(node))
  const end = endOfChain(study, node)
  const label =
    end === undefined ? own : `${own} → … → ${names.kinds.labelOf(names.kinds.kindOf(end))}`
  return {
    handle: handleOf(node),
    address: addressOfNode(heap, node),
    type: typeOfNode(heap, node),
    label: `${formatCount(groups.count[group])} × ${label}`,
    count: groups.count[group],
    bytes: groups.bytes[group],
    retained: groups.retained[group],
  }
}

/** For what is no object of the program (a call cache): the first object of it that is held so. */
function endOfChain(study: Study, node: number): number | undefined {
  const { heap, trees } = study
  const { type } = heap.columns
  const { nodeAt, positionOf, subtree, retained } = trees.dominators
  let at = node
  for (let left = CHAIN; left > 0; left--) {
    if (at !== node && (type[at] === R.TYPE_OBJECT || type[at] === R.TYPE_STRUCT)) return at
    if (type[at] !== R.TYPE_IMEMO && type[at] !== R.TYPE_CLASS) return undefined
    const position = positionOf[at]
    const end = position + subtree[position]
    let heaviest = node
    let most = 0
    for (let child = position + 1; child < end; child += subtree[child]) {
      if (retained[nodeAt[child]] > most) {
        heaviest = nodeAt[child]
        most = retained[heaviest]
      }
    }
    if (most < retained[node] * 0.5) return undefined
    at = heaviest
  }
  return undefined
}

/** A binary heap. */
class LargestFirst {
  private readonly keys: number[] = []
  private readonly values: number[] = []

  push(key: number, value: number): void {
    const { keys, values } = this
    let at = keys.push(key) - 1
    values.push(value)
    while (at > 0) {
      const above = (at - 1) >> 1
      if (keys[above] >= key) break
      keys[at] = keys[above]
      values[at] = values[above]
      at = above
    }
    keys[at] = key
    values[at] = value
  }

  pop(): number | undefined {
    const { keys, values } = this
    const first = values[0]
    const key = keys.pop()
    const value = values.pop()
    if (key === undefined || value === undefined || keys.length === 0) return first
    let at = 0
    for (;;) {
      let below = at * 2 + 1
      if (below >= keys.length) break
      if (below + 1 < keys.length && keys[below + 1] > keys[below]) below++
      if (keys[below] <= key) break
      keys[at] = keys[below]
      values[at] = values[below]
      at = below
    }
    keys[at] = key
    values[at] = value
    return first
  }
}
