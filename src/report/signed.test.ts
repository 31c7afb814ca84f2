import { expect, test } from 'vitest'
import { signedBytes, signedCount } from './signed.ts'

test('what grew, shrank and stayed', () => {
  expect([333, -1234, 0].map(signedCount)).toEqual(['+333', '-1,234', '0'])
  expect([29_304, -40, 0].map(signedBytes)).toEqual(['+28.6 KB', '-40 B', '0 B'])
})
