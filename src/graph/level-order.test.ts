import { expect, test } from 'vitest'
import { bitset } from '../base/bitset.ts'
import { sortLevel } from './level-order.ts'

test('sorts levels of every size and leaves the rest of the queue alone', () => {
  const nodes = 100_000
  const scratch = bitset(nodes)
  for (const size of [0, 1, 2, 16, 17, 300, 3125, 50_000]) {
    const level = Array.from({ length: size }, (_, i) => (i * 7919) % nodes)
    const queue = Uint32Array.from([99, ...level, 1])
    sortLevel(queue, 1, size + 1, scratch)
    expect([...queue]).toEqual([99, ...level.sort((a, b) => a - b), 1])
    expect(scratch.every((word) => word === 0)).toBe(true)
  }
})
