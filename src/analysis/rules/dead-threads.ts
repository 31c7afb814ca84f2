// Threads that have ended, and are still in a list or in a variable. Ruby takes a thread off its list of
// running threads when it ends (a Ractor's, from 3.0 on; before, the VM's), but the Thread object keeps
// its value, its variables and its block.
// Cost: one pass over the rows, where threads have gathered at all.
import { formatCount } from '../../base/format.ts'
import type { CandidateStep } from '../why/candidate.ts'
import type { Study } from '../study.ts'
import { THREAD } from '../threads.ts'
import { heldTitle, stepShowing } from './words/held-words.ts'
import type { Rule, RuleContext } from './rule.ts'
import { suspicionOf } from './evidence/suspicion.ts'

const MOST = 0.5

export const deadThreads: Rule = {
  name: 'dead-threads',
  explain(candidate, context) {
    const at = stepShowing(candidate, ({ label }) => THREAD.test(label))
    if (at < 0 || candidate.steps[at].count < 2) return undefined
    const threads = candidate.steps[at]
    const dead = deadAmong(threads, context)
    if (dead < threads.count * MOST) return undefined
    return {
      title: `${heldTitle(candidate, context)}, and ${dead === threads.count ? 'the threads have' : `${formatCount(dead)} of the threads have`} ended`,
      because:
        "A Thread object keeps the value of its block, its variables and all that its block could see, long after the thread has ended, for as long as anything refers to it. These are not in Ruby's list of running threads.",
      advice:
        'Take a thread out of the list when it is done: after join or value, or in an ensure at the end of its block. A thread pool (concurrent-ruby) does this for you.',
      confidence: 'certain',
      suspicion: Math.max(0.8, suspicionOf(candidate, context)),
    }
  },
}

function deadAmong({ positions }: CandidateStep, { study, owned }: RuleContext): number {
  const alive = runningThreads(study)
  // The main thread runs: where it is not found, neither are the others.
  if (alive === undefined) return 0
  let dead = 0
  for (const position of positions) if (!alive.has(owned.tree.nodeAt[position])) dead++
  return dead
}

/** What roots and Ractors refer to directly, threads or not; undefined where no thread is among it. */
function runningThreads({ heap }: Study): ReadonlySet<number> | undefined {
  const { offsets, targets } = heap.graph
  const { word } = heap.columns
  const ractor = heap.words.indexOf('ractor')
  const found = new Set<number>()
  const add = (node: number): void => {
    for (let edge = offsets[node]; edge < offsets[node + 1]; edge++) found.add(targets[edge])
  }
  for (let i = 0; i < heap.roots.length; i++) add(heap.count + i)
  if (ractor > 0) {
    for (let row = 0; row < heap.count; row++) if (word[row] === ractor) add(row)
  }
  const thread = heap.words.indexOf('VM/thread')
  for (const node of found) {
    if (thread > 0 && node < heap.count && word[node] === thread) return found
  }
  return undefined
}
