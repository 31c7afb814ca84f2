// `where({ … })`: conditions compiled to tests of node numbers, each a pass over what the ones before
// left. A text is judged once for each distinct one (class, file, word), not once an object; only
// `value` reads the dump, last, and only for strings that are left.
// Cost: a few nanoseconds an object and condition.
import { LoupeError } from '../base/errors.ts'
import { nearestNames } from '../analysis/nearest-names.ts'
import { needRoots, type Study } from '../analysis/study.ts'
import { printable } from '../naming/preview.ts'
import { acceptsNumber, acceptsText, described, type AcceptsText } from './accepts.ts'
import type { Conditions } from './api.ts'
import { classTest } from './class-condition.ts'
import { flagColumn, numberColumn, textColumn } from './columns.ts'
import { checkImemoTypes, needColumn, typeNames } from './column-checks.ts'
import type { Inside } from './inside.ts'
import { fitting } from './set-algebra.ts'
import { nodesWithText } from './text-condition.ts'
import { textTest, type Holds } from './text-test.ts'

const NUMBER_KEYS = [
  'line',
  'generation',
  'memsize',
  'retainedSize',
  'slotSize',
  'shapeId',
  'length',
] as const
const TEXT_KEYS = ['type', 'imemoType', 'struct', 'file', 'location', 'method', 'gem'] as const
const FLAG_KEYS = [
  'old',
  'frozen',
  'wbProtected',
  'embedded',
  'shared',
  'singleton',
  'reachable',
] as const
const KEYS: readonly (keyof Conditions)[] = [
  'klass',
  ...TEXT_KEYS,
  ...NUMBER_KEYS,
  ...FLAG_KEYS,
  'value',
]

/** Those of `nodes` for which all conditions hold, in their order. Throws 'usage' for conditions
 * that make no sense, 'no-answer' where the dump cannot tell, 'no-roots' on partial dumps.
 * For errors: `owner`: whose where() it is; `call`: where it is another method. */
export function nodesWhere(
  inside: Inside,
  nodes: Uint32Array,
  conditions: Conditions,
  owner: string = 'Collection',
  call?: string,
): Uint32Array {
  if (typeof conditions !== 'object' || conditions === null) {
    throw new LoupeError(
      'usage',
      `${owner}.where(conditions): conditions are an object, not ${described(conditions)}.`,
      'For example where({ klass: "Work", memsize: { min: 1000 } }); functions are for filter().',
    )
  }
  // The names are checked before anything is looked at.
  const entries = Object.entries(conditions).map(([key, wanted]) => ({
    key: knownKey(key, owner),
    wanted: wanted as unknown,
    where: call ?? `${owner}.where({ ${key}: … })`,
  }))
  const tests = entries
    .filter(({ key }) => key !== 'value')
    .map(({ key, wanted, where }) => testOf(inside, key, wanted, where))
  let left = nodes
  for (const holds of tests) left = nodesThat(left, holds)
  for (const { key, wanted, where } of entries) {
    if (key === 'value') left = nodesWithText(inside.study, left, wanted, where)
  }
  return left
}

function nodesThat(nodes: Uint32Array, holds: Holds): Uint32Array {
  const kept = new Uint32Array(nodes.length)
  let count = 0
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i]
    if (holds(node)) kept[count++] = node
  }
  return fitting(kept, count)
}

function knownKey(key: string, owner: string): keyof Conditions {
  const known = KEYS.find((each) => each === key)
  if (known !== undefined) return known
  const name = printable(key)
  const near = nearestNames(key, KEYS, 1)
  throw new LoupeError(
    'usage',
    `${owner}.where({ ${name}: … }): there is no condition ${name}.`,
    near.length === 0 ? `Conditions are ${KEYS.join(', ')}.` : `Did you mean ${near[0]}?`,
  )
}

function testOf(inside: Inside, key: keyof Conditions, wanted: unknown, where: string): Holds {
  const { study } = inside
  if (key === 'klass') return classTest(inside, wanted, where)
  const flag = flagColumn(study, key)
  if (flag !== undefined) return flagTest(study, key, flag, wanted, where)
  const text = textColumn(study, key)
  if (text !== undefined) return textTest(text, textsOf(study, key, wanted, where))
  const number = numberColumn(study, key)
  if (number === undefined) throw new Error(`no column for ${key}`)
  const accepts = acceptsNumber(key, wanted, where)
  if (!accepts(Number.NaN)) needColumn(study, key, where)
  return (node) => accepts(number(node))
}

function textsOf(study: Study, key: keyof Conditions, wanted: unknown, where: string): AcceptsText {
  if (key === 'type') return acceptsText(key, typeNames(wanted, where), where)
  const accepts = acceptsText(key, wanted, where)
  if (key === 'imemoType') checkImemoTypes(study, wanted, where)
  else if (!accepts(null)) needColumn(study, key, where)
  return accepts
}

function flagTest(study: Study, key: string, column: Holds, wanted: unknown, where: string): Holds {
  if (typeof wanted !== 'boolean') {
    throw new LoupeError('usage', `${where}: ${key} is true or false, not ${described(wanted)}.`)
  }
  if (key === 'reachable') needRoots(study, 'what is reachable', where)
  return wanted ? column : (node) => !column(node)
}
