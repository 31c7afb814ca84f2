// A dominator tree, cut to what is worth reading. The attributed one, unless asked otherwise: each
// line owns what no other reference of its rank leads to (ownership/edge-ranks.ts), and where less
// than that would be freed if it went, that and why is said. Or the exact one, where what each line
// holds would be freed if it went. Merged, siblings of one kind are one line, and so are their
// children, level by level: 434 × callcache → 434 × RoutesProxy → … Many classes of one namespace are
// one line too, though each has a name of its own.
// Cost: the attributed tree, where it is not made yet; for each line shown, one pass over the children
// of what it stands for; for the reasons, a pass over nodes and edges.
import { LoupeError } from '../base/errors.ts'
import { TYPE_CLASS, TYPE_MODULE } from '../base/record.ts'
import { addressOfNode, handleOf, typeOfNode } from '../naming/node-kind.ts'
import { RESULT_VERSION } from '../workbench/results.ts'
import type { CountBytes, DominatorNode, Dominators } from '../workbench/results.ts'
import { attributed } from './ownership/attributed.ts'
import { sharing, type Sharing } from './ownership/sharing.ts'
import { splicedTree, wholeTree, type ShownTree } from './ownership/shown-tree.ts'
import { needRoots, objectRef, shallowSize, type Study } from './study.ts'
import { findTarget } from './targets.ts'

export interface DominatorsOptions {
  readonly target?: string
  readonly merge?: boolean
  readonly depth?: number
  /** Leave out nodes under this share (0–1) of the total. */
  readonly share?: number
  readonly limit?: number
  /** All references count alike: what is freed if it goes. */
  readonly exact?: boolean
  /** The attributed tree with the VM's plumbing in it; the exact one always has it. */
  readonly vm?: boolean
}

const DEPTH = 12
/** JSON and terminals alike end somewhere; and the cut is by recursion. */
const DEEPEST = 500
const SHARE = 0.01
const LIMIT = 10
/** So many classes are many, and most of what is held is so much of it. */
const MANY = 20
const MOST = 0.5

/** One line: nodes of one kind under one line, or a single node. */
interface Line {
  /** Positions in the tree, of those that have something under them. */
  members: number[]
  count: number
  bytes: number
  retained: number
  /** What would be freed if each of them went, summed. */
  exact: number
  /** Of the member that retains the most. */
  best: number
  bestRetained: number
  /** Of classes of many names that are one line: their kinds, and what they are called together. */
  readonly classes?: { readonly kinds: readonly number[]; readonly label: string }
}

/** Lines that may be shown, and what all of them come to. */
interface Lines {
  readonly lines: Line[]
  readonly count: number
  readonly retained: number
  readonly plumbing: CountBytes
}

interface Cut {
  readonly merge: boolean
  readonly depth: number
  readonly least: number
  readonly limit: number
  readonly shown: ShownTree
  /** Why less is freed than a node owns; absent where the tree is exact. */
  readonly sharingOf?: (node: number) => Sharing | undefined
}

export function dominators(study: Study, options: DominatorsOptions = {}): Dominators {
  needRoots(study, 'who holds what')
  const { heap } = study
  const exact = options.exact ?? false
  const vm = exact || (options.vm ?? false)
  const target = options.target === undefined ? undefined : findTarget(study, options.target).node
  const top = target ?? heap.graph.root
  if (options.share !== undefined && !(options.share >= 0 && options.share <= 1)) {
    throw new LoupeError('usage', 'a share is from 0 to 1.')
  }
  const shown = exact
    ? wholeTree(study.trees.dominators)
    : vm
      ? wholeTree(attributed(study).tree)
      : splicedTree(study)
  const total = shown.tree.retained[top]
  const cut: Cut = {
    merge: options.merge ?? false,
    depth: Math.max(1, Math.min(options.depth ?? DEPTH, DEEPEST)),
    least: (options.share ?? SHARE) * total,
    limit: options.limit ?? LIMIT,
    shown,
    ...(exact ? {} : { sharingOf: sharing(study) }),
  }
  const positions = [shown.tree.positionOf[top]]
  let below = under(study, positions, cut, 1)
  // Of many small parts none has a share: the largest of them tell what they are.
  const isAsked = options.share !== undefined
  if (!isAsked && below.children.length === 0 && below.omitted.count > 0) {
    below = under(study, positions, { ...cut, least: 0, depth: 1 }, 1)
  }
  return {
    kind: 'dominators',
    version: RESULT_VERSION,
    ...(target === undefined ? {} : { target: objectRef(study, target) }),
    tree: exact ? 'exact' : 'attributed',
    vm,
    merged: cut.merge,
    total,
    ...(below.plumbing.count === 0 ? {} : { plumbing: below.plumbing }),
    nodes: below.children,
  }
}

interface Below extends Pick<DominatorNode, 'children' | 'omitted'> {
  /** Spliced out: parts of what the positions stand for. */
  readonly plumbing: CountBytes
}

/** What lies directly under these positions. */
function under(study: Study, positions: readonly number[], cut: Cut, depth: number): Below {
  const all = cut.merge ? mergedLines(study, positions, cut) : singleLines(study, positions, cut)
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
  if (cut.merge) gatherMembers(study, positions, shown, cut)
  return {
    children: shown.map((line) => nodeOf(study, line, cut, depth)),
    omitted: { count, retained },
    plumbing: all.plumbing,
  }
}

function byRetained(a: Line, b: Line): number {
  return b.retained - a.retained || a.best - b.best
}

