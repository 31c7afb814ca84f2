// One object in full: what its line says, what it is, what it holds and what holds it.
// Cost: one read of its line, one pass over all edges for the referrers.
import { LoupeError } from '../base/errors.ts'
import { NONE, TYPE_STRING, TYPE_SYMBOL } from '../base/record.ts'
import { NO_NODE } from '../base/graph.ts'
import { recordOf, type LineRecord } from '../heap/record-of.ts'
import { addressOfNode, handleOf, typeOfNode } from '../naming/node-kind.ts'
import { quoted } from '../naming/preview.ts'
import { RESULT_VERSION } from '../workbench/results.ts'
import type { ObjectRef, Show } from '../workbench/results.ts'
import { flagsInWords } from './flags-in-words.ts'
import { list, referencesOf, referrersOfNode } from './references.ts'
import { isPartial, isReachable, objectRef, retainedBy, shallowSize, type Study } from './study.ts'
import { findTarget } from './targets.ts'

const LIMIT = 10
const PREVIEW = 400

export function show(study: Study, text: string, options: { readonly limit?: number } = {}): Show {
  const { heap, names } = study
  const { node } = findTarget(study, text)
  if (node >= heap.count) {
    throw new LoupeError(
      'no-answer',
      `${names.label(node)} is no object but a list of references that Ruby itself holds.`,
      'See what it refers to with `loupe refs`.',
    )
  }
  const limit = options.limit ?? LIMIT
  const record = recordOf(heap, node)
  const raw = names.classes.rawClassOf(node)
  const isSingleton = raw !== NONE && names.classes.isSingleton(raw)
  const retained = retainedBy(study, node)
  const shape = shapeOf(study, node)
  const allocated = allocationOf(study, node)
  const preview = previewOf(study, node, record)
  return {
    kind: 'show',
    version: RESULT_VERSION,
    handle: handleOf(node),
    address: addressOfNode(heap, node),
    type: typeOfNode(heap, node),
    label: names.label(node),
    class: raw === NONE ? null : names.classes.nameOf(names.classes.realClass(raw)),
    ...(isSingleton ? { singleton: objectRef(study, raw) } : {}),
    bytes: shallowSize(study, node),
    ...(retained === undefined ? {} : { retained }),
    reachable: !isPartial(study) && isReachable(study, node),
    dominator: dominatorOf(study, node),
    ...(shape === undefined ? {} : { shape }),
    ...(allocated === undefined ? {} : { allocated }),
    flags: flagsInWords(heap.columns.flags[node]),
    ...(preview === undefined ? {} : { preview }),
    references: list(study, 'references', node, referencesOf(study, node), limit),
    referrers: list(study, 'referrers', node, referrersOfNode(study, node), limit),
    fields: record.fields,
    ...(record.cut.length === 0 ? {} : { cut: record.cut }),
    place: { byte: record.byte, length: record.length },
  }
}

/** Nothing where several roots hold it, each in its own way. */
function dominatorOf(study: Study, node: number): ObjectRef | null {
  if (isPartial(study) || !isReachable(study, node)) return null
  const above = study.trees.dominators.dominator[node]
  return above === NO_NODE || above === study.heap.graph.root ? null : objectRef(study, above)
}

function shapeOf({ heap }: Study, node: number): Show['shape'] {
  const id = heap.columns.shape[node]
  const names = id === NONE ? undefined : heap.shapes.ivarsOf(id)
  return names === undefined ? undefined : { id, names }
}

function allocationOf({ heap }: Study, node: number): Show['allocated'] {
  const { sites } = heap
  const site = heap.columns.site[node] ?? NONE
  const generation = heap.columns.generation[node] ?? NONE
  if (site === NONE && generation === NONE) return undefined
  const file = site === NONE ? NONE : sites.file[site]
  const method = site === NONE ? NONE : sites.method[site]
  const line = site === NONE ? 0 : sites.line[site]
  return {
    ...(file === NONE ? {} : { file: sites.strings[file] }),
    ...(line === 0 ? {} : { line }),
    ...(method === NONE ? {} : { method: sites.strings[method] }),
    ...(generation === NONE ? {} : { generation }),
  }
}

function previewOf({ heap }: Study, node: number, { fields }: LineRecord): string | undefined {
  const type = heap.columns.type[node]
  const { value } = fields
  if ((type !== TYPE_STRING && type !== TYPE_SYMBOL) || typeof value !== 'string') return undefined
  return quoted(value, PREVIEW)
}
