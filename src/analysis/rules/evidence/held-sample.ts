// A sample of all objects of a candidate, spread evenly, for rules that look at what is inside it.
// Cost: at most 20,000 reads of the tree.
import type { Candidate } from '../../why/candidate.ts'
import type { RuleContext } from '../rule.ts'

const MOST = 20_000

const known = new WeakMap<Candidate, Uint32Array>()

/** Rows, roots left out; all of them where they are few. Taken once for all rules that ask. */
export function heldSample(
  candidate: Candidate,
  context: Pick<RuleContext, 'owned' | 'study'>,
): Uint32Array {
  let rows = known.get(candidate)
  if (rows === undefined) known.set(candidate, (rows = takeSample(candidate, context)))
  return rows
}

function takeSample(
  { tops }: Candidate,
  { owned, study }: Pick<RuleContext, 'owned' | 'study'>,
): Uint32Array {
  const { subtree, nodeAt } = owned.tree
  let all = 0
  for (const top of tops) all += subtree[top]
  const every = Math.max(1, all / MOST)
  const rows = new Uint32Array(Math.min(all, MOST + 1))
  let count = 0
  let before = 0
  let next = 0
  for (const top of tops) {
    const size = subtree[top]
    for (; next < before + size && count < rows.length; next += every) {
      const node = nodeAt[top + Math.floor(next - before)]
      if (node < study.heap.count) rows[count++] = node
    }
    before += size
  }
  return rows.subarray(0, count)
}
