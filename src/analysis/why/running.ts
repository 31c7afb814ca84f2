// Threads and fibers: besides variables of their own they refer to what their methods work with, and to
// words that are left on their stacks.
import type { CandidateStep } from './candidate.ts'

const RUNNING: ReadonlySet<string> = new Set(['#<Thread>', '#<Fiber>'])

export function isRunning({ label }: Pick<CandidateStep, 'label'>): boolean {
  return RUNNING.has(label)
}
