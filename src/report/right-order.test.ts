import { expect, test } from 'vitest'
import { inRightOrder } from './right-order.ts'

test.each(['ab', 'ba', 'abc', 'acb', 'bac', 'bca', 'cab', 'cba'])(
  '%s: named as told, the order is right in the end',
  (given) => {
    let names = given.split('')
    for (let told = 0; told < 3; told++) {
      const orders = names.slice(1).map((name, at) => (names[at] < name ? 'right' : 'wrong'))
      const better = inRightOrder(names, orders)
      if (better === undefined) break
      names = better
    }
    expect(names.join('')).toBe(given.split('').sort().join(''))
  },
)

test('nothing is offered where nothing is known to be wrong', () => {
  expect(inRightOrder(['a', 'b', 'c'], ['right', 'unknown'])).toBeUndefined()
  expect(inRightOrder(['a', 'b', 'c'], ['unknown', 'wrong'])).toEqual(['a', 'c', 'b'])
})
