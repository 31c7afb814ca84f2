// Paths of all instances of a class, merged. The tree has the evidence; the sentence before it is
// the answer: through which chain almost all of them are held, and where the rest is.

import { formatBytes, formatCount, formatCounted, formatShare } from '../base/format.ts'
import type { Path, PathTree } from '../workbench/results.ts'
import { named, piece } from './line.ts'
import type { Part, Piece } from './line.ts'
import { heading, prose } from './screen.ts'
import type { View } from './screen.ts'
import { figure, table } from './table.ts'
import type { Column } from './table.ts'
import { cutGuide, treeRows } from './tree.ts'
import type { TreeRow } from './tree.ts'

/** A chain goes on into a child that has this much of what its parent has. */
const SAME_STREAM = 0.9
/** Chains shorter than this, when they fork, are told fork by fork. */
const TELLING_LENGTH = 3
const SHORTEST_TOLD = 0.05
const CHAINS_TOLD = 3
const LONGEST_TOLD = 12

interface Chain {
  readonly nodes: readonly PathTree[]
  readonly count: number
}

/** `1,204 Work: 99.8 % through vm → callcache → … → WorksController.` */
export function mergedPathsSentence({ target }: Path, tree: PathTree, view: View): string[] {
  const name = target.label.replace(/ \((class|module)\)$/, '')
  const size = ` (${formatBytes(tree.bytes)} of their own)`
  const told = mergedPathsParts(tree, name)
  return prose(view, [`${formatCount(tree.count)} `, named(name), size, ': ', ...told, '.'])
}

/** `99.8 % through vm → callcache → … → WorksController`. `name`: the class of the targets. */
export function mergedPathsParts(tree: PathTree, name: string): Part[] {
  const told: Part[] = []
  const all = chains(startsOf(tree), []).sort((a, b) => b.count - a.count)
  const worth = all.filter(({ count }) => count >= tree.count * SHORTEST_TOLD)
  const shown = (worth.length > 0 ? worth : all).slice(0, CHAINS_TOLD)
  shown.forEach(({ nodes, count }, index) => {
    if (index > 0) told.push('; ')
    told.push(`${formatShare(count, tree.count)} through `, ...chainPieces(nodes, name))
  })
  let sum = 0
  for (const { count } of shown) sum += count
  const rest = tree.count - sum
  if (rest > 0) told.push(`; ${formatShare(rest, tree.count)} otherwise`)
  return told
}

/** The merged tree has a super root where paths come from several root categories. */
function startsOf(tree: PathTree): readonly PathTree[] {
  return isCategory(tree) || tree.children.length === 0 ? [tree] : tree.children
}

function isCategory({ type, label }: PathTree): boolean {
  return type === 'ROOT' && label !== 'roots' && label !== ''
}

function chains(starts: readonly PathTree[], before: readonly PathTree[]): Chain[] {
  const found: Chain[] = []
  for (const start of starts) {
    const nodes = [...before, start]
    let end = start
    for (;;) {
      const heaviest = heaviestOf(end.children)
      if (heaviest === undefined || heaviest.count < end.count * SAME_STREAM) break
      nodes.push(heaviest)
      end = heaviest
    }
    if (nodes.length < TELLING_LENGTH && end.children.length > 0) {
      found.push(...chains(end.children, nodes))
    } else {
      found.push({ nodes, count: end.count })
    }
  }
  return found
}

function heaviestOf(nodes: readonly PathTree[]): PathTree | undefined {
  let heaviest: PathTree | undefined
  for (const node of nodes) if (node.count > (heaviest?.count ?? -1)) heaviest = node
  return heaviest
}

/** Without the instances themselves, which end every chain. */
function chainPieces(nodes: readonly PathTree[], name: string): Piece[] {
  const last = nodes[nodes.length - 1]
  const ended = last !== undefined && last.children.length === 0 && last.label.includes(name)
  const told = ended && nodes.length > 1 ? nodes.slice(0, -1) : nodes
  const short =
    told.length > LONGEST_TOLD
      ? [...told.slice(0, LONGEST_TOLD / 2), undefined, ...told.slice(-LONGEST_TOLD / 2)]
      : told
  const pieces: Piece[] = []
  for (const node of short) {
    if (pieces.length > 0) pieces.push({ text: ' → ' })
    pieces.push(node === undefined ? { text: '…' } : named(plainName(node)))
  }
  return pieces
}

/** In a sentence a root is `vm` and an instance `WorksController`: the words people say. */
function plainName({ type, label }: PathTree): string {
  if (type === 'ROOT') return label.replace(/^ROOT /, '')
  return label.replace(/^#<([\w:]+)>$/, '$1')
}

const LEAST_SHOWN = 0.005
const SIBLINGS_SHOWN = 8
const ROWS_SHOWN = 80

type Shown = PathTree | { readonly omitted: number; readonly count: number }

export function mergedPathsSection(tree: PathTree, view: View): string[] {
  const rows = treeRows<Shown>(startsOf(tree), (node) => childrenShown(node, tree.count))
  const columns: Column<TreeRow<Shown>>[] = [
    figure('held', ({ node }) => formatCount(node.count)),
    figure('share', ({ node }) => formatShare(node.count, tree.count)),
    figure('their own', ({ node }) => ('omitted' in node ? '' : formatBytes(node.bytes))),
    { title: '', flexible: true, cell: (row) => nodePieces(row, view) },
  ]
  const lines = table(view, columns, rows.slice(0, ROWS_SHOWN))
  if (rows.length > ROWS_SHOWN)
    lines.push(`  … ${formatCount(rows.length - ROWS_SHOWN)} more lines`)
  const about = `instances held through each step, of ${formatCount(tree.count)}`
  return [heading(view, 'All paths, merged', about), ...lines]
}

function childrenShown(node: Shown, whole: number): readonly Shown[] {
  if ('omitted' in node) return []
  const sorted = [...node.children].sort((a, b) => b.count - a.count)
  const shown = sorted.filter(
    ({ count }, index) => index === 0 || (index < SIBLINGS_SHOWN && count >= whole * LEAST_SHOWN),
  )
  const rest = sorted.slice(shown.length)
  if (rest.length === 0) return shown
  let count = 0
  for (const each of rest) count += each.count
  return [...shown, { omitted: rest.length, count }]
}

function nodePieces({ node, guide }: TreeRow<Shown>, view: View): Piece[] {
  const lead = piece('dim', cutGuide(guide, Math.max(12, Math.floor(view.width * 0.35))))
  if ('omitted' in node) {
    const more = formatCounted(node.omitted, 'more branch', 'more branches')
    return [lead, piece('dim', `… ${more}`)]
  }
  if (node.type === 'ROOT') return [lead, piece('heading', `ROOT ${plainName(node)}`)]
  const many = node.holders > 1 ? [piece('number', `${formatCount(node.holders)} × `)] : []
  const example = node.example === '' ? [] : [piece('address', ` ${node.example}`)]
  const edge = node.edge === undefined ? [] : [piece('dim', ` ← ${node.edge}`)]
  return [lead, ...many, named(node.label), ...example, ...edge]
}
