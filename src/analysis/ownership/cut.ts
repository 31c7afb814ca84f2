// What `--without` means: an object or all of a class (a TARGET), a class of references 'A -> B' with
// TARGETs at its ends, or an instance variable of all of a class, 'RoutesProxy.@scope'. The VM's own
// kinds go by their short names as well: 'callcache -> ment'.
// Cost: targets as in targets.ts; references one look at all those of their sources.
import type { Bitset } from '../../base/bitset.ts'
import { LoupeError } from '../../base/errors.ts'
import { formatCounted } from '../../base/format.ts'
import { cutEdges } from '../../graph/cut-edges.ts'
import type { WhatIfCut } from '../../workbench/results.ts'
import type { Study } from '../study.ts'
import { findTarget, type Target } from '../targets.ts'

export interface Cut {
  readonly record: WhatIfCut
  /** Nodes that go themselves. */
  readonly removed: Uint32Array
  /** What the cut references led to; one each, ascending. */
  readonly targets: Uint32Array
  /** The words for those; absent where a reference was not given by its two ends. */
  readonly to?: string
}

const FORMS =
  "Write --without TARGET, --without 'A -> B' for references from A to B, or --without 'Work.@title' for an instance variable."
const NO_NODES = new Uint32Array(0)

/** @param cutBits edges (index in `graph.targets`) that are cut; this adds to them */
export function parseCut(study: Study, words: string, cutBits: Bitset): Cut {
  const ends = words.split(/\s*(?:->|→)\s*/)
  if (ends.length > 2) {
    throw new LoupeError('usage', `${words}: a reference has two ends.`, FORMS)
  }
  if (ends.length === 2) return reference(study, words, ends[0], ends[1], cutBits)
  const ivar = /^(.+)\.(@@?[^\s.@]+)$/s.exec(words.trim())
  if (ivar !== null) return instanceVariable(study, words, ivar[1], ivar[2], cutBits)
  const removed = all(target(study, words))
  return {
    record: { words, kind: 'objects', count: removed.length },
    removed,
    targets: NO_NODES,
  }
}

function target(study: Study, words: string): Target {
  const text = words.trim()
  if (text === '') throw new LoupeError('usage', 'what is to go is not said.', FORMS)
  for (const name of [text, `IMEMO ${text}`, `DATA ${text}`]) {
    if (name !== text && study.names.groups.names.includes(name)) return findTarget(study, name)
  }
  return findTarget(study, text)
}

/** A class stands for its instances, where it has some. */
function all({ node, instances }: Target): Uint32Array {
  const found = instances?.() ?? NO_NODES
  return found.length === 0 ? Uint32Array.of(node) : found
}

/** For a class whose instances have no such reference: the class itself. */
function itself({ node, classRows }: Target): Uint32Array {
  return Uint32Array.from(classRows ?? [node])
}

function reference(study: Study, words: string, from: string, to: string, cutBits: Bitset): Cut {
  const { graph } = study.heap
  const source = target(study, from)
  const end = target(study, to)
  for (const sources of [all(source), itself(source)]) {
    for (const targets of [all(end), itself(end)]) {
      const before = cutBits.slice()
      const count = cutEdges(graph, sources, targets, cutBits)
      if (count === 0) continue
      return {
        record: { words, kind: 'references', count },
        removed: NO_NODES,
        targets: endsOf(study, before, cutBits),
        to: to.trim(),
      }
    }
  }
  throw new LoupeError(
    'no-answer',
    `nothing refers from ${from} to ${to} directly, so there is nothing to cut.`,
    '`loupe refs` and `loupe referrers` show what refers to what.',
  )
}

function instanceVariable(
  study: Study,
  words: string,
  owner: string,
  name: string,
  cutBits: Bitset,
): Cut {
  const { offsets } = study.heap.graph
  const owners = all(target(study, owner))
  const before = cutBits.slice()
  let count = 0
  let unnamed = 0
  for (const row of owners) {
    let known = false
    for (let edge = offsets[row]; edge < offsets[row + 1]; edge++) {
      const found = study.names.edges.nameOf(row, edge)
      if (found?.startsWith('@') === true) known = true
      if (found !== name) continue
      cutBits[edge >>> 5] |= 1 << edge
      count++
    }
    if (!known && offsets[row + 1] - offsets[row] > 1) unnamed++
  }
  if (count > 0) {
    return {
      record: { words, kind: 'references', count, ...(unnamed === 0 ? {} : { unnamed }) },
      removed: NO_NODES,
      targets: endsOf(study, before, cutBits),
    }
  }
  throw new LoupeError(
    'no-answer',
    unnamed > 0
      ? `this dump does not tell which reference of ${formatCounted(unnamed, 'object')} of ${owner} is ${name}.`
      : `no ${owner} has an object in ${name}.`,
    "References can be given by their two ends as well: --without 'A -> B'.",
  )
}

/** What those edges lead to that are in `after` and not in `before`. */
function endsOf({ heap }: Study, before: Bitset, after: Bitset): Uint32Array {
  const { targets } = heap.graph
  const found = new Set<number>()
  for (let word = 0; word < after.length; word++) {
    for (let bits = after[word] & ~before[word]; bits !== 0; bits &= bits - 1) {
      found.add(targets[word * 32 + 31 - Math.clz32(bits & -bits)])
    }
  }
  return Uint32Array.from(found).sort()
}
