// Threads that were started, run on and are known to nobody but the VM: they wait for a lock, a condition,
// a queue or a sleep that does not end. Each has a stack and the local variables of all methods that it
// is in. What keeps threads that have ended is another story (dead-threads.ts).
import { formatCount } from '../../base/format.ts'
import { THREAD } from '../threads.ts'
import type { Candidate, CandidateStep } from '../why/candidate.ts'
import { namedSteps } from '../why/named-steps.ts'
import { anchorAbove, anchorWords } from './evidence/anchors.ts'
import { blockPlace } from './blocks/block-place.ts'
import { labelsInside, ownInside } from './evidence/own-inside.ts'
import type { Explanation, RuleContext } from './rule.ts'

const KEEPERS = /^(?:#<Ractor\b.*>|ROOT vm|roots)$/
/** Servers have so many threads at most, all of them on purpose. */
const SERVERS = 100
const ASKED = 50

export function explainRunningThreads(
  candidate: Candidate,
  context: RuleContext,
): Explanation | undefined {
  const { shape, steps, held } = candidate
  const threads = steps[held]
  const above = steps[held - 1]
  if (shape === 'single' || shape === 'chain' || above === undefined) return undefined
  if (!THREAD.test(threads.label) || !KEEPERS.test(above.label)) return undefined
  const place = startedAt(threads, context)
  const own = ownInside(labelsInside(candidate, context), threads.count)
  const along = own === undefined ? '' : `, and with them ${own} objects`
  return {
    title: `${formatCount(threads.count)} threads were started${place === undefined ? '' : ` (most of them at ${place})`} and have not ended${listedIn(candidate, context)}${along}`,
    place: 'threads that run',
    because:
      'A thread that runs is kept by Ruby itself, whoever else knows of it: about a megabyte for its stack, its variables, and the local variables of all methods that it is in. One that waits for a lock, a condition, a queue or a sleep runs, too.',
    advice:
      'See what they wait for (Thread.list.map(&:backtrace)). Give waits a timeout, stop a thread when what it was started for is done, or hand the work to a pool with a fixed number of threads.',
    confidence: 'certain',
    suspicion: threads.count > SERVERS ? 0.3 : 0.1,
  }
}

/** ', listed by a constant of Office'; '' where nothing of the program's own does. */
function listedIn({ sharedWith = [] }: Candidate, { study, owned }: RuleContext): string {
  for (const way of sharedWith) {
    const place = { study, owned, steps: namedSteps(study, way) }
    const anchor = anchorAbove(place, way.length - 1)
    if (anchor.kind !== 'other') return `, listed by ${anchorWords(place, anchor)}`
  }
  return ''
}

/** Where the block was written that most of the last ones run. */
function startedAt({ positions }: CandidateStep, context: RuleContext): string | undefined {
  const { study, owned } = context
  const { offsets, targets } = study.heap.graph
  const { kinds } = study.names
  const counts = new Map<string, number>()
  for (const position of positions.subarray(-ASKED)) {
    const thread = owned.tree.nodeAt[position]
    const block = targets
      .subarray(offsets[thread], offsets[thread + 1])
      .find((node) => kinds.labelOf(kinds.kindOf(node)) === '#<Proc>')
    const place = block === undefined ? undefined : blockPlace(study, block)
    if (place !== undefined) counts.set(place, (counts.get(place) ?? 0) + 1)
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1])
  return most?.[0]
}
