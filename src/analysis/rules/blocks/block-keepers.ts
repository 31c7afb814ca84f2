// Who keeps a block, where that is Ruby itself and not a list of the program's: a method that was made
// from it, or what it was handed to (trap, at_exit, trace_var, TracePoint). Told by the kinds of the two steps and
// the name of the reference between them. Cost: a look at two steps.
import type { CandidateStep } from '../../why/candidate.ts'
import type { NamedStep } from '../../why/named-steps.ts'
import { className } from '../words/words.ts'

export type BlockKeeper = 'method' | 'trap' | 'at-exit' | 'trace-point' | 'trace-var'

const CALLABLE = /^#<(?:Proc|Method)>$/

/** @param at index of the block in `steps`; undefined: something that a program has a name for */
export function blockKeeper(steps: readonly NamedStep[], at: number): BlockKeeper | undefined {
  const own = steps[at]
  const above = steps[at - 1]?.step.label
  if (own === undefined || above === undefined || !CALLABLE.test(own.step.label)) return undefined
  if (own.edge === 'its block') return 'method'
  // Of the VM's own roots only the table of signal handlers has blocks.
  if (above === 'ROOT vm') return 'trap'
  if (above === 'ROOT end_proc') return 'at-exit'
  // A global variable has one value; what it calls when it is set may be many.
  if (above === 'ROOT global_tbl' && own.step.count > 1) return 'trace-var'
  return above.startsWith('#<TracePoint') ? 'trace-point' : undefined
}

/** 'a signal handler (trap)', as 'is kept by' goes on. @param above the step that holds the block */
export function keeperWords(keeper: BlockKeeper, above: CandidateStep): string {
  switch (keeper) {
    case 'method':
      return `a ${methodWords(1, above.label)}`
    case 'trap':
      return 'a signal handler (trap)'
    case 'at-exit':
      return 'an at_exit block'
    case 'trace-var':
      return 'a global variable that is watched (trace_var)'
    case 'trace-point':
      return 'an enabled TracePoint'
  }
}

/** 'methods of Columns', 'class method of Columns'. @param above label of the class that has them */
export function methodWords(count: number, above: string): string {
  const attached = /^#<Class:([^#].*)>$/.exec(above)?.[1]
  const sort = attached === undefined ? 'method' : 'class method'
  return `${count === 1 ? sort : `${sort}s`} of ${attached ?? className(above)}`
}
