// What plain hashes and arrays have in them, where they are alike: ' (keys "id", "name")', ' of Point
// objects'. Keys are told where nearly all hashes of a sample have them; else the class that most
// of what is in them is of. Symbols in the code and small numbers are not in a dump, and not told.
// Cost: a sample of 40, at most 40 references of each.
import { FLAG_FSTRING, TYPE_STRING, TYPE_SYMBOL } from '../../../base/record.ts'
import { glanceAt } from '../../../heap/record-of.ts'
import { evenPart } from '../../even-part.ts'
import type { CandidateStep } from '../../why/candidate.ts'
import { contentEdges } from '../evidence/hash-keys.ts'
import type { RuleContext } from '../rule.ts'
import { kindWords } from './words.ts'

const SAMPLE = 40
const REFERENCES = 40
const KEYS = 3
/** Of the hashes of the sample, so many have a common key; of what is inside, so much is of one kind. */
const NEARLY_ALL = 0.8
/** What may stand in a sentence as it is. */
const PLAIN_KEY = /^[\w.:/-]{1,24}$/

/** '' where they have little in common, or are neither hashes nor arrays. */
export function innerWords(
  { label, positions }: CandidateStep,
  { study, owned }: Pick<RuleContext, 'study' | 'owned'>,
): string {
  if (label !== 'Hash' && label !== 'Array') return ''
  const { heap, names } = study
  const { type, flags, length } = heap.columns
  const keys = new Map<string, number>()
  const kinds = new Map<number, number>()
  let references = 0
  const sample = evenPart(positions, SAMPLE).subarray(0, SAMPLE)
  for (const position of sample) {
    const row = owned.tree.nodeAt[position]
    const [first, end] = contentEdges(study, row)
    const inside = heap.graph.targets.subarray(first, Math.min(end, first + REFERENCES))
    for (const key of label === 'Hash' ? keysAmong(row, inside) : []) {
      keys.set(key, (keys.get(key) ?? 0) + 1)
    }
    for (const node of inside) {
      references++
      const kind = names.kinds.kindOf(node)
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    }
  }
  const common = [...keys].filter(([, count]) => count >= sample.length * NEARLY_ALL)
  if (common.length > 0) {
    const told = common.slice(0, KEYS).map(([key]) => `"${key}"`)
    const more = common.length > KEYS ? ' …' : ''
    return ` (key${common.length === 1 ? '' : 's'} ${told.join(', ')}${more})`
  }
  const [most] = [...kinds].sort((a, b) => b[1] - a[1])
  if (most === undefined || most[1] < references * NEARLY_ALL) return ''
  return ` of ${kindWords(2, names.kinds.labelOf(most[0]))}`

  /**
   * A hash takes strings as keys frozen and interned. Values may be such strings too: as many as entries
   * have to be, and something else beside them.
   */
  function keysAmong(row: number, inside: Uint32Array): Set<string> {
    const entries = length[row]
    const found = new Set<string>()
    const interned = inside.filter((node) => isKey(node))
    if (interned.length !== entries || inside.length <= entries) return found
    for (const node of interned) {
      const text = glanceAt(heap, node)['value']
      if (typeof text === 'string' && PLAIN_KEY.test(text)) found.add(text)
    }
    return found
  }

  function isKey(node: number): boolean {
    if (node >= heap.count) return false
    return type[node] === TYPE_STRING
      ? (flags[node] & FLAG_FSTRING) !== 0
      : type[node] === TYPE_SYMBOL
  }
}
