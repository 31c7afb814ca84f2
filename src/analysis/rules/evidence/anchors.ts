// What a container belongs to: the nearest step above it that a program has a name for. A constant, an
// instance or class variable of a class, a global variable, a thread or fiber, an object of the
// program's own, or the scope of a block.
// Cost: a few reads a step.
import { formatCount } from '../../../base/format.ts'
import { isOwnClass } from '../../../base/own-class.ts'
import { hasEdge } from '../../../graph/has-edge.ts'
import type { Candidate } from '../../why/candidate.ts'
import type { NamedStep } from '../../why/named-steps.ts'
import * as K from '../../ownership/owner-kinds.ts'
import { CLASSES } from '../../why/class-step.ts'
import { isSourceFile } from './constant-files.ts'
import { holderWords } from '../words/held-kinds.ts'
import { loadListName } from './load-lists.ts'
import { isPlumbing } from './plumbing-classes.ts'
import type { RuleContext } from '../rule.ts'
import { className, plainWords } from '../words/words.ts'

export type AnchorKind =
  | 'constant'
  | 'class-ivar'
  | 'class-variable'
  /** A variable of a class, and the dump does not tell of which sort. */
  | 'class-value'
  | 'global'
  | 'thread'
  | 'fiber'
  | 'ractor'
  | 'instance'
  | 'closure'
  | 'stack'
  | 'other'

type Place = Pick<RuleContext, 'study' | 'owned' | 'steps'>

export interface Anchor {
  readonly kind: AnchorKind
  /** Index in `steps` of the class, thread, object … and of the value that it holds. */
  readonly owner: number
  readonly value: number
  /** '@cache', 'CACHE', '@@all', '$log', where known. */
  readonly name: string | undefined
  readonly certain: boolean
}

/** What keeps things in an object that only passes them on. */
const TELLING: ReadonlySet<AnchorKind> = new Set([
  'constant',
  'class-ivar',
  'class-variable',
  'class-value',
  'global',
  'instance',
])

/** Of a candidate: from what gathers it up where one object does, from what is held where none does. */
export function anchorOf(
  place: Place,
  { shape, holder, held }: Pick<Candidate, 'shape' | 'holder' | 'held'>,
): Anchor {
  return anchorAbove(place, shape === 'container' ? holder : held)
}

/**
 * What a program knows by name: of a map or a reference of a library's what has that.
 * @param below index of the container in `steps`, or of what hangs there without one
 */
export function anchorAbove(place: Place, below: number): Anchor {
  const nearest = nearestAnchor(place, below)
  let anchor = nearest
  while (
    anchor.kind === 'instance' &&
    isPlumbing(className(place.steps[anchor.owner].step.label))
  ) {
    anchor = nearestAnchor(place, anchor.owner)
  }
  return TELLING.has(anchor.kind) ? anchor : nearest
}

