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
/** The share of the total that a holder must have to be looked for at first. */
const FIRST_SHARE = 1 / 2000
/** Steps of a group's common chain that are followed. */
const CHAIN = 12

interface Group {
  readonly kind: number
  members: number[]
  bytes: number
  retained: number
  best: number
}

export function holders(study: Study, limit: number): Holder[] {
  const { dominators } = study.trees
  const total = dominators.retained[study.heap.graph.root]
  for (let least = total * FIRST_SHARE; ; least = least < 1 ? 0 : least / 16) {
    const found = search(study, limit, least)
    if (found.length >= limit || least === 0) return found
  }
}

function search(study: Study, limit: number, least: number): Holder[] {
  const { heap, trees } = study
  const { nodeAt, positionOf, subtree, retained } = trees.dominators
  const queue = new LargestFirst<number | Group>()
  const found: Holder[] = []

  /** Queues the children; returns what the largest of them retains. */
  function expand(position: number, groups: Map<number, Group> | undefined): number {
    let largest = 0
    const end = position + subtree[position]
    for (let child = position + 1; child < end; child += subtree[child]) {
      const node = nodeAt[child]
      const held = retained[node]
      if (held > largest) largest = held
      if (groups !== undefined && node < heap.count && isGrouped(study, node)) {
        addToGroup(study, groups, node)
      } else if (held >= least && node < heap.count && !isTracer(study, node)) {
        queue.push(held, child)
      }
    }
    return largest
  }

  const rootGroups = new Map<number, Group>()
  const root = positionOf[heap.graph.root]
  expand(root, rootGroups)
  for (let i = 0; i < heap.roots.length; i++) {
    expand(positionOf[heap.count + i], rootGroups)
  }
  for (const group of rootGroups.values()) {
    const alone = group.members.length === 1 || retained[group.best] > group.retained / 2
    if (!alone && group.retained >= least && group.retained >= group.bytes * 2) {
      queue.push(group.retained, group)
    } else {
      for (const node of group.members) {
        if (retained[node] >= least) queue.push(retained[node], positionOf[node])
      }
    }
  }
  while (found.length < limit) {
    const next = queue.pop()
    if (next === undefined) return found
    if (typeof next !== 'number') {
      found.push(groupHolder(study, next))
      continue
    }
    const node = nodeAt[next]
    const largest = expand(next, undefined)
    if (largest < retained[node] * PASS_THROUGH) found.push(objectRef(study, node))
  }
  return found
}

function isTracer({ heap }: Study, node: number): boolean {
  return (
    node < heap.count &&
    heap.columns.type[node] === R.TYPE_DATA &&
    heap.words[heap.columns.word[node]] === TRACER
  )
}

/** Kinds whose members side by side are one story; strings or hashes of no class are many. */
function isGrouped(study: Study, node: number): boolean {
  const { type, word } = study.heap.columns
  switch (type[node]) {
    case R.TYPE_OBJECT:
    case R.TYPE_STRUCT:
      return true
    case R.TYPE_DATA:
      return !isTracer(study, node)
    case R.TYPE_IMEMO:
      return study.heap.words[word[node]] === 'callcache'
  }
  return false
}

function addToGroup(study: Study, groups: Map<number, Group>, node: number): void {
  const { retained } = study.trees.dominators
  const kind = study.names.kinds.kindOf(node)
  let group = groups.get(kind)
  if (group === undefined) groups.set(kind, (group = { kind, members: [], bytes: 0, retained: 0, best: node }))
  group.members.push(node)
  group.bytes += shallowSize(study, node)
  group.retained += retained[node]
  if (retained[node] > retained[group.best]) group.best = node
}

function groupHolder(study: Study, group: Group): Holder {
  const { heap, names } = study
  const end = endOfChain(study, group.best)
  const own = names.kinds.labelOf(group.kind)
  const label = end === undefined ? own : `${own} → … → ${names.kinds.labelOf(names.kinds.kindOf(end))}`
  return {
    handle: handleOf(group.best),
    address: addressOfNode(heap, group.best),
    type: typeOfNode(heap, group.best),
    label: `${formatCount(group.members.length)} × ${label}`,
    count: group.members.length,
    bytes: group.bytes,
    retained: group.retained,
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
class LargestFirst<T> {
  private readonly keys: number[] = []
  private readonly values: T[] = []

  push(key: number, value: T): void {
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

  pop(): T | undefined {
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
