// The growth of a finding less what findings before it have told of it, so that no growth is told twice:
// a thread holds a list that grows and many small things, and the list is told first.
// Cost: for each finding before, the tops of both.
import type { DominatorTree } from '../../graph/dominator-tree.ts'
import type { Measured } from './filled.ts'
import type { Judged } from './judged.ts'
import { verdictOf } from './verdict.ts'

/** @param told findings before it, their growth their own; @param total reachable bytes of the last dump */
export function withOwnGrowth(
  tree: DominatorTree,
  judged: Judged,
  told: readonly Judged[],
  total: number,
): Judged {
  const inside = told.filter((each) => liesIn(tree, each, judged))
  if (inside.length === 0 || judged.growth.length < 2) return judged
  const growth = judged.growth.map((each, i): Measured => {
    const bytes = inside.reduce((rest, { growth: own }) => rest - own[i].bytes, each.bytes)
    return { count: each.count, bytes: Math.max(0, bytes) }
  })
  const verdict = verdictOf(growth, total, judged.explanation, undefined)
  const isFinding =
    judged.isFinding && (judged.explanation.isDefect === true || verdict.verdict !== 'static')
  return { ...judged, growth, verdict, isFinding }
}

/** Subtrees are disjoint or inside each other. */
export function liesIn({ subtree }: DominatorTree, { tops }: Judged, outer: Judged): boolean {
  const isIn = (at: number, top: number): boolean => at >= top && at < top + subtree[top]
  const [first] = tops
  if (first === undefined) return false
  const { apart = new Set<number>() } = outer.candidate
  for (const top of apart) if (isIn(first, top)) return false
  return outer.tops.some((top) => isIn(first, top))
}