function nearestAnchor({ steps, owned, study }: Place, below: number): Anchor {
  const { kinds } = owned.ranks
  const { graph } = study.heap
  for (let value = below; value > 0; value--) {
    const { step, edge, certain } = steps[value]
    const owner = steps[value - 1].step
    const found = (kind: AnchorKind, name?: string): Anchor => ({
      kind,
      owner: value - 1,
      value,
      name,
      certain: name !== undefined && certain,
    })
    const own = kinds[owner.node]
    if (own === K.CLASS || own === K.MODULE || own === K.SINGLETON_CLASS) {
      if (kinds[step.node] === K.CLASS || kinds[step.node] === K.MODULE) continue
      if (!isDirect(step.node) && !hasEdge(graph, owner.node, step.node)) continue
      return ofClass(value)
    }
    if (own === K.ENV || owner.label === '#<Proc>') return found('closure', edge)
    if (owner.label === '#<Thread>') return found('thread')
    if (owner.label === '#<Fiber>') {
      // From 3.4 on a thread has its variables in the fiber that it began with.
      const isOfThread = value > 1 && steps[value - 2].step.label === '#<Thread>'
      return isOfThread ? { ...found('thread'), owner: value - 2 } : found('fiber')
    }
    if (owner.label === '#<Ractor>' && isDirect(step.node)) return found('ractor')
    if (own === K.STACK) return found('stack')
    const list = own === K.ROOT ? loadListName(study, step.node) : undefined
    if (list !== undefined) return { ...found('global', list), certain: true }
    if (owner.label === 'ROOT global_tbl') {
      return found('global', /^global variable (\S+)$/.exec(edge ?? '')?.[1])
    }
    const isOwn = owner.label === 'objects' || isOwnClass(className(owner.label))
    if ((own === K.INSTANCE || own === K.DATA) && isOwn) {
      return found('instance', edge?.startsWith('@') === true ? edge : undefined)
    }
  }
  return {
    kind: 'other',
    owner: Math.max(0, below - 1),
    value: below,
    name: undefined,
    certain: false,
  }

  /** Not only owned because several things below the class hold it. */
  function isDirect(node: number): boolean {
    return hasEdge(graph, owned.tree.dominator[node], node)
  }

  function ofClass(value: number): Anchor {
    const { edge, certain, step } = steps[value]
    const place = { owner: value - 1, value, certain }
    const constant = /^constant (\S+)$/.exec(edge ?? '')?.[1]
    if (constant !== undefined) return { ...place, kind: 'constant', name: constant }
    if (edge?.startsWith('@@') === true) return { ...place, kind: 'class-variable', name: edge }
    if (edge?.startsWith('@') === true) return { ...place, kind: 'class-ivar', name: edge }
    const isConstant =
      edge?.startsWith('a constant') === true || fileFollows(steps[value - 1], step.node)
    return {
      ...place,
      kind: isConstant ? 'constant' : 'class-value',
      name: undefined,
      certain: false,
    }
  }

  /** Constants are written as value and file that set it; variables are not. */
  function fileFollows({ step: { node } }: NamedStep, value: number): boolean {
    const { offsets, targets } = graph
    for (let edge = offsets[node]; edge + 1 < offsets[node + 1]; edge++) {
      if (targets[edge] !== value) continue
      if (isSourceFile(study, targets[edge + 1])) return true
    }
    return false
  }
}

/** 'the constant Cache::ENTRIES', 'a variable of the class Cache', '@entries of a Store object'. */
export function anchorWords(place: Place, { kind, owner, name }: Anchor): string {
  const holder = place.steps[owner].step
  const some = holderWords(holder, place)
  const own = className(holder.label)
  const isTop = own === 'Object'
  const isModule = holder.label.endsWith(' (module)')
  const klass = /^#<Class:([^#].*)>$/.exec(own)?.[1] ?? own
  const sort = isModule ? 'module' : 'class'
  if (holder.label === CLASSES && holder.count > 1) {
    const what = kind === 'constant' ? 'constants' : 'variables'
    return name === undefined ? `${what} of ${some}` : `${name} of ${some}`
  }
  switch (kind) {
    case 'constant':
      if (name !== undefined) return `the constant ${isTop ? '' : `${own}::`}${name}`
      return isTop ? 'a top-level constant' : `a constant of ${own}`
    case 'class-ivar':
      return `${name ?? 'an instance variable'} of the ${sort} ${klass}`
    case 'class-variable':
      return `the class variable ${name ?? ''} of ${klass}`
    case 'class-value':
      return isTop ? 'a top-level constant or variable' : `a variable of the ${sort} ${klass}`
    case 'global':
      return name === undefined ? 'a global variable' : `the global variable ${name}`
    case 'thread':
      return holder.count === 1 ? 'a thread' : `${formatCount(holder.count)} threads`
    case 'fiber':
      return 'a fiber'
    case 'ractor':
      return 'a variable of a Ractor'
    case 'instance':
      return name === undefined ? some : `${name} of ${some}`
    case 'closure':
      return 'the scope of a block'
    case 'stack':
      return 'the C stack'
    case 'other':
      return plainWords(holder)
  }
}
