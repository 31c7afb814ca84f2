// Who holds what. Exact: each line would free what it retains, and what stands under it with it.
// Attributed: each line owns what it says, and where less would be freed, that and why is told.

import { formatBytes, formatCount, formatCounted, formatShare } from '../base/format.ts'
import type { DominatorNode, Dominators } from '../workbench/results.ts'
import { named, piece } from './line.ts'
import type { Part, Piece } from './line.ts'
import { labelPiece, objectPieces, targetOf } from './object-words.ts'
import { bullet, nextCommands, prose, screen } from './screen.ts'
import type { NextCommand, View } from './screen.ts'
import { figure, optional, table } from './table.ts'
import type { Column } from './table.ts'
import { cutGuide, treeRows } from './tree.ts'
import type { TreeRow } from './tree.ts'

/** The story goes down into a child that holds this much of its parent. */
const SAME_STREAM = 0.8

/** What a level leaves out; how many is not always known. */
interface Rest {
  readonly rest: number | undefined
  readonly retained: number
}

type Shown = DominatorNode | Rest

export function dominatorsReport(result: Dominators, view: View): string {
  const { nodes, total } = result
  if (nodes.length === 0) {
    return screen(
      nothing(result, view),
      nextCommands(view, [{ words: ['dominators', 'DUMP'], why: 'the whole heap' }]),
    )
  }
  const sharers = allNodes(nodes).filter(sharesMuch)
  const columns: Column<TreeRow<Shown>>[] = [
    figure(result.tree === 'exact' ? 'retained' : 'owns', ({ node }) => formatBytes(node.retained)),
    figure('share', ({ node }) => formatShare(node.retained, total)),
    ...(sharers.length === 0 ? [] : [figure<TreeRow<Shown>>('freed', ({ node }) => freed(node))]),
    { title: '', flexible: true, cell: (row) => nodePieces(row, view) },
    optional(
      figure('own', ({ node }) =>
        'rest' in node ? '' : formatBytes(node.bytes + (node.plumbing?.bytes ?? 0)),
      ),
    ),
  ]
  return screen(
    opening(result, sharers.length > 0, view),
    table(view, columns, treeRows<Shown>([...nodes, ...restOf(result)], childrenShown)),
    reasons(sharers).flatMap((node) => bullet(view, ...reason(node))),
    nextCommands(view, next(result)),
  )
}

function nothing({ target, total, plumbing }: Dominators, view: View): string[] {
  const own = (target?.bytes ?? 0) + (plumbing?.bytes ?? 0)
  if (target === undefined || own < total) {
    return prose(view, ['Nothing holds as much as was asked for.'])
  }
  return prose(view, [...objectPieces(target), ' holds nothing besides itself.'])
}

/** `sharing`: some of it is shared so much that a column says it. */
function opening(result: Dominators, sharing: boolean, view: View): string[] {
  const { nodes, total, target, merged } = result
  const whole: Part[] =
    target === undefined
      ? [`the ${formatBytes(total)} that can be reached from the roots`]
      : [`the ${formatBytes(total)} that `, ...objectPieces(target), ' holds']
  const story = heaviestChain(nodes)
  const end = story[story.length - 1]
  const lines: string[] = []
  if (end !== undefined) {
    const chain = story.flatMap((node, index): Part[] => [
      ...(index > 0 ? [' → '] : []),
      ...(node.count > 1 ? [piece('number', `${formatCount(node.count)} × `)] : []),
      labelPiece(node),
    ])
    const share = `${formatBytes(end.retained)}, ${formatShare(end.retained, total)} of `
    lines.push(...prose(view, [...chain, ': ', piece('number', share), ...whole, '.']))
  }
  const kinds = merged ? '; objects of one kind are one line' : ''
  const how =
    result.tree === 'exact'
      ? `What each line holds would be freed if it went${kinds}.`
      : `What each line holds is its own, whatever caches and the like refer to it besides${kinds}.`
  const less = sharing ? ' Freed is what would go with it, where that is less.' : ''
  const about = `${how}${less} Shares are of ${formatBytes(total)}.`
  return [...lines, ...prose(view, [piece('dim', about)])]
}

/** Less than this of what a line owns is not worth a word. */
const SHARED_MUCH = 0.02
const REASONS = 3

function sharesMuch({ type, exact, retained }: DominatorNode): boolean {
  return type !== 'ROOT' && exact !== undefined && exact < retained * (1 - SHARED_MUCH)
}

function freed(node: Shown): string {
  if ('rest' in node) return ''
  return sharesMuch(node) ? formatBytes(node.exact ?? 0) : ''
}

