import { expect, test } from 'vitest'
import { MadeHeap } from '../heap/testing/made-heap.ts'
import { NodePath } from './path.ts'
import { openBoth, openMade, realDumps } from './testing/opened.ts'

function shop(): MadeHeap {
  return new MadeHeap('3.3.0')
    .shape(0, undefined, 'ROOT')
    .shape(1, 0, 'IVAR', '@lines')
    .root('global_tbl', 'order')
    .klass('Order')
    .klass('Array')
    .add('order', 'OBJECT', { shape_id: 1, class: 'Order', ivars: 1, references: ['lines'] })
    .add('lines', 'ARRAY', { class: 'Array', length: 2, references: ['a', 'b'] })
    .add('a', 'STRING', { value: 'a', bytesize: 1 })
    .add('b', 'STRING', { value: 'b', bytesize: 1 })
}

test('objects in order, and what the step to each is called', () => {
  const heap = openMade(shop())
  const path = heap.findPath(heap.strings[-1])
  expect(path?.map(String)).toEqual(['ROOT global_tbl', '#<Order>', 'Array (2 elements)', '"b"'])
  expect(path?.edges).toEqual([null, 'a global variable', '@lines', '[1]'])
  expect(path?.edges).toBe(path?.edges)
  expect(path?.at(-1)?.path?.nodes).toEqual(path?.nodes)
})

test('a path is a collection', () => {
  const heap = openMade(shop())
  const path = heap.findPath(heap.plainObjects, heap.strings)
  expect(path?.map(String)).toEqual(['#<Order>', 'Array (2 elements)', '"a"'])
  expect(path?.edges).toEqual([null, '@lines', '[0]'])
  expect(path?.[1].type).toBe('ARRAY')
  expect(path?.strings.length).toBe(1)
  expect(path?.bytes).toBe(120)
  // With both strings and, as nothing else refers to them, both classes.
  expect(path?.retainedBytes).toBe(240)
  expect(Object.getOwnPropertyNames(NodePath.prototype)).toEqual(['constructor', 'edges'])
})

test('names are those that edgeTo gives', () => {
  const { heap } = openBoth(realDumps().at(-1) ?? realDumps()[0])
  const path = heap.findPath(heap.instancesOf('Work')[20])
  expect(path?.length).toBe(8)
  expect(path?.edges).toEqual(
    path?.map((object, i) => (i === 0 ? null : path[i - 1].edgeTo(object))),
  )
  expect(path?.edges[1]).toBe("the VM's global call cache")
})
