// What changed between two or three dumps: first the answer in a sentence, then the dumps and how
// far they can be compared, then the groups, then what to type next.

import { formatCount, formatCounted } from '../base/format.ts'
import type { Diff, DiffGroup, DiffGrown } from '../workbench/results.ts'
import { dumpsSection } from './diff-dumps.ts'
import { trustSection } from './diff-quality.ts'
import { groupPieces, groupSection, TRACER } from './diff-table.ts'
import { lastOf, namesOf } from './diff-words.ts'
import { mergedPathsParts } from './merged-paths.ts'
import { named, piece } from './line.ts'
import type { Part } from './line.ts'
import { inRightOrder } from './right-order.ts'
import { targetOf } from './object-words.ts'
import { nextCommands, prose, screen } from './screen.ts'
import type { NextCommand, View } from './screen.ts'
import { signedBytes } from './signed.ts'

export function diffReport(result: Diff, view: View): string {
  return screen(
    prose(view, answer(result)),
    dumpsSection(result.dumps, view),
    trustSection(result, view),
    isUnchanged(result.total) ? [] : groupSection(result, view),
    nextCommands(view, next(result)),
  )
}

function answer(result: Diff): Part[] {
  const { groups, total, by } = result
  const grown = tellingClass(result)
  if (grown !== undefined) return grownParts(grown)
  if (isUnchanged(total)) return ['Nothing came and nothing went: there is no difference.']
  const first = mostGrown(groups)
  if (first === undefined) return nothingGrew(total)
  const { count, bytes } = first.net
  if (growthOf(first) < total.before.bytes * HARDLY) {
    return [
      'Hardly anything of the program has grown. The most is ',
      ...placeOf(first, by),
      `: ${signedBytes(bytes)}${keptAlive(first)}.`,
    ]
  }
  const objects = count > 0 ? `${formatCounted(count, 'object')} more` : 'not more objects'
  const grew = ` ${objects} than before, ${signedBytes(bytes)}${keptAlive(first)}.`
  if (by === 'holder' && isAtRoot(first)) {
    const nothing = 'Most of what grew is held by nothing that was there before. At '
    return [nothing, ...placeName(first), ` there are${grew}`]
  }
  return ['The most growth is ', ...placeOf(first, by), `:${grew}`]
}

/** Of all bytes before: what grew by less is no growth. */
const HARDLY = 0.001

/** From this share of all growth on, a class of the program's own is the story. */
const TELLING_SHARE = 0.01

/** The class that grew the most where that is worth a sentence, by objects or by what they hold. */
function tellingClass({ by, grown, total }: Diff): DiffGrown | undefined {
  if (by !== 'class' || grown === undefined) return undefined
  const { group } = grown
  const telling =
    isShare(group.net.count, total.net.count) || isShare(growthOf(group), total.net.bytes)
  return telling ? grown : undefined
}

function isShare(part: number, whole: number): boolean {
  return part > 0 && whole > 0 && part >= whole * TELLING_SHARE
}

function growthOf({ net, retainedGrowth = 0 }: DiffGroup): number {
  return Math.max(net.bytes, retainedGrowth)
}

function placeOf(group: DiffGroup, by: Diff['by']): Part[] {
  if (by === 'holder') return ['inside ', ...groupPieces(group)]
  if (by === 'generation') return ['in generation ', named(group.name)]
  return by === 'path' ? ['at ', ...placeName(group)] : ['in ', ...groupPieces(group)]
}

/** A path may need more than a line: it has to wrap. */
function placeName({ name }: DiffGroup): Part[] {
  return [name]
}

/** Below a root with no older object between; there is no holder to go on with. */
function isAtRoot({ name, holder }: DiffGroup): boolean {
  return (holder === undefined || holder.type === 'ROOT') && !name.startsWith('(')
}

