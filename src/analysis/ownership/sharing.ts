// Why less is freed than an object owns: the heaviest thing that it owns by attribution, but that other
// references keep alive as well, and what kind of references those are.
// Cost: one pass over the nodes when first asked; for each object asked about, a look at the candidates
// and one pass over the edges (0.1 s for 23 million), once for each thing shared.
import { referrersOf } from '../../graph/reverse.ts'
import { handleOf } from '../../naming/node-kind.ts'
import type { DominatorNode } from '../../workbench/results.ts'
import type { Study } from '../study.ts'
import { attributed } from './attributed.ts'
import { OWNER, PLUMBING } from './edge-ranks.ts'
import * as K from './owner-kinds.ts'

export type Sharing = NonNullable<DominatorNode['shared']>

/** Candidates that are kept, the heaviest ones. */
const CANDIDATES = 2000
/** Different things that are looked up; each costs a pass over the edges. */
const LOOKED_UP = 24
const NAMED = 3

/** node -> what it shares; undefined where that is too little or too much to look for. */
export function sharing(study: Study): (node: number) => Sharing | undefined {
  let candidates: Uint32Array | undefined
  const referrers = new Map<number, Uint32Array>()
  const { heap, names } = study

  /** In a subtree by attribution. */
  function isInside(node: number, top: number): boolean {
    const { positionOf, subtree } = attributed(study).tree
    const position = positionOf[node] - positionOf[top]
    return position >= 0 && position < subtree[positionOf[top]]
  }

  return (owner) => {
    candidates ??= placedApart(study)
    const exact = study.trees.dominators
    const shared = candidates.find(
      (node) => node !== owner && isInside(node, owner) && !isInside(exact.dominator[node], owner),
    )
    if (shared === undefined) return undefined
    let sources = referrers.get(shared)
    if (sources === undefined) {
      if (referrers.size >= LOOKED_UP) return undefined
      sources = referrersOf(heap.graph, Uint32Array.of(shared)).sources
      referrers.set(shared, sources)
    }
    const outside = sources.filter(
      (source) => exact.positionOf[source] < exact.reachable && !isInside(source, owner),
    )
    const by = wordsFor(study, shared, outside)
    if (by.length === 0) return undefined
    return { handle: handleOf(shared), label: names.label(shared), by: by.slice(0, NAMED) }
  }
}

/** Nodes with another place in the attributed tree than in the exact one, those that retain most first. */
function placedApart(study: Study): Uint32Array {
  const exact = study.trees.dominators
  const { tree } = attributed(study)
  let found: number[] = []
  const heaviest = () => found.sort((a, b) => exact.retained[b] - exact.retained[a] || a - b)
  for (let position = 0; position < exact.reachable; position++) {
    const node = exact.nodeAt[position]
    if (exact.dominator[node] === tree.dominator[node]) continue
    found.push(node)
    if (found.length >= CANDIDATES * 8) found = heaviest().slice(0, CANDIDATES)
  }
  return Uint32Array.from(heaviest().slice(0, CANDIDATES))
}

/** Kinds of references, most frequent first. */
function wordsFor(study: Study, target: number, sources: Uint32Array): string[] {
  const { offsets, targets } = study.heap.graph
  const { ranks } = attributed(study)
  const counts = new Map<string, number>()
  for (const source of sources) {
    for (let edge = offsets[source]; edge < offsets[source + 1]; edge++) {
      if (targets[edge] !== target) continue
      const rank = ranks.rankOf(source, edge)
      const word =
        rank === OWNER || rank === PLUMBING
          ? 'objects that only caches hold'
          : mention(ranks.kinds[source], ranks.kinds[target])
      counts.set(word, (counts.get(word) ?? 0) + 1)
      break
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([word]) => word)
}

/** What a second-class reference is, in words. */
function mention(source: number, target: number): string {
  switch (source) {
    case K.CONSTCACHE:
      return 'inline constant caches'
    case K.CALLCACHE:
      return 'method call caches'
    case K.STACK:
      return 'the C stack'
    case K.ICLASS:
      return 'classes that include it'
    case K.ISEQ:
      return 'compiled code'
    case K.MENT:
    case K.CREF:
    case K.METHOD:
      return 'methods'
    case K.ENV:
    case K.OTHER_IMEMO:
      return 'blocks'
    case K.TABLE:
      return 'method tables'
    case K.ROOT:
      return "the VM's global call cache"
    case K.CLASS:
    case K.SINGLETON_CLASS:
    case K.MODULE:
      return target === K.MENT ? 'method tables' : 'subclasses'
  }
  return target === K.CLASS || target === K.SINGLETON_CLASS ? 'its instances' : 'running code'
}