function allNodes(nodes: readonly DominatorNode[]): DominatorNode[] {
  return nodes.flatMap((node) => [node, ...allNodes(node.children)])
}

/** Those that share the most, one for each thing that is shared. */
function reasons(sharers: readonly DominatorNode[]): DominatorNode[] {
  const most = sharers
    .filter(({ shared }) => shared !== undefined)
    .sort((a, b) => b.retained - (b.exact ?? 0) - (a.retained - (a.exact ?? 0)))
  const told = new Set<string | undefined>()
  return most
    .filter(({ shared }) => !told.has(shared?.handle) && told.add(shared?.handle))
    .slice(0, REASONS)
}

function reason(node: DominatorNode): Part[] {
  const { shared, retained, exact = 0, count } = node
  if (shared === undefined) return []
  const many = count > 1
  return [
    ...(many ? [piece('number', `${formatCount(count)} × `)] : []),
    labelPiece(node),
    ` ${many ? 'own' : 'owns'} ${formatBytes(retained)}, but only `,
    piece('number', formatBytes(exact)),
    ` would be freed with ${many ? 'them' : 'it'}: ${listed(shared.by)} ${isOne(shared.by) ? 'refers' : 'refer'} to `,
    named(shared.label),
    ' as well.',
  ]
}

/** The C stack, the VM's global call cache, code: the other kinds of references are several. */
function isOne(words: readonly string[]): boolean {
  return words.length === 1 && /^(the|compiled|running) /.test(words[0])
}

function listed(words: readonly string[]): string {
  if (words.length === 1) return words[0]
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`
}

/** From the heaviest node down, while one child has nearly all of its parent. */
function heaviestChain(nodes: readonly DominatorNode[]): DominatorNode[] {
  const chain: DominatorNode[] = []
  // What a root category holds is no story yet: it goes on with what the root holds most of.
  let level: readonly DominatorNode[] = nodes.flatMap((node) =>
    node.type === 'ROOT' ? node.children : [node],
  )
  if (level.length === 0) level = nodes
  while (chain.length < LONGEST_TOLD) {
    let heaviest: DominatorNode | undefined
    for (const node of level) if (node.retained > (heaviest?.retained ?? -1)) heaviest = node
    const above = chain[chain.length - 1]
    if (heaviest === undefined) break
    if (above !== undefined && heaviest.retained < above.retained * SAME_STREAM) break
    chain.push(heaviest)
    level = heaviest.children
  }
  return chain
}

const LONGEST_TOLD = 10

/** What the first level leaves out: siblings hold nothing in common, so it is what is missing. */
function restOf({ nodes, total, target, plumbing }: Dominators): Rest[] {
  let retained = total - (target?.bytes ?? 0) - (target === undefined ? 0 : (plumbing?.bytes ?? 0))
  for (const node of nodes) retained -= node.retained
  return retained > 0 ? [{ rest: undefined, retained }] : []
}

function childrenShown(node: Shown): readonly Shown[] {
  if ('rest' in node) return []
  const { children, omitted } = node
  if (omitted.count === 0) return children
  return [...children, { rest: omitted.count, retained: omitted.retained }]
}

function nodePieces({ node, guide }: TreeRow<Shown>, view: View): Piece[] {
  const lead = piece('dim', cutGuide(guide, Math.max(12, Math.floor(view.width * 0.4))))
  if ('rest' in node) {
    const what = node.rest === undefined ? 'all others' : formatCounted(node.rest, 'smaller one')
    return [lead, piece('dim', `… ${what}`)]
  }
  const { count } = node
  if (count > 1) return [lead, piece('number', `${formatCount(count)} × `), named(node.label)]
  const handle = targetOf(node)
  const shown = handle === undefined ? [] : [piece('address', ` ${handle}`)]
  return [lead, labelPiece(node), ...shown]
}

function next({ nodes, target, merged }: Dominators): NextCommand[] {
  const commands: NextCommand[] = []
  const story = heaviestChain(nodes)
  const deepest = story[story.length - 1]
  const handle = deepest === undefined ? undefined : targetOf(deepest)
  if (handle !== undefined) {
    const which = (deepest?.count ?? 1) > 1 ? 'one of them' : 'it'
    commands.push({ words: ['path', 'DUMP', handle], why: `what keeps ${which} alive` })
    commands.push({ words: ['show', 'DUMP', handle], why: `${which} in full` })
  }
  if (!merged) {
    const words = [
      'dominators',
      'DUMP',
      ...(target === undefined ? [] : [target.handle]),
      '--merge',
    ]
    commands.push({ words, why: 'objects of one kind as one line' })
  }
  return commands.length > 0 ? commands : [{ words: ['summary', 'DUMP'], why: 'the whole heap' }]
}
