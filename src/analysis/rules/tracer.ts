// The tables that allocation tracing itself keeps (ObjectSpace.trace_object_allocations): they grow with
// the heap, and are there because somebody measures. Told apart, never a suspect.
import { TRACER } from '../holders.ts'
import type { Rule } from './rule.ts'

export const tracer: Rule = {
  name: 'tracer',
  explain({ steps, holder, held }) {
    if (!steps[held].label.includes(TRACER) && !steps[holder].label.includes(TRACER)) {
      return undefined
    }
    return {
      title: "The allocation tracer's own table",
      because: 'Ruby notes for each object where it was allocated, as long as tracing is on.',
      advice: 'None is needed: it goes when tracing is stopped and cleared.',
      confidence: 'certain',
      suspicion: 0,
    }
  },
}
