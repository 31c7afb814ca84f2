// Sets of nodes against Sets of numbers.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { difference, intersection, unique } from './set-algebra.ts'

const nodes = fc.array(fc.nat(99), { maxLength: 60 }).map((list) => Uint32Array.from(list))

test('each keeps the order of its left operand and has every node once', () => {
  fc.assert(
    fc.property(nodes, nodes, (left, right) => {
      const [first, second] = [new Set(left), new Set(right)]
      expect([...unique(100, left)]).toEqual([...first])
      expect([...unique(100, left, right)]).toEqual([...new Set([...left, ...right])])
      expect([...intersection(100, left, right)]).toEqual(
        [...first].filter((node) => second.has(node)),
      )
      expect([...difference(100, left, right)]).toEqual(
        [...first].filter((node) => !second.has(node)),
      )
    }),
  )
})

test('the laws that hold between them', () => {
  const set = (list: Uint32Array) => [...list].sort((a, b) => a - b)
  fc.assert(
    fc.property(nodes, nodes, nodes, (a, b, c) => {
      const n = 100
      expect(set(unique(n, a, b))).toEqual(set(unique(n, b, a)))
      expect(set(intersection(n, a, b))).toEqual(set(intersection(n, b, a)))
      expect(intersection(n, a, unique(n, b, c))).toEqual(
        intersection(n, a, unique(n, intersection(n, a, b), intersection(n, a, c))),
      )
      expect(difference(n, a, unique(n, b, c))).toEqual(difference(n, difference(n, a, b), c))
      const parts = unique(n, difference(n, a, b), intersection(n, a, b))
      expect(set(parts)).toEqual(set(unique(n, a)))
      expect(difference(n, a, a).length).toBe(0)
    }),
  )
})

test('what is given is left as it was', () => {
  const [left, right] = [Uint32Array.of(3, 1, 3), Uint32Array.of(1, 2)]
  for (const make of [unique, intersection, difference]) make(10, left, right)
  expect([...left, ...right]).toEqual([3, 1, 3, 1, 2])
})
