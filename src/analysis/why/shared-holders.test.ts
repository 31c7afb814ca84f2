// Ways to what several hold.
import { expect, test } from 'vitest'
import { answer, program } from '../rules/testing/made-program.ts'

test('a worker whose thread refers to it: the way does not go round', () => {
  const jobs = Array.from({ length: 300 }, (_, i) => `job${i}`)
  const heap = program()
    .klass('Thread', { superclass: 'Object' })
    .klass('Worker', { superclass: 'Object' })
    .root('global_list', 'ractor', 'scope')
    .add('ractor', 'DATA', { class: 'Object', struct: 'ractor', references: ['thread'] })
    .add('scope', 'ARRAY', { class: 'Array', references: ['worker'] })
    .add('worker', 'OBJECT', { class: 'Worker', references: ['thread'] })
    .add('thread', 'DATA', {
      class: 'Thread',
      struct: 'VM/thread',
      references: ['worker', 'list'],
    })
    .add('list', 'ARRAY', { class: 'Array', length: jobs.length, references: jobs })
  for (const job of jobs) heap.add(job, 'OBJECT', { class: 'Page', memsize: 1000 })
  const [{ path }] = answer(heap).findings
  const labels = path.map(({ label }) => label)
  expect(labels.filter((label) => label === '#<Thread>')).toHaveLength(1)
  expect(labels.indexOf('#<Thread>')).toBeLessThan(labels.indexOf('Array (300 elements)'))
})
