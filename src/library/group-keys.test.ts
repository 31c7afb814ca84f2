import { expect, test } from 'vitest'
import { MadeHeap } from '../heap/testing/made-heap.ts'
import { createGroupKeys } from './group-keys.ts'
import { openMade } from './testing/opened.ts'

test('equal keys are one group: objects by dump and node, lists by what is in them', () => {
  const made = () => openMade(new MadeHeap().add('one', 'STRING').add('two', 'STRING'))
  const [heap, other] = [made(), made()]
  const { keys, groupOf } = createGroupKeys('tally')
  const numbers = [
    heap.at('@1'),
    heap.at('@1'),
    heap.at('@2'),
    other.at('@1'),
    [heap.at('@1'), 1],
    [heap.at('@1'), 1],
    [heap.at('@1'), '1'],
    [[heap.at('@1'), 1]],
    null,
    undefined,
    Number.NaN,
    Number.NaN,
    'text',
  ].map(groupOf)
  expect(numbers).toEqual([0, 0, 1, 2, 3, 3, 4, 5, 6, 6, 7, 7, 8])
  expect(keys).toHaveLength(9)
  expect(keys[6]).toBeNull()
})

test('more keys than a Map holds are refused', () => {
  const { groupOf } = createGroupKeys('Collection.tally', 3)
  expect([1, 2, 3, 1].map(groupOf)).toEqual([0, 1, 2, 0])
  expect(() => groupOf(4)).toThrow('Collection.tally: there are more than 3 different keys')
  expect(groupOf(3)).toBe(2)
  const lists = createGroupKeys('group_by', 3)
  expect([[1], [1, 2], [2, 1]].map(lists.groupOf)).toEqual([0, 1, 2])
  expect(() => lists.groupOf([2, 2])).toThrow('group_by: there are more than 3')
})
