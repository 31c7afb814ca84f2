// The steps of a candidate with the names of the references that lead to them: of one object exactly,
// of several what their names have in common ('[…]' for elements of an array).
// Cost: a few reads a step.
import { NO_NODE } from '../../base/graph.ts'
import { addressOfNode, handleOf, typeOfNode } from '../../naming/node-kind.ts'
import type { WhyStep } from '../../workbench/results.ts'
import { attributed } from '../ownership/attributed.ts'
import type { Study } from '../study.ts'
import type { CandidateStep } from './candidate.ts'
import { CLASSES, classExamples } from './class-step.ts'

export interface NamedStep {
  readonly step: CandidateStep
  /** How the step before holds it: '@scope', '["key"]', 'constant CACHE'; without a question mark. */
  readonly edge: string | undefined
  /** The name is known, not only likely. */
  readonly certain: boolean
}

const ASKED = 5

export function namedSteps(study: Study, steps: readonly CandidateStep[]): NamedStep[] {
  const { tree } = attributed(study)
  const { edges } = study.names
  return steps.map((step, i) => {
    const before = i > 0 && steps[i - 1].count === 1 ? steps[i - 1].node : NO_NODE
    const isOfRoot = i > 0 && steps[i - 1].node >= study.heap.count
    const names: string[] = []
    let certain = true
    for (const position of step.positions.subarray(0, ASKED)) {
      const node = tree.nodeAt[position]
      // What was spliced out in between names it better than the step before.
      const above = tree.dominator[node]
      if (above === NO_NODE || above === study.heap.graph.root) continue
      // A place in a table of the VM's says nothing.
      if (isOfRoot && above < study.heap.count) continue
      const found =
        edges.detailBetween(above, node) ??
        (before === NO_NODE ? undefined : edges.detailBetween(before, node))
      if (found === undefined) continue
      names.push(found.name)
      certain &&= found.certain
    }
    return { step, edge: common(names), certain: certain && names.length > 0 }
  })
}

/** undefined where names have nothing in common. */
function common(names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined
  if (names.every((name) => name === names[0])) return names[0]
  if (names.every((name) => name.startsWith('['))) return '[…]'
  const keys = names.every((name) => name.startsWith('[') || name.startsWith('key'))
  return keys ? '[…]' : undefined
}

export function whySteps(study: Study, steps: readonly NamedStep[]): WhyStep[] {
  const { heap, names } = study
  return steps.map(({ step, edge, certain }) => ({
    type: typeOfNode(heap, step.node),
    label: step.count === 1 ? names.label(step.node) : labelOf(study, step),
    ...(edge === undefined ? {} : { edge: certain ? edge : `${edge}?` }),
    count: step.count,
    handle: handleOf(step.node),
    address: addressOfNode(heap, step.node),
  }))
}

/** Of classes with names, examples. */
function labelOf(study: Study, step: CandidateStep): string {
  if (step.label !== CLASSES) return step.label
  return `${CLASSES} (${classExamples(study, step)})`
}
