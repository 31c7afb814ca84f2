// What is held, with its number: '1,200 Event objects'. Of objects of many classes the two most frequent
// are named: '48,267 objects (Shop::Attribute, Shop::Context …)'. Cost: a sample of at most a thousand.
import type { CandidateStep } from '../../why/candidate.ts'
import type { RuleContext } from '../rule.ts'
import { evenPart } from '../../even-part.ts'
import { formatCount } from '../../../base/format.ts'
import { innerWords } from './inner-words.ts'
import { stringIvarWords } from './string-ivars.ts'
import { counted, someOf } from './words.ts'
import { CLASSES, classExamples } from '../../why/class-step.ts'

const SAMPLE = 1000
const NAMED = 2
/** A class is named where so much of the sample is of it. */
const MUCH = 0.02

export function countedStep(
  step: CandidateStep,
  { study, owned }: Pick<RuleContext, 'study' | 'owned'>,
): string {
  if (step.label !== 'objects') {
    const inner = innerWords(step, { study, owned }) || stringIvarWords(step, { study, owned })
    return `${counted(step.count, step.label)}${inner}`
  }
  const { groupOf, names } = study.names.groups
  const asked = evenPart(step.positions, SAMPLE)
  const counts = new Map<string, number>()
  for (const position of asked) {
    const name = names[groupOf[owned.tree.nodeAt[position]]]
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  const named = [...counts]
    .filter(([, count]) => count >= asked.length * MUCH)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, NAMED)
    .map(([name]) => name)
  const number = `${formatCount(step.count)} objects`
  if (named.length === 0) return `${number} of many classes`
  return `${number} (${named.join(', ')}${counts.size > named.length ? ' …' : ''})`
}

/** Of what holds: 'a Store object', '150 objects (Billing, Search …)', '150 classes (Order, User …)'. */
export function holderWords(
  step: CandidateStep,
  context: Pick<RuleContext, 'study' | 'owned'>,
): string {
  if (step.count === 1) return someOf(step)
  if (step.label === 'objects') {
    const { groupOf, names } = context.study.names.groups
    const { positions, count } = step
    const some = [...positions.subarray(0, NAMED)].map(
      (at) => names[groupOf[context.owned.tree.nodeAt[at]]],
    )
    return `${formatCount(count)} objects (${[...new Set(some)].join(', ')} …)`
  }
  if (step.label !== CLASSES) return someOf(step)
  return `${someOf(step)} (${classExamples(context.study, step)})`
}
