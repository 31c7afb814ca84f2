// What goes when something goes: exact sets of objects, by walking the heap without it.
// Cost: one walk over the heap; none where one object dominates all the others.
import { bitset, members, type Bitset } from '../base/bitset.ts'
import { LoupeError } from '../base/errors.ts'
import { cutEdges } from '../graph/cut-edges.ts'
import { retainedSet } from '../graph/retained-set.ts'
import { needRoots } from '../analysis/study.ts'
import type { Heap, ObjectsLike, Retained } from './api.ts'
import type { Inside } from './inside.ts'

/**
 * @param call for errors
 * @param cut edge -> goes as well
 */
export function retained(inside: Inside, nodes: Uint32Array, call: string, cut?: Bitset): Retained {
  const { study } = inside
  needRoots(study, 'what goes with an object', call)
  const { heap, trees } = study
  const { size } = heap.columns
  const found = retainedSet(heap.graph, trees.dominators, size, heap.giants, nodes, cut)
  return {
    objects: inside.collection(() => members(found.nodes)),
    count: found.count,
    bytes: found.bytes,
  }
}

type Cut = Parameters<Heap['whatIf']>[0]

export function whatIf(inside: Inside, cut: Cut): Retained {
  const call = 'Heap.whatIf(cut)'
  const { without, edges } = checked(cut, call)
  needRoots(inside.study, 'what goes with an object', call)
  const removed = without === undefined ? new Uint32Array(0) : inside.nodesOf(without, call)
  if (edges === undefined) return retained(inside, removed, call)
  const { graph } = inside.study.heap
  const cutBits = bitset(graph.targets.length)
  for (const pair of edges) {
    const [from, to] = checkedPair(pair, call)
    const found = cutEdges(graph, inside.nodesOf(from, call), inside.nodesOf(to, call), cutBits)
    if (found > 0) continue
    throw new LoupeError(
      'no-answer',
      `${call}: nothing refers from ${shown(from)} to ${shown(to)} directly, so there is nothing to cut.`,
      'referrers and references show what refers to what.',
    )
  }
  return retained(inside, removed, call, cutBits)
}

/** Callers may not be checked by a compiler. */
function checked(cut: Cut, call: string): Cut {
  const { without, edges } = typeof cut === 'object' && cut !== null ? cut : {}
  if (without !== undefined || edges !== undefined) return cut
  throw new LoupeError('usage', `${call}: what is to go is not said.`, FORMS)
}

function checkedPair(pair: unknown, call: string): readonly [ObjectsLike, ObjectsLike] {
  if (Array.isArray(pair) && pair.length === 2) return pair as [ObjectsLike, ObjectsLike]
  throw new LoupeError('usage', `${call}: edges are pairs, [[from, to], …].`, FORMS)
}

const FORMS = 'Write whatIf({ without: objects }) or whatIf({ edges: [[from, to]] }).'

function shown(what: ObjectsLike): string {
  if (typeof what === 'string' || typeof what === 'number') return String(what)
  return 'label' in what ? String(what.label) : 'these objects'
}
