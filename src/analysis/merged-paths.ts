// The shortest paths of many objects merged into one tree: steps of one kind under one holder are one
// node. Each object's path is walked up to the first node that has its place already, then down again
// handing out places, so that every node on any path is visited once. Steps of one kind in a row (a
// linked list, nested arrays) are one node, and so is all that lies too deep.
// Time O(nodes on the paths); memory 4 bytes a graph node, touched where paths go.
import { NO_NODE } from '../base/graph.ts'
import { doubled } from '../base/memory.ts'
import { namesData } from '../naming/edge-name.ts'
import { handleOf, typeOfNode } from '../naming/node-kind.ts'
import type { PathTree } from '../workbench/results.ts'
import { nearestHolders } from './nearest-holder.ts'
import { shallowSize, type Study } from './study.ts'

const DEEPEST = 200
const MOST_PLACES = 1_000_000
/** The name of the reference to a place is said where so many of its objects agree. */
const NAMES_ASKED = 12
/** Places whose names are asked for: the first ones, of the first objects' paths. */
const PLACES_NAMED = 500

/** A node of the merged tree, by number; parents come before children. */
interface Places {
  readonly parent: number[]
  readonly kind: number[]
  readonly depth: number[]
  readonly holders: number[]
  readonly example: number[]
  /** The first objects there. */
  readonly some: number[][]
  readonly count: number[]
  readonly bytes: number[]
}

/** @param objects reachable nodes; @param branches children shown of each node, at most */
export function mergedPaths(study: Study, objects: Uint32Array, branches: number): PathTree {
  const { heap, names } = study
  const holderOf = nearestHolders(study)
  const { kinds } = names
  const { root, nodeCount } = heap.graph
  const places: Places = {
    parent: [NO_NODE],
    kind: [kinds.kindOf(root)],
    depth: [0],
    holders: [1],
    example: [root],
    some: [[]],
    count: [0],
    bytes: [0],
  }
  /** parent place and kind -> place */
  const placeOf = new Map<number, number>()
  /** node -> place + 1, 0 without one */
  const placed = new Uint32Array(nodeCount)
  placed[root] = 1
  let stack = new Uint32Array(64)
  let lastKey = -1
  let lastPlace = 0

  function place(above: number, node: number): number {
    const kind = kinds.kindOf(node)
    if (places.kind[above] === kind || places.depth[above] >= DEEPEST) return above
    const key = above * 4294967296 + kind
    // Neighbours often lie side by side in the tree as well.
    if (key === lastKey) return lastPlace
    lastKey = key
    const known = placeOf.get(key)
    if (known !== undefined) return (lastPlace = known)
    const fresh = places.parent.length
    if (fresh >= MOST_PLACES) return (lastPlace = above)
    lastPlace = fresh
    placeOf.set(key, fresh)
    places.parent.push(above)
    places.kind.push(kind)
    places.depth.push(places.depth[above] + 1)
    places.holders.push(0)
    places.example.push(node)
    places.some.push([])
    places.count.push(0)
    places.bytes.push(0)
    return fresh
  }

  for (const object of objects) {
    let depth = 0
    let at = object
    for (; placed[at] === 0; at = holderOf(at)) {
      if (depth === stack.length) stack = doubled(stack)
      stack[depth++] = at
    }
    let above = placed[at] - 1
    while (depth > 0) {
      const node = stack[--depth]
      above = place(above, node)
      places.holders[above]++
      if (above < PLACES_NAMED && places.some[above].length < NAMES_ASKED) {
        places.some[above].push(node)
      }
      placed[node] = above + 1
    }
    const own = placed[object] - 1
    places.count[own]++
    places.bytes[own] += shallowSize(study, object)
  }

  for (let i = places.parent.length - 1; i > 0; i--) {
    places.count[places.parent[i]] += places.count[i]
    places.bytes[places.parent[i]] += places.bytes[i]
  }
  return treeOf(study, places, branches)
}

/** What the objects of a place are called by their holders, if all that were asked agree. */
function commonEdge(study: Study, objects: readonly number[]): string | undefined {
  const holderOf = nearestHolders(study)
  let common: string | undefined
  for (const object of objects) {
    const name = study.names.edges.nameBetween(holderOf(object), object)
    if (name === undefined || !namesData(name)) return undefined
    if (common !== undefined && name !== common) return undefined
    common = name
  }
  return common
}

function treeOf(study: Study, places: Places, branches: number): PathTree {
  const { heap, names } = study
  const children: PathTree[][] = places.parent.map(() => [])
  // From the back: the children of a place are whole before it is.
  for (let i = places.parent.length - 1; ; i--) {
    const example = places.example[i]
    const isRoot = example >= heap.count
    const shown = children[i]
      .sort((a, b) => b.count - a.count || b.bytes - a.bytes)
      .slice(0, branches)
    const edge = commonEdge(study, places.some[i])
    const tree: PathTree = {
      ...(edge === undefined ? {} : { edge }),
      label: names.kinds.labelOf(places.kind[i]),
      type: typeOfNode(heap, example),
      holders: places.holders[i],
      count: places.count[i],
      bytes: places.bytes[i],
      example: isRoot ? '' : handleOf(example),
      children: shown,
    }
    if (i === 0) return tree
    children[places.parent[i]].push(tree)
  }
}
