// A made program for tests of rules: what hangs where, and what is said of it.
import { MadeHeap } from '../../../heap/testing/made-heap.ts'
import type { Why, WhyFinding } from '../../../workbench/results.ts'
import { studyOf } from '../../testing/study-of.ts'
import { why } from '../../why/why.ts'

/** Object has a Store, whose constant is whatever is called `kept`. */
export function program(ruby: string = '3.3.0'): MadeHeap {
  return new MadeHeap(ruby)
    .root('vm', 'Object')
    .klass('Class')
    .klass('Object', { references: ['Store', 'Page', 'Array', 'Hash', 'String'] })
    .klass('Array', { superclass: 'Object' })
    .klass('Hash', { superclass: 'Object' })
    .klass('String', { superclass: 'Object' })
    .klass('Page', { superclass: 'Object' })
    .add('rb', 'STRING', { value: '/app/store.rb', frozen: true })
    .klass('Store', { superclass: 'Object', references: ['kept', 'rb'] })
}

/** An array `kept` of so many, each made by `add`. */
export function list(
  heap: MadeHeap,
  count: number,
  add: (name: string, index: number) => void,
): MadeHeap {
  const references = Array.from({ length: count }, (_, i) => `e${i}`)
  heap.add('kept', 'ARRAY', { class: 'Array', length: count, references })
  references.forEach((name, i) => add(name, i))
  return heap
}

export function answer(...heaps: readonly MadeHeap[]): Why {
  return why(heaps.map((heap, i) => ({ name: `dump ${i}`, study: studyOf(heap.read()) })))
}

/** The first finding; an empty rule where there is none. */
export function first(...heaps: readonly MadeHeap[]): Pick<WhyFinding, 'rule' | 'title'> {
  return answer(...heaps).findings[0] ?? { rule: '', title: '' }
}