function nodeOf(study: Study, line: Line, cut: Cut, depth: number): DominatorNode {
  const { heap, names } = study
  const node = cut.shown.tree.nodeAt[line.best]
  const below = under(study, line.members, cut, depth + 1)
  const shared = line.exact < line.retained ? cut.sharingOf?.(node) : undefined
  return {
    handle: handleOf(node),
    address: addressOfNode(heap, node),
    type: typeOfNode(heap, node),
    label:
      line.classes?.label ??
      (line.count === 1 ? names.label(node) : names.kinds.labelOf(names.kinds.kindOf(node))),
    count: line.count,
    bytes: line.bytes,
    ...(below.plumbing.count === 0 ? {} : { plumbing: below.plumbing }),
    retained: line.retained,
    ...(line.exact < line.retained ? { exact: line.exact } : {}),
    ...(shared === undefined ? {} : { shared }),
    children: below.children,
    omitted: below.omitted,
  }
}

function lineOf(study: Study, { tree }: ShownTree, position: number): Line {
  const node = tree.nodeAt[position]
  const retained = tree.retained[node]
  return {
    members: [],
    count: 1,
    bytes: shallowSize(study, node),
    retained,
    exact: study.trees.dominators.retained[node],
    best: position,
    bestRetained: retained,
  }
}

/** Only those that can be shown: a root may have millions of small children. */
function singleLines(study: Study, positions: readonly number[], cut: Cut): Lines {
  const { nodeAt, retained } = cut.shown.tree
  const most = cut.limit + 1000
  let lines: Line[] = []
  const all = { count: 0, retained: 0, plumbing: { count: 0, bytes: 0 } }
  const visit = (child: number) => {
    const held = retained[nodeAt[child]]
    all.count++
    all.retained += held
    if (held < cut.least) return
    lines.push({ ...lineOf(study, cut.shown, child), members: [child] })
    if (lines.length >= most * 2) lines = lines.sort(byRetained).slice(0, most)
  }
  for (const position of positions) add(all.plumbing, cut.shown.eachChild(position, visit))
  return { ...all, lines }
}

/** Without members: those are gathered once it is known which lines are shown. */
function mergedLines(study: Study, positions: readonly number[], { shown }: Cut): Lines {
  const { nodeAt, retained } = shown.tree
  const { kinds } = study.names
  const exact = study.trees.dominators.retained
  const lines = new Map<number, Line>()
  const all = { count: 0, retained: 0, plumbing: { count: 0, bytes: 0 } }
  const visit = (child: number) => {
    const node = nodeAt[child]
    const kind = kinds.kindOf(node)
    const held = retained[node]
    all.count++
    all.retained += held
    const line = lines.get(kind)
    if (line === undefined) {
      lines.set(kind, lineOf(study, shown, child))
      return
    }
    line.count++
    line.bytes += shallowSize(study, node)
    line.retained += held
    line.exact += exact[node]
    if (held > line.bestRetained) {
      line.best = child
      line.bestRetained = held
    }
  }
  for (const position of positions) add(all.plumbing, shown.eachChild(position, visit))
  return { ...all, lines: withClasses(study, positions, all.retained, shown, lines) }
}

/**
 * Classes with names are kinds of their own. Where many of them, each little, are most of what is held,
 * they are one line.
 */
function withClasses(
  study: Study,
  positions: readonly number[],
  total: number,
  { tree: { nodeAt } }: ShownTree,
  lines: ReadonlyMap<number, Line>,
): Line[] {
  const { heap, names } = study
  const { type } = heap.columns
  const isClass = (node: number): boolean =>
    node < heap.count && (type[node] === TYPE_CLASS || type[node] === TYPE_MODULE)
  const isLittle = ({ retained, best }: Line): boolean =>
    isClass(nodeAt[best]) && retained < total / MANY
  const found = [...lines].filter(([, line]) => isLittle(line))
  const sum = (of: (line: Line) => number): number =>
    found.reduce((all, [, line]) => all + of(line), 0)
  const retained = sum((line) => line.retained)
  if (found.length < MANY || retained < total * MOST) return [...lines.values()]
  const kinds = found.map(([kind]) => kind)
  const [, first] = found.reduce((a, b) => (byRetained(a[1], b[1]) <= 0 ? a : b))
  const space = nodeAt[positions[0]]
  const isOfOne = positions.length === 1 && isClass(space)
  const isSingleton = found.every(([, { best }]) => names.classes.isSingleton(nodeAt[best]))
  const sort = isSingleton ? 'singleton classes' : 'classes'
  const label = isOfOne && !isSingleton ? `classes of ${names.classes.nameOf(space)}` : sort
  const together: Line = {
    members: [],
    count: sum((line) => line.count),
    bytes: sum((line) => line.bytes),
    retained,
    exact: sum((line) => line.exact),
    best: first.best,
    bestRetained: first.bestRetained,
    classes: { kinds, label },
  }
  const others = [...lines].filter(([, line]) => !isLittle(line)).map(([, line]) => line)
  return [...others, together]
}

function add(sum: { count: number; bytes: number }, more: CountBytes): void {
  sum.count += more.count
  sum.bytes += more.bytes
}

function gatherMembers(
  study: Study,
  positions: readonly number[],
  lines: readonly Line[],
  { shown }: Cut,
): void {
  const { nodeAt, subtree } = shown.tree
  const { kinds } = study.names
  const kindsOf = ({ classes, best }: Line): readonly number[] =>
    classes?.kinds ?? [kinds.kindOf(nodeAt[best])]
  const byKind = new Map(lines.flatMap((line) => kindsOf(line).map((kind) => [kind, line])))
  if (byKind.size === 0) return
  for (const position of positions) {
    shown.eachChild(position, (child) => {
      // A leaf has nothing under it.
      if (subtree[child] > 1) byKind.get(kinds.kindOf(nodeAt[child]))?.members.push(child)
    })
  }
}
