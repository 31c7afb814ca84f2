// Several ways from the root to one node that differ where it matters: near the node. All shortest
// paths often share the last holders and differ only in what the reader does not ask about.
//
// Works on classes of paths, each "all simple paths that end in this suffix", with its shortest as
// the representative. It begins with all paths, suffix [target], and splits the class at the node
// nearest to the target that can be entered in more than one way: one class for each way. What is
// before that node may be anything, what is after it is forced; so a split leaves no path out.
//
// Time O(edges) for the first way in and, for each split, two more walks; memory 16 bytes a node.
import { bitset, type Bitset } from '../base/bitset.ts'
import { NO_NODE, type Graph } from '../base/graph.ts'
import { sortLevel } from './level-order.ts'
import { nearestBranching } from './nearest-branching.ts'

interface PathClass {
  /** The shortest path of the class, root first. */
  readonly path: Uint32Array
  /** Where in `path` the suffix begins: all from here on is the same in the whole class. */
  suffix: number
  /** Holds no other path. */
  closed: boolean
}

/**
 * Up to `limit` simple paths from the root to `target`, shortest first; none where the target cannot
 * be reached. Promises:
 * - all are different, and the first is one of the shortest there are;
 * - where the target can be reached through `limit` direct referrers, each path has its own, and
 *   they are the ones nearest to the root; each path is the shortest through its referrer;
 * - where there are fewer, each of them has a path, or where there is only one, each referrer of the
 *   next holder up that has several; then the shortest path found is replaced in the same way by
 *   those that branch next above, and so on;
 * - fewer than `limit` come back only if there are no others.
 * "Can be reached through" means: with the rest of the path not entered twice.
 */
export function differentPaths(graph: Graph, target: number, limit: number): Uint32Array[] {
  if (limit < 1) return []
  if (target === graph.root) return [Uint32Array.of(target)]
  const start = Uint32Array.of(target)
  const classes = waysInto(graph, start, 0, limit)
  while (classes.length > 0 && classes.length < limit) {
    let open: PathClass | undefined
    for (const each of classes) {
      if (!each.closed && (open === undefined || each.path.length < open.path.length)) open = each
    }
    if (open === undefined) break
    const { path, suffix } = open
    const branch = nearestBranching(graph, path, suffix)
    if (branch === 0) {
      open.closed = true
      continue
    }
    // The class itself goes on as the one whose way in its own path takes.
    open.suffix = branch - 1
    const own = path[branch - 1]
    for (const way of waysInto(graph, path, branch, limit - classes.length + 1)) {
      if (way.path[way.suffix] !== own && classes.length < limit) classes.push(way)
    }
  }
  return classes.map((each) => each.path).sort((a, b) => a.length - b.length)
}

/**
 * The shortest paths into `path[at]`, through different nodes, each continued with the rest of
 * `path`, which it does not enter before; nearest to the root first, at most `limit`.
 */
function waysInto(graph: Graph, path: Uint32Array, at: number, limit: number): PathClass[] {
  const { nodeCount, offsets, targets, root } = graph
  const goal = path[at]
  const rest = path.subarray(at)
  const closed: Bitset = bitset(nodeCount)
  for (let i = 0; i < rest.length; i++) closed[rest[i] >>> 5] |= 1 << rest[i]
  closed[root >>> 5] |= 1 << root
  const parent = new Uint32Array(nodeCount)
  const queue = new Uint32Array(nodeCount)
  parent[root] = NO_NODE
  queue[0] = root
  let tail = 1
  const ways: PathClass[] = []
  const scratch = bitset(nodeCount)
  let levelEnd = 0
  for (let head = 0; head < tail && ways.length < limit; head++) {
    if (head === levelEnd) sortLevel(queue, head, (levelEnd = tail), scratch)
    const node = queue[head]
    const end = offsets[node + 1]
    let enters = false
    for (let edge = offsets[node]; edge < end; edge++) {
      const next = targets[edge]
      const bit = 1 << next
      if ((closed[next >>> 5] & bit) !== 0) {
        if (next === goal) enters = true
        continue
      }
      closed[next >>> 5] |= bit
      parent[next] = node
      queue[tail++] = next
    }
    if (enters) ways.push(joined(parent, node, rest))
  }
  return ways
}

/** The way to `node` by `parent`, then `rest`. */
function joined(parent: Uint32Array, node: number, rest: Uint32Array): PathClass {
  let length = 0
  for (let at = node; at !== NO_NODE; at = parent[at]) length++
  const path = new Uint32Array(length + rest.length)
  path.set(rest, length)
  const suffix = length - 1
  for (let at = node; at !== NO_NODE; at = parent[at]) path[--length] = at
  return { path, suffix, closed: suffix === 0 }
}