function nothingGrew({ net }: DiffGroup): Part[] {
  const { count, bytes } = net
  const objects = `${formatCounted(Math.abs(count), 'object')} ${count > 0 ? 'more' : 'fewer'}`
  return [
    `Nothing shown has grown: in all ${count === 0 ? 'as many objects as' : `${objects} than`} ` +
      `before, ${signedBytes(bytes)}.`,
  ]
}

/** `333 more Work than before (+28.6 KB of their own): 100 % of the new ones through vm → …` */
function grownParts({ group, tree }: DiffGrown): Part[] {
  const parts: Part[] = [
    piece('number', formatCount(group.net.count)),
    ' more ',
    named(group.name),
    ` than before (${signedBytes(group.net.bytes)} of their own${keptAlive(group)})`,
  ]
  if (tree === undefined || tree.count === 0) return [...parts, '.']
  const subject =
    tree.count === group.net.count
      ? ': '
      : `. Of the ${formatCount(tree.count)} that are new and that roots reach, `
  return [...parts, subject, ...mergedPathsParts(tree, group.name), '.']
}

function keptAlive({ retainedGrowth }: DiffGroup): string {
  if (retainedGrowth === undefined || retainedGrowth === 0) return ''
  return `, ${signedBytes(retainedGrowth)} with all they keep alive`
}

function isUnchanged({ net, new: added, freed }: DiffGroup): boolean {
  if (net.count !== 0 || net.bytes !== 0) return false
  return (added?.count ?? 0) === 0 && (freed?.count ?? 0) === 0
}

function mostGrown(groups: readonly DiffGroup[]): DiffGroup | undefined {
  let most: DiffGroup | undefined
  for (const group of groups) {
    if (group.name === TRACER) continue
    if (group.net.bytes > (most?.net.bytes ?? 0)) most = group
  }
  return most
}

function next(result: Diff): NextCommand[] {
  const { by, dumps, quality, groups, total } = result
  const grown = tellingClass(result)
  const names = namesOf(dumps)
  const last = lastOf(dumps)
  if (isUnchanged(total)) return [{ words: ['summary', last], why: 'what holds the memory' }]
  const commands: NextCommand[] = []
  const orders = quality.map(({ order }) => order)
  const ordered = inRightOrder(names, orders)
  if (ordered !== undefined) {
    const why = orders.includes('right') ? 'the earlier dump first' : 'the other way round'
    commands.push({ words: ['diff', ...ordered], why })
  }
  const holder = by === 'holder' ? mostGrown(groups) : undefined
  const target = holder?.holder === undefined ? undefined : targetOf(holder.holder)
  if (target !== undefined) {
    const dump = names[1] ?? last
    commands.push({ words: ['path', dump, target], why: 'what keeps it alive' })
    commands.push({
      words: ['dominators', dump, target, '--merge'],
      why: 'what it holds, as a tree',
    })
  }
  if (grown !== undefined) {
    commands.push({ words: ['path', last, grown.group.name], why: 'what keeps them alive' })
  }
  const different = quality.some(({ process }) => process === 'different')
  const atRoot = holder !== undefined && isAtRoot(holder)
  for (const [grouping, why] of different || atRoot ? BY_NAME : BY_OBJECT) {
    if (grouping === by) continue
    if (grouping === 'site' && !dumps.every(({ traced }) => traced)) continue
    commands.push({ words: ['diff', ...names, '--by', grouping], why })
  }
  if (!different) {
    commands.push({ words: ['diff', ...names, '--objects'], why: 'the new ones one by one' })
  }
  commands.push({ words: ['console', ...names], why: 'go on from object to object' })
  return commands
}

type Suggestion = readonly [grouping: Diff['by'], why: string]
const BY_OBJECT: readonly Suggestion[] = [
  ['holder', 'what grew inside what'],
  ['site', 'which lines allocated it'],
]
const BY_NAME: readonly Suggestion[] = [
  ['path', 'where in the tree of holders it grew'],
  ['site', 'which lines allocated it'],
]
