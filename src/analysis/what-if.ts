// What would come back if objects or references went: exactly, by walking the heap without them. Where
// something at the end of what was cut stays, by attribution or by the cut itself, other references
// hold it: those are told by kind, as words to cut them with, and what would come back without them.
// Cost: one walk over the heap, two more where something stays; for objects the attributed tree.
import { bitset, bitsetOf, hasBit, type Bitset } from '../base/bitset.ts'
import { LoupeError } from '../base/errors.ts'
import { reachableWithout } from '../graph/reachable.ts'
import { handleOf } from '../naming/node-kind.ts'
import { RESULT_VERSION } from '../workbench/results.ts'
import type { CountBytes, WhatIf, WhatIfHolder } from '../workbench/results.ts'
import { attributed } from './ownership/attributed.ts'
import { parseCut, type Cut } from './ownership/cut.ts'
import { isReachable, needRoots, shallowSize, type Study } from './study.ts'

export interface WhatIfOptions {
  readonly limit?: number
}

const LIMIT = 10
const HOLDERS = 8

/** @param without each as ownership/cut.ts understands it */
export function whatIf(
  study: Study,
  without: readonly string[],
  options: WhatIfOptions = {},
): WhatIf {
  needRoots(study, 'what would come back')
  if (without.length === 0) {
    throw new LoupeError('usage', 'what is to go is not said.', "Try --without 'A -> B'.")
  }
  const { heap, trees } = study
  const { graph } = heap
  const edges = bitset(graph.targets.length)
  const cuts = without.map((words) => parseCut(study, words, edges))
  const removed = bitsetOf(
    graph.nodeCount,
    cuts.flatMap((cut) => [...cut.removed]),
  )
  study.onProgress?.({ phase: 'walking the heap without it', done: 0, total: 0 })
  const kept = reachableWithout(graph, removed, edges)
  study.onProgress?.({ phase: 'looking what else holds it', done: 0, total: 0 })
  const { freed, classes } = tally(study, kept)
  const limit = options.limit ?? LIMIT
  const staying = stayingEnds(study, cuts, removed, kept)
  return {
    kind: 'what-if',
    version: RESULT_VERSION,
    without: cuts.map(({ record }) => record),
    freed,
    total: trees.dominators.retained[graph.root],
    classes: classes.slice(0, limit),
    classCount: classes.length,
    ...(staying.size === 0 ? {} : { stays: stays(study, cuts, staying, removed, edges, freed) }),
  }
}

/** What is reachable now and not in `kept`. */
function tally(
  study: Study,
  kept: Bitset,
): { freed: CountBytes; classes: (CountBytes & { name: string })[] } {
  const { heap, trees } = study
  const { nodeAt, reachable } = trees.dominators
  const { groupOf, names } = study.names.groups
  const counts = new Float64Array(names.length)
  const sizes = new Float64Array(names.length)
  let count = 0
  let bytes = 0
  for (let position = 0; position < reachable; position++) {
    const node = nodeAt[position]
    if (hasBit(kept, node) || node >= heap.count) continue
    const size = shallowSize(study, node)
    count++
    bytes += size
    counts[groupOf[node]]++
    sizes[groupOf[node]] += size
  }
  const classes = names
    .map((name, group) => ({ name, count: counts[group], bytes: sizes[group] }))
    .filter((group) => group.count > 0)
    .sort((a, b) => b.bytes - a.bytes || b.count - a.count)
  return { freed: { count, bytes }, classes }
}

/** What the cut references led to and what the removed objects own, as far as it does not go. */
function stayingEnds(
  study: Study,
  cuts: readonly Cut[],
  removed: Bitset,
  kept: Bitset,
): ReadonlySet<number> {
  const staying = new Set<number>()
  for (const { targets } of cuts)
    for (const node of targets) if (hasBit(kept, node)) staying.add(node)
  if (cuts.every((cut) => cut.removed.length === 0)) return staying
  const { dominator, nodeAt, reachable } = attributed(study).tree
  for (let position = 1; position < reachable; position++) {
    const node = nodeAt[position]
    if (hasBit(removed, dominator[node]) && hasBit(kept, node)) staying.add(node)
  }
  return staying
}

function stays(
  study: Study,
  cuts: readonly Cut[],
  staying: ReadonlySet<number>,
  removed: Bitset,
  edges: Bitset,
  freed: CountBytes,
): NonNullable<WhatIf['stays']> {
  const { graph } = study.heap
  const without = removed.slice()
  for (const node of staying) without[node >>> 5] |= 1 << node
  // What can only be reached through what stays does not hold it.
  const outside = reachableWithout(graph, without, edges)
  const all = tally(study, outside).freed
  const by = holdersOf(study, cuts, staying, outside, edges)
  return {
    count: staying.size,
    bytes: all.bytes - freed.bytes,
    by: by.slice(0, HOLDERS),
    others: Math.max(0, by.length - HOLDERS),
  }
}

/** Kinds of references from outside, most of them first. */
function holdersOf(
  study: Study,
  cuts: readonly Cut[],
  staying: ReadonlySet<number>,
  outside: Bitset,
  edges: Bitset,
): WhatIfHolder[] {
  const { heap, names } = study
  const { nodeCount, offsets, targets } = heap.graph
  const wanted = bitsetOf(nodeCount, staying)
  const found = new Map<string, { count: number; source: number; target: number; same: boolean }>()
  for (let source = 0; source < nodeCount; source++) {
    if (!isReachable(study, source) || !hasBit(outside, source)) continue
    for (let edge = offsets[source]; edge < offsets[source + 1]; edge++) {
      const target = targets[edge]
      if (!hasBit(wanted, target) || hasBit(edges, edge)) continue
      const key = `${groupOf(source)} ${groupOf(target)}`
      const known = found.get(key)
      if (known === undefined) found.set(key, { count: 1, source, target, same: true })
      else {
        known.count++
        if (known.source !== source) known.same = false
      }
    }
  }
  return [...found.values()]
    .sort((a, b) => b.count - a.count || a.source - b.source)
    .map(({ count, source, target, same }) => {
      const from = same ? names.label(source) : groupWords(source)
      const to = staying.size === 1 ? names.label(target) : groupWords(target)
      const words = `${same ? wordsFor(source) : groupWords(source)} -> ${endWords(target)}`
      return { from, to, references: count, example: handleOf(source), without: words }
    })

  /** Roots are groups of their own. */
  function groupOf(node: number): number {
    return node < heap.count ? names.groups.groupOf[node] : -1 - node
  }

  function wordsFor(node: number): string {
    return node < heap.count ? handleOf(node) : groupWords(node)
  }

  /** As `--without` understands it. */
  function groupWords(node: number): string {
    if (node >= heap.count) return `ROOT ${heap.roots[node - heap.count]?.category ?? ''}`
    return names.groups.names[names.groups.groupOf[node]].replace(/^(?:IMEMO|DATA) /, '')
  }

  /** As the cut gave it, where it did. */
  function endWords(node: number): string {
    if (staying.size === 1) return wordsFor(node)
    const given = cuts.find((cut) => cut.to !== undefined && cut.targets.includes(node))
    return given?.to ?? groupWords(node)
  }
}
