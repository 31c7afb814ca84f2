// The dominator tree, cut to what is worth reading: what each line holds would be freed if it went.
// Merged, siblings of one kind are one line, and so are their children, level by level:
// 434 × callcache → 434 × RoutesProxy → …
// Cost: for each line shown, one pass over the children of what it stands for.
import { LoupeError } from '../base/errors.ts'
import { addressOfNode, handleOf, typeOfNode } from '../naming/node-kind.ts'
import { RESULT_VERSION } from '../workbench/results.ts'
import type { DominatorNode, Dominators } from '../workbench/results.ts'
import { needRoots, objectRef, shallowSize, type Study } from './study.ts'
import { findTarget } from './targets.ts'

export interface DominatorsOptions {
  readonly target?: string
  readonly merge?: boolean
  readonly depth?: number
  /** Leave out nodes under this share (0–1) of the total. */
  readonly share?: number
  readonly limit?: number
}

const DEPTH = 12
/** JSON and terminals alike end somewhere; and the cut is by recursion. */
const DEEPEST = 500
const SHARE = 0.01
const LIMIT = 10

/** One line: nodes of one kind under one line, or a single node. */
interface Line {
  /** Positions in the tree, of those that have something under them. */
  members: number[]
  count: number
  bytes: number
  retained: number
  /** Of the member that retains the most. */
  best: number
  bestRetained: number
}

/** Lines that may be shown, and what all of them come to. */
interface Lines {
  readonly lines: Line[]
  readonly count: number
  readonly retained: number
}

interface Cut {
  readonly merge: boolean
  readonly depth: number
  readonly least: number
  readonly limit: number
}

export function dominators(study: Study, options: DominatorsOptions = {}): Dominators {
  needRoots(study, 'who holds what')
  const { heap, trees } = study
  const tree = trees.dominators
  const target = options.target === undefined ? undefined : findTarget(study, options.target).node
  const top = target ?? heap.graph.root
  if (options.share !== undefined && !(options.share >= 0 && options.share <= 1)) {
    throw new LoupeError('usage', 'a share is from 0 to 1.')
  }
  const total = tree.retained[top]
  const cut: Cut = {
    merge: options.merge ?? false,
    depth: Math.max(1, Math.min(options.depth ?? DEPTH, DEEPEST)),
    least: (options.share ?? SHARE) * total,
    limit: options.limit ?? LIMIT,
  }
  return {
    kind: 'dominators',
    version: RESULT_VERSION,
    ...(target === undefined ? {} : { target: objectRef(study, target) }),
    merged: cut.merge,
    total,
    nodes: under(study, [tree.positionOf[top]], cut, 1).children,
  }
}

/** What lies directly under these positions. */
function under(
  study: Study,
  positions: readonly number[],
  cut: Cut,
  depth: number,
): Pick<DominatorNode, 'children' | 'omitted'> {
  const all = cut.merge ? mergedLines(study, positions) : singleLines(study, positions, cut)
  const lines = all.lines.sort(byRetained)
  let { count, retained } = all
  let kept = 0
  while (kept < lines.length && kept < cut.limit && depth <= cut.depth) {
    if (lines[kept].retained < cut.least) break
    count -= lines[kept].count
    retained -= lines[kept].retained
    kept++
  }
  const shown = lines.slice(0, kept)
  if (cut.merge) gatherMembers(study, positions, shown)
  return {
    children: shown.map((line) => nodeOf(study, line, cut, depth)),
    omitted: { count, retained },
  }
}

function byRetained(a: Line, b: Line): number {
  return b.retained - a.retained || a.best - b.best
}

function nodeOf(study: Study, line: Line, cut: Cut, depth: number): DominatorNode {
  const { heap, names, trees } = study
  const node = trees.dominators.nodeAt[line.best]
  const below = under(study, line.members, cut, depth + 1)
  return {
    handle: handleOf(node),
    address: addressOfNode(heap, node),
    type: typeOfNode(heap, node),
    label: line.count === 1 ? names.label(node) : names.kinds.labelOf(names.kinds.kindOf(node)),
    count: line.count,
    bytes: line.bytes,
    retained: line.retained,
    children: below.children,
    omitted: below.omitted,
  }
}

/** Only those that can be shown: a root may have millions of small children. */
function singleLines(study: Study, positions: readonly number[], cut: Cut): Lines {
  const { nodeAt, subtree, retained } = study.trees.dominators
  const most = cut.limit + 1000
  let lines: Line[] = []
  let count = 0
  let sum = 0
  for (const position of positions) {
    const end = position + subtree[position]
    for (let child = position + 1; child < end; child += subtree[child]) {
      const node = nodeAt[child]
      const held = retained[node]
      count++
      sum += held
      if (held < cut.least) continue
      const bytes = shallowSize(study, node)
      lines.push({
        members: [child],
        count: 1,
        bytes,
        retained: held,
        best: child,
        bestRetained: held,
      })
      if (lines.length >= most * 2) lines = lines.sort(byRetained).slice(0, most)
    }
  }
  return { lines, count, retained: sum }
}

/** Without members: those are gathered once it is known which lines are shown. */
function mergedLines(study: Study, positions: readonly number[]): Lines {
  const { nodeAt, subtree, retained } = study.trees.dominators
  const { kinds } = study.names
  const lines = new Map<number, Line>()
  let count = 0
  let sum = 0
  for (const position of positions) {
    const end = position + subtree[position]
    for (let child = position + 1; child < end; child += subtree[child]) {
      const node = nodeAt[child]
      const kind = kinds.kindOf(node)
      const held = retained[node]
      count++
      sum += held
      const line = lines.get(kind)
      if (line === undefined) {
        lines.set(kind, {
          members: [],
          count: 1,
          bytes: shallowSize(study, node),
          retained: held,
          best: child,
          bestRetained: held,
        })
        continue
      }
      line.count++
      line.bytes += shallowSize(study, node)
      line.retained += held
      if (held > line.bestRetained) {
        line.best = child
        line.bestRetained = held
      }
    }
  }
  return { lines: [...lines.values()], count, retained: sum }
}

function gatherMembers(study: Study, positions: readonly number[], lines: readonly Line[]): void {
  const { nodeAt, subtree } = study.trees.dominators
  const { kinds } = study.names
  const byKind = new Map(lines.map((line) => [kinds.kindOf(nodeAt[line.best]), line]))
  if (byKind.size === 0) return
  for (const position of positions) {
    const end = position + subtree[position]
    for (let child = position + 1; child < end; child += subtree[child]) {
      // A leaf has nothing under it.
      if (subtree[child] > 1) byKind.get(kinds.kindOf(nodeAt[child]))?.members.push(child)
    }
  }
}
