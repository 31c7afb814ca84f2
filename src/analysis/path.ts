// What keeps an object alive: the shortest path from a root, several different ones, or the way from
// one object to another. For a class, the paths of all its instances, merged.
// Cost: a walk up the breadth-first tree; different paths and paths between objects walk the graph.
import { NO_NODE } from '../base/graph.ts'
import { LoupeError } from '../base/errors.ts'
import { formatCount, formatCounted } from '../base/format.ts'
import { differentPaths } from '../graph/different-paths.ts'
import { addressOfNode, handleOf, typeOfNode } from '../naming/node-kind.ts'
import { edgeInWords } from '../naming/edge-name.ts'
import { RESULT_VERSION } from '../workbench/results.ts'
import type { Path, PathStep } from '../workbench/results.ts'
import { mergedPaths } from './merged-paths.ts'
import { nearestHolders } from './nearest-holder.ts'
import { needRoots, objectRef, retainedBy, shallowSize, type Study } from './study.ts'
import { findTarget, type Target } from './targets.ts'
import { wayBetween } from '../graph/way-between.ts'

export interface PathOptions {
  readonly to?: string
  readonly count?: number
  readonly limit?: number
}

const BRANCHES = 8
/** Beyond these, the steps in the middle of a path are labelled by their kind: no reads. */
const LABELLED_AT_EACH_END = 500

export function path(study: Study, text: string, options: PathOptions = {}): Path {
  const target = findTarget(study, text)
  if (options.to !== undefined) return pathBetween(study, target, findTarget(study, options.to))
  needRoots(study, 'what keeps an object alive')
  const instances = target.instances?.()
  if (instances !== undefined && instances.length > 0) {
    return pathsOfAll(study, target, instances, options)
  }
  const notes: string[] = []
  if (target.name !== undefined) {
    notes.push(
      `${target.name} has no instances of its own: this is what keeps ${target.name} itself alive.`,
    )
  }
  const nodes = wayTo(study, target.node)
  if (nodes === undefined) throw unreachable(study, target)
  return pathOf(study, target, nodes, options, notes)
}

/** Root category first; undefined for garbage. */
export function wayTo(study: Study, node: number): Uint32Array | undefined {
  const { root } = study.heap.graph
  const holderOf = nearestHolders(study)
  const nodes: number[] = []
  for (let at = node; at !== root; at = holderOf(at)) {
    if (at === NO_NODE) return undefined
    nodes.push(at)
  }
  return Uint32Array.from(nodes.reverse())
}

function pathOf(
  study: Study,
  target: Target,
  nodes: Uint32Array,
  { count = 1 }: PathOptions,
  notes: string[],
): Path {
  const { graph } = study.heap
  const ways =
    count > 1 ? differentPaths(graph, target.node, count).map((way) => way.subarray(1)) : [nodes]
  const paths = ways.map((way) => steps(study, way))
  if (paths.length < count) {
    notes.push(`There is no more than ${formatCounted(paths.length, 'path')}.`)
  }
  if (ways.every((way) => typeOfNode(study.heap, way[0]) === 'ROOT' && isStack(study, way[0]))) {
    notes.push(STACK_NOTE)
  }
  return {
    kind: 'path',
    version: RESULT_VERSION,
    target: objectRef(study, target.node),
    steps: paths[0],
    paths,
    notes,
  }
}

const STACK_NOTE =
  "It hangs on machine_context: the dumping thread's C stack, where any word that looks like an address counts. This may be no real reference."

function isStack({ heap }: Study, node: number): boolean {
  return heap.roots[node - heap.count]?.category === 'machine_context'
}

function pathBetween(study: Study, from: Target, to: Target): Path {
  const { graph } = study.heap
  // A class stands for its instances, and for itself only where they lead nowhere.
  const nodes =
    wayBetween(graph, instancesOrSelf(from), instancesOrSelf(to)) ??
    wayBetween(graph, instancesAndSelf(from), instancesAndSelf(to))
  if (nodes !== undefined) {
    const only = steps(study, nodes)
    return {
      kind: 'path',
      version: RESULT_VERSION,
      target: objectRef(study, nodes[0]),
      to: objectRef(study, nodes[nodes.length - 1]),
      steps: only,
      paths: [only],
      notes: [],
    }
  }
  throw new LoupeError(
    'no-answer',
    `nothing leads from ${nameOf(study, from)} to ${nameOf(study, to)}.`,
    'References go one way: try it the other way round.',
  )
}

function instancesOrSelf({ node, instances }: Target): Uint32Array {
  const all = instances?.()
  return all === undefined || all.length === 0 ? Uint32Array.of(node) : all
}

function instancesAndSelf(target: Target): Uint32Array {
  const instances = target.instances?.() ?? new Uint32Array(0)
  const all = new Uint32Array(instances.length + 1)
  all.set(instances)
  all[instances.length] = target.node
  return all
}

function nameOf(study: Study, target: Target): string {
  return target.name ?? study.names.label(target.node)
}

function pathsOfAll(
  study: Study,
  target: Target,
  instances: Uint32Array,
  options: PathOptions,
): Path {
  const { parent } = study.trees.shortest
  const reached = instances.filter((node) => parent[node] !== NO_NODE)
  if (reached.length === 0) throw unreachable(study, target)
  const notes: string[] = []
  const lost = instances.length - reached.length
  if (lost > 0) {
    const verb = lost === 1 ? 'is' : 'are'
    notes.push(
      `${formatCount(lost)} of the ${formatCount(instances.length)} ${verb} not reached from any root: garbage at dump time, or held by another thread's stack.`,
    )
  }
  const classes = target.classRows?.length ?? 1
  if (classes > 1) {
    notes.push(
      `There are ${classes} classes called ${target.name}: its instances are those of all of them.`,
    )
  }
  const first = wayTo(study, reached[0]) ?? new Uint32Array(0)
  const single = pathOf(study, { node: reached[0] }, first, options, notes)
  return {
    ...single,
    target: objectRef(study, target.node),
    tree: mergedPaths(study, reached, options.limit ?? BRANCHES),
  }
}

function unreachable(study: Study, target: Target): LoupeError {
  const many = target.instances?.().length ?? 0
  const what =
    many > 0
      ? `${formatCounted(many, 'object')} called ${target.name}`
      : study.names.label(target.node)
  return new LoupeError(
    'no-answer',
    `no root reaches ${many > 0 ? 'any of the ' : ''}${what}: garbage at dump time, or held by another thread's stack.`,
    'What refers to it can still be asked: `loupe referrers`.',
  )
}

function steps(study: Study, nodes: Uint32Array): PathStep[] {
  const { heap, names } = study
  return Array.from(nodes, (node, at): PathStep => {
    const retained = retainedBy(study, node)
    const ends = at < LABELLED_AT_EACH_END || at >= nodes.length - LABELLED_AT_EACH_END
    const edge =
      at === 0 || !ends ? undefined : edgeInWords(names.edges.nameBetween(nodes[at - 1], node))
    return {
      handle: handleOf(node),
      address: addressOfNode(heap, node),
      type: typeOfNode(heap, node),
      label: ends ? names.label(node) : names.kinds.labelOf(names.kinds.kindOf(node)),
      ...(edge === undefined ? {} : { edge }),
      bytes: shallowSize(study, node),
      ...(retained === undefined ? {} : { retained }),
    }
  })
}
