import { expect, test } from 'vitest'
import { MadeHeap } from '../heap/testing/made-heap.ts'
import { createWorkbench, lazyTrees } from '../workbench/workbench.ts'
import { createHeap } from './heap.ts'
import type { Heap } from './api.ts'

function heapOf(made: MadeHeap): Heap {
  const heap = made.read()
  const { study, ...questions } = createWorkbench(heap, lazyTrees(heap), {
    name: 'x.json',
    bytes: 1,
  })
  return createHeap({ study, questions, name: 'x.json', close: async () => {} })
}

function shop(): MadeHeap {
  const made = new MadeHeap('3.3.0').klass('Class').klass('Order').klass('String')
  made.root('vm', 'Class', 'Order', 'String', 'o1', 'o2')
  made.add('o1', 'OBJECT', { class: 'Order', references: ['s1', 's2'], memsize: 80, frozen: true })
  made.add('o2', 'OBJECT', { class: 'Order', references: ['s2'] })
  made.add('s1', 'STRING', { class: 'String', value: 'one', bytesize: 3 })
  made.add('s2', 'STRING', { class: 'String', value: 'two', bytesize: 3 })
  return made
}

test('smoke', () => {
  const heap = heapOf(shop())
  const { objects } = heap
  expect(objects[-1].value).toBe('two')
  expect(objects[objects.length]).toBe(undefined)
  expect(objects.where({ klass: 'Order' }).map(String)).toEqual(['#<Order>', '#<Order>'])
  expect(objects.where({ value: /^t/ }).length).toBe(1)
  expect(objects.strings.where({ value: 'two' }).referrers.map(String)).toEqual([
    '#<Order>',
    '#<Order>',
  ])
  expect(objects.strings.sortBy('value').reverse()[0].value).toBe('two')
  expect([...objects.countBy('type')]).toEqual([
    ['CLASS', 3],
    ['STRING', 3],
    ['OBJECT', 2],
  ])
  expect(objects.groupBy((o) => o.klass).size).toBe(4)
  expect(objects.groupBy('klass').size).toBe(4)
  expect(
    objects
      .ofType('object')
      .sortBy('memsize')
      .map((o) => o.memsize),
  ).toEqual([40, 80])
  expect(() => objects.where({ klas: 1 } as never)).toThrow('klas')
})
