// Strings that carry objects in instance variables of their own (instance_variable_set on a string, html_safe
// and the like): it is those objects that are large, and no reader expects them there.
// Cost: a sample of 40, a few steps below each.
import { isOwnClass } from '../../../base/own-class.ts'
import { evenPart } from '../../even-part.ts'
import type { CandidateStep } from '../../why/candidate.ts'
import type { RuleContext } from '../rule.ts'
import { className } from './words.ts'

const SAMPLE = 40
/** Positions below a string: its set of variables (4.0), then what is in the first of them. */
const BELOW = 3
const NEARLY_ALL = 0.8

/** ' with Token objects in their instance variables'; '' where they have none, or are no strings. */
export function stringIvarWords(
  { label, positions }: CandidateStep,
  { study, owned }: Pick<RuleContext, 'study' | 'owned'>,
): string {
  if (label !== 'String') return ''
  const { nodeAt, subtree } = owned.tree
  const { kinds } = study.names
  const counts = new Map<string, number>()
  const sample = evenPart(positions, SAMPLE).subarray(0, SAMPLE)
  for (const position of sample) {
    const end = position + Math.min(BELOW + 1, subtree[position])
    for (let at = position + 1; at < end; at++) {
      const kind = kinds.labelOf(kinds.kindOf(nodeAt[at]))
      if (!kind.startsWith('#<') || !isOwnClass(className(kind))) continue
      counts.set(kind, (counts.get(kind) ?? 0) + 1)
      break
    }
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1])
  if (most === undefined || most[1] < sample.length * NEARLY_ALL) return ''
  return ` with ${className(most[0])} objects in their instance variables`
}
